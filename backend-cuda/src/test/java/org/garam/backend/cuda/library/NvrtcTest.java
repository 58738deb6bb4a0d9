package org.garam.backend.cuda.library;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.garam.spi.DeviceException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The binding of the compiler, with a compiler that yields what it was given. */
class NvrtcTest {
    private static final String COMPILER = """
            #include <stdio.h>
            #include <stdlib.h>
            #include <string.h>
            typedef struct { char name[100]; char source[1000]; char result[2000]; } Program;
            int nvrtcVersion(int* major, int* minor) { *major = 12; *minor = 4; return 0; }
            int nvrtcGetNumSupportedArchs(int* count) { *count = 3; return 0; }
            int nvrtcGetSupportedArchs(int* known) { known[0] = 75; known[1] = 90; known[2] = 80; return 0; }
            const char* nvrtcGetErrorString(int code) {
              return code == 6 ? "NVRTC_ERROR_COMPILATION" : "NVRTC_ERROR_OTHER";
            }
            int nvrtcCreateProgram(Program** program, const char* source, const char* name, int headers, void* texts,
                void* names) {
              if (headers || texts || names) return 3;
              *program = calloc(1, sizeof(Program));
              strcpy((*program)->name, name);
              strcpy((*program)->source, source);
              return 0;
            }
            int nvrtcDestroyProgram(Program** program) { free(*program); *program = 0; return 0; }
            int nvrtcCompileProgram(Program* program, int count, const char** options) {
              sprintf(program->result, "%s: %s", program->name, program->source);
              for (int i = 0; i < count; i++) { strcat(program->result, " "); strcat(program->result, options[i]); }
              return strstr(program->source, "wrong") ? 6 : strstr(program->source, "unlucky") ? 7 : 0;
            }
            int nvrtcGetCUBINSize(Program* program, long* size) { *size = 6 + strlen(program->result); return 0; }
            int nvrtcGetCUBIN(Program* program, char* out) { sprintf(out, "cubin %s", program->result); return 0; }
            int nvrtcGetPTXSize(Program* program, long* size) { *size = 5 + strlen(program->result); return 0; }
            int nvrtcGetPTX(Program* program, char* out) {
              memcpy(out, "ptx  ", 5);
              strcpy(out + 5, program->result);
              return 0;
            }
            int nvrtcGetProgramLogSize(Program* program, long* size) { *size = 20; return 0; }
            int nvrtcGetProgramLog(Program* program, char* out) { strcpy(out, "line 1: no such name"); return 0; }
            """;

    @TempDir
    private Path folder;
    private Nvrtc nvrtc;

    @BeforeEach
    void load() throws UnusableLibraryException {
        Path file = StubLibrary.compile(folder, "libnvrtc.so.12", COMPILER);
        nvrtc = new Nvrtc(NativeLibrary.load(LibraryKind.NVRTC, file, 12));
    }

    private String compile(String source, int architecture) {
        return new String(nvrtc.compile(source, "plan.cu", architecture, List.of("--first", "--second=2")),
                StandardCharsets.US_ASCII);
    }

    @Test
    void machineCodeIsMadeForAnArchitectureTheCompilerKnows() {
        assertEquals("NVRTC 12.4 in " + folder + "/libnvrtc.so.12", nvrtc.toString());
        assertEquals("cubin plan.cu: kernel --gpu-architecture=sm_80 --first --second=2", compile("kernel", 80));
    }

    @Test
    void aNewerDeviceGetsCodeThatTheDriverTranslates() {
        assertEquals("ptx  plan.cu: kernel --gpu-architecture=compute_90 --first --second=2", compile("kernel", 120));
        assertEquals("ptx  plan.cu: kernel --gpu-architecture=compute_80 --first --second=2", compile("kernel", 86));
    }

    @Test
    void anOlderDeviceIsRefused() {
        String message = assertThrows(DeviceException.class, () -> compile("kernel", 61)).getMessage();
        assertTrue(message.contains("sm_61 is older than any that NVRTC 12.4") && message.contains("from sm_75 on"),
                message);
    }

    @Test
    void aWrongSourceIsReportedWithTheCompilersLog() {
        String message = assertThrows(DeviceException.class, () -> compile("wrong", 90)).getMessage();
        assertTrue(message.startsWith("compiling plan.cu with NVRTC 12.4 in " + folder)
                && message.contains("NVRTC_ERROR_COMPILATION (6)")
                && message.endsWith("the compiler says:\nline 1: no such name"), message);
        String other = assertThrows(DeviceException.class, () -> compile("unlucky", 90)).getMessage();
        assertTrue(other.contains("NVRTC_ERROR_OTHER (7); is libnvrtc-builtins of the same version beside it?"), other);
    }
}
