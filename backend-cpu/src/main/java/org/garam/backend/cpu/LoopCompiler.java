package org.garam.backend.cpu;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Turns a loop's structure into a class. The alternative, one general loop that is handed vector lambdas, is many times
 * slower: its calls cannot be inlined once it has served a few different lambdas, and every vector becomes an object.
 */
final class LoopCompiler {
    /** Methods with more bytecodes are never compiled to machine code (HotSpot's {@code HugeMethodLimit}). */
    private static final int LONGEST_METHOD = 8000;
    /** Beyond this not even a scalar loop of the steps can fit a method. */
    private static final int MOST_STEPS = 2500;
    private static final int KEPT = 1024;
    private static final ClassDesc NAME = ClassDesc.of("org.garam.backend.cpu.GeneratedLoop");
    private static final MethodTypeDesc RUN = MethodTypeDesc.of(ConstantDescs.CD_void,
            ConstantDescs.CD_Object.arrayType(), ConstantDescs.CD_int.arrayType(), ConstantDescs.CD_int,
            ConstantDescs.CD_int);

    private static final Map<LoopStructure, Optional<CompiledLoop>> COMPILED =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<LoopStructure, Optional<CompiledLoop>> eldest) {
                    return size() > KEPT;
                }
            };

    private LoopCompiler() {}

    /** {@return the loop, or nothing if it is too long for one method} The same one for the same structure. */
    static Optional<CompiledLoop> compile(LoopStructure structure) {
        synchronized (COMPILED) {
            Optional<CompiledLoop> known = COMPILED.get(structure);
            if (known == null) {
                known = compileNew(structure, VectorSupport.available());
                COMPILED.put(structure, known);
            }
            return known;
        }
    }

    /** {@return the loop, compiled anew} */
    static Optional<CompiledLoop> compileNew(LoopStructure structure, boolean vectors) {
        LoopProgram program = new LoopProgram(structure);
        if (program.steps().size() > MOST_STEPS) {
            return Optional.empty();
        }
        if (vectors && program.lane() != null) {
            int lanes = PreferredSpecies.BITS / (program.lane() == LaneType.DOUBLE ? Double.SIZE : Float.SIZE);
            for (int unroll = unroll(program); unroll >= 1; unroll /= 2) {
                Optional<CompiledLoop> loop = generate(program, lanes, unroll);
                if (loop.isPresent()) {
                    return loop;
                }
            }
        }
        return generate(program, 1, 1);
    }

    /** Reductions wait for their accumulator, so several are needed to keep the processor busy; short ones most. */
    private static int unroll(LoopProgram program) {
        boolean reduces = program.structure().code().hasReductions();
        int steps = program.steps().size();
        return !reduces || program.structure().narrow() || steps > 40 ? 1 : steps > 12 ? 2 : 4;
    }

    private static Optional<CompiledLoop> generate(LoopProgram program, int lanes, int unroll) {
        byte[] bytes = ClassFile.of().build(NAME, type -> type
                .withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER)
                .withInterfaceSymbols(ClassDesc.of(Loop.class.getName()))
                .withMethodBody(ConstantDescs.INIT_NAME, ConstantDescs.MTD_void, 0, code -> code
                        .aload(0)
                        .invokespecial(ConstantDescs.CD_Object, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void)
                        .return_())
                .withMethodBody("run", RUN, ClassFile.ACC_PUBLIC,
                        code -> new LoopEmitter(code, program, lanes, unroll).emit()));
        if (longestMethod(ClassFile.of().parse(bytes)) > LONGEST_METHOD) {
            return Optional.empty();
        }
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup().defineHiddenClass(bytes, true);
            Loop loop = (Loop) lookup.lookupClass().getDeclaredConstructor().newInstance();
            return Optional.of(new CompiledLoop(loop, program, lanes, unroll));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a generated loop does not load: " + program.structure(), e);
        }
    }

    private static int longestMethod(ClassModel type) {
        return type.methods().stream()
                .mapToInt(method -> method.code().map(code -> ((CodeAttribute) code).codeLength()).orElse(0))
                .max().orElse(0);
    }
}
