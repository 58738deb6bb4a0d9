package org.garam.backend.cpu;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.Arrays;
import org.garam.tensor.DType;

/**
 * Emits steps on single numbers, without branches: the JIT compiler drops a branch that was not taken so far, and when
 * it is taken at last throws the whole loop away and starts again from the interpreter.
 */
final class ScalarEmitter {
    private static final ClassDesc MATH = ClassDesc.of("java.lang.Math");
    private static final ClassDesc FLOAT_CLASS = ClassDesc.of("java.lang.Float");
    private static final ClassDesc DOUBLE_CLASS = ClassDesc.of("java.lang.Double");
    static final ClassDesc SCALAR_MATH = ClassDesc.of("org.garam.backend.cpu.ScalarMath");

    private final LoopFrame frame;
    private final CodeBuilder code;
    private final LoopProgram program;

    ScalarEmitter(LoopFrame frame) {
        this.frame = frame;
        code = frame.code;
        program = frame.program;
    }

    /** Computes a step into a new variable. Constants have none. */
    void emit(int number) {
        Step step = program.step(number);
        switch (step) {
            case Step.Constant _ -> {
                return;
            }
            case Step.Load load -> load(load.input());
            case Step.Apply apply -> apply(apply);
            case Step.Reduce _ -> throw new IllegalStateException("a reduction is not a single step");
        }
        frame.scalars[number] = frame.allocate(step.type().kind());
        code.storeLocal(step.type().kind(), frame.scalars[number]);
    }

    void push(int number) {
        if (program.step(number) instanceof Step.Constant constant) {
            switch (constant.type()) {
                case FLOAT -> code.loadConstant((float) constant.number());
                case DOUBLE -> code.loadConstant(constant.number());
                case INT, BOOL -> code.loadConstant((int) constant.bits());
                case LONG -> code.loadConstant(constant.bits());
            }
        } else {
            code.loadLocal(program.step(number).type().kind(), frame.scalars[number]);
        }
    }

    private void load(int view) {
        DType dtype = frame.access(view).dtype();
        if (!frame.access(view).walk().isMemory()) {
            frame.pushIndex(view, 0);
            convert(LaneType.INT, LaneType.of(dtype));
            return;
        }
        frame.pushArray(view);
        frame.pushIndex(view, 0);
        switch (dtype) {
            case FLOAT32 -> code.faload();
            case FLOAT64 -> code.daload();
            case INT8, BOOL -> code.baload();
            case UINT8 -> code.baload().loadConstant(0xFF).iand();
            case INT16, FLOAT16, BFLOAT16 -> code.saload();
            case INT32 -> code.iaload();
            case INT64 -> code.laload();
        }
    }

    /** Stores the result of the code into the element of the current column, or of the row. */
    void store(int output) {
        int view = frame.outputView(output);
        frame.pushArray(view);
        frame.pushIndex(view, 0);
        push(program.result(output));
        switch (frame.access(view).dtype()) {
            case FLOAT32 -> code.fastore();
            case FLOAT64 -> code.dastore();
            case INT8, UINT8, BOOL -> code.bastore();
            case INT16, FLOAT16, BFLOAT16 -> code.sastore();
            case INT32 -> code.iastore();
            case INT64 -> code.lastore();
        }
    }

    private void apply(Step.Apply apply) {
        LaneType type = program.step(apply.operands().getFirst()).type();
        if (apply.operation() == Operation.SELECT) {
            select(apply);
            return;
        }
        if (apply.operation().isCall()) {
            call(apply, type);
            return;
        }
        boolean asLongs = apply.operation().isComparison() && type.kind() == TypeKind.INT;
        for (int operand : apply.operands()) {
            push(operand);
            if (asLongs) {
                code.i2l();
            }
        }
        switch (apply.operation()) {
            case ADD -> arithmetic(type, code::fadd, code::dadd, code::iadd, code::ladd);
            case SUBTRACT -> arithmetic(type, code::fsub, code::dsub, code::isub, code::lsub);
            case MULTIPLY -> arithmetic(type, code::fmul, code::dmul, code::imul, code::lmul);
            case DIVIDE -> arithmetic(type, code::fdiv, code::ddiv, code::idiv, code::ldiv);
            case NEGATE -> arithmetic(type, code::fneg, code::dneg, code::ineg, code::lneg);
            case MAXIMUM -> math("max", type, 2);
            case MINIMUM -> math("min", type, 2);
            case ABSOLUTE -> math("abs", type, 1);
            case FUSED_MULTIPLY_ADD -> math("fma", type, 3);
            case SQUARE_ROOT -> squareRoot(type);
            case AND -> arithmetic(type, null, null, code::iand, code::land);
            case OR -> arithmetic(type, null, null, code::ior, code::lor);
            case XOR -> arithmetic(type, null, null, code::ixor, code::lxor);
            case SHIFT_LEFT -> arithmetic(type, null, null, code::ishl, code::lshl);
            case SHIFT_RIGHT -> arithmetic(type, null, null, code::iushr, code::lushr);
            case SHIFT_RIGHT_SIGNED -> arithmetic(type, null, null, code::ishr, code::lshr);
            case EQUAL, NOT_EQUAL, LESS, LESS_EQUAL, GREATER, GREATER_EQUAL -> compare(apply.operation(), type);
            case TO_BITS -> reinterpret(type, type.bits());
            case FROM_BITS -> reinterpret(type, apply.type());
            case CONVERT -> convert(type, apply.type());
            case NARROW_INT8 -> code.i2b();
            case NARROW_INT16 -> code.i2s();
            case NARROW_UINT8 -> code.loadConstant(0xFF).iand();
            case SELECT, SIN, COS, POWER -> throw new IllegalStateException("handled before");
        }
    }

    private static void arithmetic(LaneType type, Runnable onFloat, Runnable onDouble, Runnable onInt,
            Runnable onLong) {
        (switch (type) {
            case FLOAT -> onFloat;
            case DOUBLE -> onDouble;
            case INT, BOOL -> onInt;
            case LONG -> onLong;
        }).run();
    }

    static ClassDesc scalarType(LaneType type) {
        return switch (type) {
            case FLOAT -> ConstantDescs.CD_float;
            case DOUBLE -> ConstantDescs.CD_double;
            case INT, BOOL -> ConstantDescs.CD_int;
            case LONG -> ConstantDescs.CD_long;
        };
    }

    void math(String name, LaneType type, int arguments) {
        ClassDesc scalar = scalarType(type);
        ClassDesc[] parameters = new ClassDesc[arguments];
        Arrays.fill(parameters, scalar);
        code.invokestatic(MATH, name, MethodTypeDesc.of(scalar, parameters));
    }

    private void squareRoot(LaneType type) {
        // The root of a float taken in double and rounded is the correctly rounded one.
        convert(type, LaneType.DOUBLE);
        math("sqrt", LaneType.DOUBLE, 1);
        convert(LaneType.DOUBLE, type);
    }

    private void call(Step.Apply apply, LaneType type) {
        ClassDesc[] parameters = new ClassDesc[apply.operands().size()];
        Arrays.fill(parameters, ConstantDescs.CD_double);
        for (int operand : apply.operands()) {
            push(operand);
            convert(type, LaneType.DOUBLE);
        }
        code.invokestatic(SCALAR_MATH, functionName(apply.operation()),
                MethodTypeDesc.of(ConstantDescs.CD_double, parameters));
        convert(LaneType.DOUBLE, type);
    }

    static String functionName(Operation operation) {
        return switch (operation) {
            case SIN -> "sin";
            case COS -> "cos";
            case POWER -> "power";
            default -> throw new IllegalStateException(operation + " is not a call");
        };
    }

    /** By bits: {@code b ^ ((a ^ b) & mask)}. */
    private void select(Step.Apply apply) {
        LaneType type = apply.type();
        boolean wide = type == LaneType.DOUBLE || type == LaneType.LONG;
        push(apply.operands().getFirst());
        code.ineg();
        if (wide) {
            code.i2l();
        }
        pushBits(apply.operands().get(1));
        pushBits(apply.operands().get(2));
        if (wide) {
            code.lxor().land();
        } else {
            code.ixor().iand();
        }
        pushBits(apply.operands().get(2));
        if (wide) {
            code.lxor();
        } else {
            code.ixor();
        }
        if (type.isFloating()) {
            reinterpret(type.bits(), type);
        }
    }

    private void pushBits(int number) {
        LaneType type = program.step(number).type();
        push(number);
        if (type.isFloating()) {
            reinterpret(type, type.bits());
        }
    }

    /**
     * Turns the -1, 0 or 1 of a comparing instruction into 0 or 1; with NaN it is the one for which the result is 0.
     */
    private void compare(Operation comparison, LaneType type) {
        boolean less = comparison == Operation.LESS || comparison == Operation.LESS_EQUAL;
        switch (type) {
            case FLOAT -> floatCompare(less, code::fcmpg, code::fcmpl);
            case DOUBLE -> floatCompare(less, code::dcmpg, code::dcmpl);
            case LONG, INT, BOOL -> code.lcmp();
        }
        switch (comparison) {
            case EQUAL -> code.iconst_1().iand().iconst_1().ixor();
            case NOT_EQUAL -> code.iconst_1().iand();
            case LESS -> code.bipush(31).iushr();
            case LESS_EQUAL -> code.iconst_1().iadd().iconst_1().ishr().iconst_1().ixor();
            case GREATER -> code.iconst_1().iadd().iconst_1().ishr();
            case GREATER_EQUAL -> code.bipush(31).iushr().iconst_1().ixor();
            default -> throw new IllegalStateException(comparison + " is not a comparison");
        }
    }

    private static void floatCompare(boolean less, Runnable greaterIfNaN, Runnable lessIfNaN) {
        (less ? greaterIfNaN : lessIfNaN).run();
    }

    private void reinterpret(LaneType from, LaneType to) {
        boolean single = from == LaneType.FLOAT || to == LaneType.FLOAT;
        String name = from == LaneType.FLOAT ? "floatToRawIntBits" : from == LaneType.DOUBLE ? "doubleToRawLongBits"
                : single ? "intBitsToFloat" : "longBitsToDouble";
        code.invokestatic(single ? FLOAT_CLASS : DOUBLE_CLASS, name,
                MethodTypeDesc.of(scalarType(to), scalarType(from)));
    }

    void convert(LaneType from, LaneType to) {
        if (from.kind() != to.kind()) {
            code.conversion(from.kind(), to.kind());
        }
    }
}
