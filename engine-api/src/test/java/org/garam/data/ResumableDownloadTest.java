package org.garam.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Stream;
import org.garam.data.ScriptedServer.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ResumableDownloadTest {

    private static final byte[] CONTENT = TestFiles.noise(300_000);
    private static final byte[] FILE = TestFiles.gzip(CONTENT);
    private static final byte[] OTHER_FILE = TestFiles.gzip(TestFiles.noise(300_000, 2));
    private static final int LENGTH = FILE.length;

    @TempDir
    private Path folder;

    /** @param ranges first byte asked for by each request, -1 for the whole file */
    private record Succeeds(String what, byte[] part, Function<Request, byte[]> server, List<Long> ranges) {
        @Override
        public String toString() {
            return what;
        }
    }

    private static Stream<Succeeds> succeeding() {
        Function<Request, byte[]> good = request -> ScriptedServer.file(request, FILE);
        return Stream.of(
                new Succeeds("nothing here yet", new byte[0], good, List.of(-1L)),
                new Succeeds("resumes", begin(FILE, 1000), good, List.of(1000L)),
                new Succeeds("all here but not yet in place", FILE, good, List.of((long) LENGTH)),
                new Succeeds("more here than there is", Arrays.copyOf(FILE, LENGTH + 5), good,
                        List.of(LENGTH + 5L, -1L)),
                new Succeeds("begun with another version", begin(OTHER_FILE, 1000), good, List.of(1000L, -1L)),
                new Succeeds("all of another version here", Arrays.copyOf(OTHER_FILE, LENGTH), good,
                        List.of((long) LENGTH, -1L)),
                new Succeeds("server ignores ranges", begin(FILE, 1000),
                        request -> ScriptedServer.answer("200 OK", FILE), List.of(1000L)),
                new Succeeds("server sends another range", begin(FILE, 1000), request -> request.rangeStart() < 0
                        ? ScriptedServer.answer("200 OK", FILE)
                        : ScriptedServer.answer("206 Partial Content", end(FILE, 500), "Content-Range: bytes 500-"
                                + (LENGTH - 1) + "/" + LENGTH), List.of(1000L, -1L)),
                new Succeeds("server sends a part of unknown place", begin(FILE, 1000), request ->
                        request.rangeStart() < 0 ? ScriptedServer.answer("200 OK", FILE)
                                : ScriptedServer.answer("206 Partial Content", end(FILE, 1000)), List.of(1000L, -1L)),
                new Succeeds("server sends uncompressed content", new byte[0],
                        request -> ScriptedServer.answer("200 OK", CONTENT), List.of(-1L)),
                new Succeeds("connection lost twice", new byte[0], ResumableDownloadTest::hundredThousandAtATime,
                        List.of(-1L, 100_000L, 200_000L, 300_000L)));
    }

    private static byte[] hundredThousandAtATime(Request request) {
        var from = (int) Math.max(0, request.rangeStart());
        var piece = Arrays.copyOfRange(FILE, from, Math.min(LENGTH, from + 100_000));
        return from == 0 ? ScriptedServer.cutShort("200 OK", piece, LENGTH)
                : ScriptedServer.cutShort("206 Partial Content", piece, LENGTH - from,
                        "Content-Range: bytes " + from + "-" + (LENGTH - 1) + "/" + LENGTH);
    }

    @ParameterizedTest
    @MethodSource("succeeding")
    void bringsTheWholeFile(Succeeds given) throws IOException {
        try (var server = new ScriptedServer(given.server())) {
            Files.write(part(), given.part());
            var download = download(server.address().resolve("data.gz"));
            assertEquals(target(), download.fetch());
            assertEquals(given.ranges(), server.requests().stream().map(Request::rangeStart).toList());
            assertEquals(Optional.empty(), TestFiles.checksum(CONTENT).mismatch(target()));
            assertFalse(Files.exists(part()));
            download.fetch();
            assertEquals(given.ranges().size(), server.requests().size(), "a file that is here is asked for again");
        }
    }

    /** @param kept bytes that are left for a later run to go on with */
    private record Fails(String what, byte[] part, Function<Request, byte[]> server, long kept,
            List<String> message) {
        @Override
        public String toString() {
            return what;
        }
    }

    private static Stream<Fails> failing() {
        return Stream.of(
                new Fails("not found", new byte[0], request -> ScriptedServer.answer("404 Not Found", new byte[9]), 0,
                        List.of("status 404", "check the address")),
                new Fails("not found, begun", begin(FILE, 1000),
                        request -> ScriptedServer.answer("503 Service Unavailable", new byte[9]), 1000,
                        List.of("status 503", "try again later")),
                new Fails("partial though not asked", new byte[0], request -> ScriptedServer.answer(
                        "206 Partial Content", end(FILE, 5), "Content-Range: bytes 5-" + (LENGTH - 1) + "/*"), 0,
                        List.of("status 206")),
                new Fails("a login page", new byte[0],
                        request -> ScriptedServer.answer("200 OK", "<html>".getBytes()), 0,
                        List.of("holds 6 bytes uncompressed instead of 300000", "not kept", "store it as")),
                new Fails("another version", begin(FILE, 1000),
                        request -> ScriptedServer.file(request, OTHER_FILE), 0,
                        List.of("has the MD5 checksum", "instead of " + TestFiles.hex("MD5", CONTENT))),
                new Fails("too long", new byte[0],
                        request -> ScriptedServer.answer("200 OK", Arrays.copyOf(FILE, 400_000)), 0,
                        List.of("more than the 301324 bytes", "nothing was kept")),
                new Fails("file damaged", new byte[0], request -> ScriptedServer.answer("200 OK",
                        Arrays.copyOf(FILE, LENGTH - 9)), 0, List.of("is damaged or cut short")),
                new Fails("hangs up each time", begin(FILE, 1000),
                        request -> ScriptedServer.cutShort("206 Partial Content", new byte[0], LENGTH - 1000,
                                "Content-Range: bytes 1000-" + (LENGTH - 1) + "/" + LENGTH), 1000,
                        List.of("run again to go on from byte 1000")));
    }

    @ParameterizedTest
    @MethodSource("failing")
    void saysWhyAndLeavesNoTarget(Fails given) throws IOException {
        try (var server = new ScriptedServer(given.server())) {
            if (given.part().length > 0) {
                Files.write(part(), given.part());
            }
            var address = server.address().resolve("data.gz");
            var message = assertThrows(DataUnavailableException.class, () -> download(address).fetch()).getMessage();
            assertTrue(message.startsWith(address + ": "), message);
            for (var part : given.message()) {
                assertTrue(message.contains(part), message);
            }
            assertFalse(Files.exists(target()));
            assertEquals(given.kept(), Files.exists(part()) ? Files.size(part()) : 0);
        }
    }

    @Test
    void tellsAnOfflineMachineQuickly() throws IOException {
        int freePort;
        try (var socket = new ServerSocket(0)) {
            freePort = socket.getLocalPort();
        }
        for (var address : List.of("http://127.0.0.1:" + freePort + "/data.gz", "http://nowhere.invalid/data.gz")) {
            var message = assertTimeout(Duration.ofSeconds(12), () -> assertThrows(DataUnavailableException.class,
                    () -> download(URI.create(address)).fetch()).getMessage());
            assertTrue(message.startsWith(address + ": ") && message.contains("check the network"), message);
        }
    }

    @Test
    void tellsTheProgress() throws IOException {
        var told = new ArrayList<String>();
        try (var server = new ScriptedServer(request -> ScriptedServer.file(request, FILE))) {
            new ResumableDownload(server.address().resolve("data.gz"), target(), TestFiles.checksum(CONTENT),
                    (source, received, total) -> told.add(source.getPath() + " " + received + " of " + total)).fetch();
        }
        assertEquals("/data.gz " + LENGTH + " of " + OptionalLong.of(LENGTH), told.getLast());
    }

    @Test
    void threadsThatWantOneFileShareOneDownload() throws Exception {
        try (var server = new ScriptedServer(request -> slowly(ScriptedServer.file(request, FILE)));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var results = new ArrayList<Future<Path>>();
            for (var i = 0; i < 5; i++) {
                results.add(threads.submit(() -> download(server.address().resolve("data.gz")).fetch()));
            }
            for (var result : results) {
                assertArrayEquals(FILE, Files.readAllBytes(result.get()));
            }
            assertEquals(1, server.requests().size());
        }
    }

    @Test
    void processesThatWantOneFileShareOneDownload() throws Exception {
        try (var server = new ScriptedServer(request -> slowly(ScriptedServer.file(request, FILE)))) {
            var processes = new ArrayList<Process>();
            for (var i = 0; i < 3; i++) {
                processes.add(new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp", place(ResumableDownload.class) + File.pathSeparator + place(ChildProcess.class),
                        ChildProcess.class.getName(), server.address().resolve("data.gz").toString(),
                        target().toString()).inheritIO().start());
            }
            for (var process : processes) {
                assertEquals(0, process.waitFor());
            }
            assertArrayEquals(FILE, Files.readAllBytes(target()));
            assertEquals(1, server.requests().size());
        }
    }

    private static String place(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    }

    /** Started by {@link #processesThatWantOneFileShareOneDownload}. */
    static final class ChildProcess {

        private ChildProcess() {
        }

        public static void main(String[] arguments) {
            new ResumableDownload(URI.create(arguments[0]), Path.of(arguments[1]), TestFiles.checksum(CONTENT),
                    DownloadListener.SILENT).fetch();
        }
    }

    @Test
    void saysThatTheFolderCannotBeUsed() throws IOException {
        var file = Files.writeString(folder.resolve("file"), "in the way");
        var download = new ResumableDownload(URI.create("http://127.0.0.1/data.gz"), file.resolve("data.gz"),
                TestFiles.checksum(CONTENT), DownloadListener.SILENT);
        var message = assertThrows(DataUnavailableException.class, download::fetch).getMessage();
        assertTrue(message.contains("could not be stored as " + file.resolve("data.gz"))
                && message.contains("make the folder writable"), message);
    }

    @Test
    void acceptsWebAddressesOnly() {
        var message = assertThrows(IllegalArgumentException.class, () -> download(URI.create("ftp://host/data.gz")))
                .getMessage();
        assertEquals("download from ftp://host/data.gz: give an absolute http or https address", message);
    }

    private ResumableDownload download(URI source) {
        return new ResumableDownload(source, target(), TestFiles.checksum(CONTENT), DownloadListener.SILENT);
    }

    private Path target() {
        return folder.resolve("data.gz");
    }

    private Path part() {
        return folder.resolve("data.gz.part");
    }

    private static byte[] begin(byte[] bytes, int count) {
        return Arrays.copyOf(bytes, count);
    }

    private static byte[] end(byte[] bytes, int from) {
        return Arrays.copyOfRange(bytes, from, bytes.length);
    }

    private static byte[] slowly(byte[] answer) {
        try {
            Thread.sleep(500);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        return answer;
    }
}
