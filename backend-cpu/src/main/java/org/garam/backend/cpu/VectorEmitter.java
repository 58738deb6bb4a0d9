package org.garam.backend.cpu;

import static org.garam.backend.cpu.VectorTypes.*;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import org.garam.op.ReduceFunction;
import org.garam.tensor.DType;

/**
 * Emits steps on vectors of numbers. Everything is in local variables of one method, because the JIT compiler keeps
 * vectors in registers only as long as it sees where they come from: not across a call that it chose not to inline.
 */
final class VectorEmitter {
    private static final ClassDesc SYSTEM = ClassDesc.of("java.lang.System");
    private static final int NONE = -1;

    private final LoopFrame frame;
    private final CodeBuilder code;
    private final LoopProgram program;
    private final LaneType lane;
    /**
     * For each input of positions: the distances of the lanes from the first, in {@code float}'s integers or doubles.
     */
    private final int[] laneDistances;
    /** The lanes that count, {@link #NONE} if all do. */
    private int mask = NONE;

    VectorEmitter(LoopFrame frame) {
        this.frame = frame;
        code = frame.code;
        program = frame.program;
        lane = program.lane();
        laneDistances = new int[program.structure().inputs().size()];
    }

    // ---- values that do not change along a row ----------------------------------------------------------------------

    /** Spreads a scalar over the lanes of a new variable. */
    void broadcast(int number, ScalarEmitter scalars) {
        LaneType type = program.step(number).type();
        pushSpecies(type);
        scalars.push(number);
        if (type == LaneType.BOOL) {
            code.invokeinterface(SPECIES, "maskAll", MethodTypeDesc.of(MASK, ConstantDescs.CD_boolean));
        } else {
            code.invokestatic(vector(type), "broadcast",
                    MethodTypeDesc.of(vector(type), SPECIES, ScalarEmitter.scalarType(type)));
        }
        frame.vectors[number] = storeNew();
    }

    /** Prepares what loads of positions need in every column. */
    void emitLaneDistances() {
        for (int input = 0; input < laneDistances.length; input++) {
            if (program.structure().inputs().get(input).walk() == LoopStructure.Walk.POSITIONS) {
                LaneType type = lane == LaneType.DOUBLE ? LaneType.DOUBLE : LaneType.INT;
                pushSpecies(type);
                code.iconst_0();
                code.i2l();
                code.invokeinterface(SPECIES, "broadcast", MethodTypeDesc.of(VECTOR, ConstantDescs.CD_long));
                code.checkcast(vector(type));
                code.iconst_1();
                code.invokevirtual(vector(type), "addIndex", MethodTypeDesc.of(vector(type), ConstantDescs.CD_int));
                frame.pushColumnStride(input);
                code.conversion(TypeKind.INT, type.kind());
                code.invokevirtual(vector(type), "mul", MethodTypeDesc.of(vector(type),
                        ScalarEmitter.scalarType(type)));
                laneDistances[input] = storeNew();
            }
        }
    }

    /**
     * Has only the first lanes count, as many as there are columns. Masked loads and stores would be the obvious way,
     * but with them C1 gives up on methods as large as a softmax; so rows go by way of scratch memory, and only
     * reductions look at the mask. It is made once, before the first row: the compiler does not always find out that
     * numbering the lanes needs no memory.
     */
    void countColumnsOnly() {
        pushSpecies(lane);
        code.iconst_0().conversion(TypeKind.INT, lane.kind());
        code.invokestatic(vector(lane), "broadcast", MethodTypeDesc.of(vector(lane), SPECIES,
                ScalarEmitter.scalarType(lane)));
        code.iconst_1();
        code.invokevirtual(vector(lane), "addIndex", MethodTypeDesc.of(vector(lane), ConstantDescs.CD_int));
        code.getstatic(OPERATORS, "LT", operatorType("Comparison"));
        code.iload(LoopFrame.COLUMNS).conversion(TypeKind.INT, lane.kind());
        code.invokevirtual(vector(lane), "compare", MethodTypeDesc.of(MASK, operatorType("Comparison"),
                ScalarEmitter.scalarType(lane)));
        mask = storeNew();
    }

    private void copy(Runnable from, Runnable to) {
        from.run();
        to.run();
        code.iload(LoopFrame.COLUMNS);
        code.invokestatic(SYSTEM, "arraycopy", MethodTypeDesc.of(ConstantDescs.CD_void,
                ConstantDescs.CD_Object, ConstantDescs.CD_int, ConstantDescs.CD_Object, ConstantDescs.CD_int,
                ConstantDescs.CD_int));
    }

    private void pushScratchStart() {
        frame.pushScratch();
        code.iconst_0();
    }

    private void pushElement(int view, int ahead) {
        frame.pushArray(view);
        frame.pushIndex(view, ahead);
    }

    // ---- steps ------------------------------------------------------------------------------------------------------

    /** Computes a varying step into a new variable, {@code ahead} columns from the current one. */
    void emit(int number, int ahead) {
        switch (program.step(number)) {
            case Step.Load load -> load(load.input(), ahead);
            case Step.Apply apply -> apply(apply);
            case Step.Constant _, Step.Reduce _ -> throw new IllegalStateException("not a varying step");
        }
        frame.vectors[number] = storeNew();
    }

    void store(int output, int ahead) {
        int view = frame.outputView(output);
        DType dtype = frame.access(view).dtype();
        push(program.result(output));
        if (mask != NONE) {
            storeToScratch(0);
            copy(this::pushScratchStart, () -> pushElement(view, ahead));
            return;
        }
        pushElement(view, ahead);
        code.invokevirtual(vector(LaneType.of(dtype)), "intoArray",
                MethodTypeDesc.of(ConstantDescs.CD_void, LoopFrame.arrayOf(dtype), ConstantDescs.CD_int));
    }

    private void load(int view, int ahead) {
        DType dtype = frame.access(view).dtype();
        LaneType type = LaneType.of(dtype);
        if (frame.access(view).walk().isMemory()) {
            if (mask != NONE) {
                copy(() -> pushElement(view, ahead), this::pushScratchStart);
            }
            pushSpecies(type);
            if (mask != NONE) {
                pushScratchStart();
            } else {
                pushElement(view, ahead);
            }
            code.invokestatic(vector(type), "fromArray", MethodTypeDesc.of(vector(type), SPECIES,
                    LoopFrame.arrayOf(dtype), ConstantDescs.CD_int));
            return;
        }
        LaneType counted = lane == LaneType.DOUBLE ? LaneType.DOUBLE : LaneType.INT;
        code.aload(laneDistances[view]);
        frame.pushIndex(view, ahead);
        code.conversion(TypeKind.INT, counted.kind());
        code.invokevirtual(vector(counted), "add", MethodTypeDesc.of(vector(counted),
                ScalarEmitter.scalarType(counted)));
        if (type == LaneType.FLOAT) {
            convertIntToFloat();
        }
    }

    private void apply(Step.Apply apply) {
        if (apply.operation().isCall()) {
            call(apply);
            return;
        }
        int first = apply.operands().getFirst();
        LaneType type = program.step(first).type();
        if (type == LaneType.BOOL && apply.operation() != Operation.SELECT) {
            apply.operands().forEach(this::push);
            String name = switch (apply.operation()) {
                case AND -> "and";
                case OR -> "or";
                case XOR -> "xor";
                default -> throw new IllegalStateException(apply.operation() + " on masks");
            };
            code.invokevirtual(MASK, name, MethodTypeDesc.of(MASK, MASK));
            return;
        }
        switch (apply.operation()) {
            case ADD -> binary("add", apply, type);
            case SUBTRACT -> binary("sub", apply, type);
            case MULTIPLY -> binary("mul", apply, type);
            case DIVIDE -> binary("div", apply, type);
            case MAXIMUM -> binary("max", apply, type);
            case MINIMUM -> binary("min", apply, type);
            case AND -> binary("and", apply, type);
            case OR -> binary("or", apply, type);
            case XOR -> lanewise("XOR", apply, type);
            case NEGATE -> unary("neg", first, type);
            case ABSOLUTE -> unary("abs", first, type);
            case SQUARE_ROOT -> unary("sqrt", first, type);
            case FUSED_MULTIPLY_ADD -> {
                apply.operands().forEach(this::push);
                code.invokevirtual(vector(type), "fma", MethodTypeDesc.of(vector(type), VECTOR, VECTOR));
            }
            case SHIFT_LEFT -> shift("LSHL", apply, type);
            case SHIFT_RIGHT -> shift("LSHR", apply, type);
            case SHIFT_RIGHT_SIGNED -> shift("ASHR", apply, type);
            case EQUAL -> compare("EQ", apply, type);
            case NOT_EQUAL -> compare("NE", apply, type);
            case LESS -> compare("LT", apply, type);
            case LESS_EQUAL -> compare("LE", apply, type);
            case GREATER -> compare("GT", apply, type);
            case GREATER_EQUAL -> compare("GE", apply, type);
            case SELECT -> select(apply);
            case TO_BITS, FROM_BITS -> {
                push(first);
                code.invokevirtual(vector(type), "reinterpretAs" + switch (apply.type()) {
                    case FLOAT -> "Floats";
                    case DOUBLE -> "Doubles";
                    case INT -> "Ints";
                    case LONG -> "Longs";
                    case BOOL -> throw new IllegalStateException("a mask has no bits");
                }, MethodTypeDesc.of(vector(apply.type())));
            }
            case CONVERT -> {
                push(first);
                convertIntToFloat();
            }
            case NARROW_INT8, NARROW_INT16, NARROW_UINT8, SIN, COS, POWER ->
                    throw new IllegalStateException(apply.operation() + " has no vector form");
        }
    }

    private void unary(String name, int operand, LaneType type) {
        push(operand);
        code.invokevirtual(vector(type), name, MethodTypeDesc.of(vector(type)));
    }

    private void binary(String name, Step.Apply apply, LaneType type) {
        apply.operands().forEach(this::push);
        code.invokevirtual(vector(type), name, MethodTypeDesc.of(vector(type), VECTOR));
    }

    private void lanewise(String operator, Step.Apply apply, LaneType type) {
        push(apply.operands().getFirst());
        code.getstatic(OPERATORS, operator, operatorType("Associative"));
        push(apply.operands().getLast());
        code.invokevirtual(vector(type), "lanewise", MethodTypeDesc.of(vector(type), operatorType("Binary"), VECTOR));
    }

    private void shift(String operator, Step.Apply apply, LaneType type) {
        push(apply.operands().getFirst());
        code.getstatic(OPERATORS, operator, operatorType("Binary"));
        code.loadConstant((int) ((Step.Constant) program.step(apply.operands().getLast())).bits());
        code.conversion(TypeKind.INT, type.kind());
        code.invokevirtual(vector(type), "lanewise",
                MethodTypeDesc.of(vector(type), operatorType("Binary"), ScalarEmitter.scalarType(type)));
    }

    private void compare(String operator, Step.Apply apply, LaneType type) {
        push(apply.operands().getFirst());
        code.getstatic(OPERATORS, operator, operatorType("Comparison"));
        push(apply.operands().getLast());
        code.invokevirtual(vector(type), "compare", MethodTypeDesc.of(MASK, operatorType("Comparison"), VECTOR));
        castMask(type, lane);
    }

    private void select(Step.Apply apply) {
        LaneType type = apply.type();
        push(apply.operands().get(2));
        push(apply.operands().get(1));
        push(apply.operands().getFirst());
        castMask(lane, type);
        code.invokevirtual(vector(type), "blend", MethodTypeDesc.of(vector(type), VECTOR, MASK));
    }

    /** Masks are kept in the type of the lanes; integers beside them need them in their own. */
    private void castMask(LaneType from, LaneType to) {
        if (from != to) {
            pushSpecies(to);
            code.invokevirtual(MASK, "cast", MethodTypeDesc.of(MASK, SPECIES));
        }
    }

    private void convertIntToFloat() {
        code.getstatic(OPERATORS, "I2F", operatorType("Conversion"));
        code.iconst_0();
        code.invokevirtual(VECTOR, "convert", MethodTypeDesc.of(VECTOR, operatorType("Conversion"),
                ConstantDescs.CD_int));
        code.checkcast(vector(LaneType.FLOAT));
    }

    private void call(Step.Apply apply) {
        for (int i = 0; i < apply.operands().size(); i++) {
            push(apply.operands().get(i));
            storeToScratch(i * frame.lanes);
        }
        frame.pushScratch();
        code.loadConstant(frame.lanes);
        code.invokestatic(ScalarEmitter.SCALAR_MATH, ScalarEmitter.functionName(apply.operation()),
                MethodTypeDesc.of(ConstantDescs.CD_void, frame.scratchType(), ConstantDescs.CD_int));
        pushSpecies(lane);
        frame.pushScratch();
        code.iconst_0();
        code.invokestatic(vector(lane), "fromArray",
                MethodTypeDesc.of(vector(lane), SPECIES, frame.scratchType(), ConstantDescs.CD_int));
    }

    // ---- reductions -------------------------------------------------------------------------------------------------

    /** {@return a new variable that holds the identity of the function in all lanes} */
    int newAccumulator(Step.Reduce reduce) {
        LaneType type = reduce.type();
        pushSpecies(type);
        double identity = reduce.function().identity(reduce.dtype());
        switch (type) {
            case FLOAT -> code.loadConstant((float) identity);
            case DOUBLE -> code.loadConstant(identity);
            case INT, LONG, BOOL -> code.loadConstant((int) identity);
        }
        code.invokestatic(vector(type), "broadcast", MethodTypeDesc.of(vector(type), SPECIES,
                ScalarEmitter.scalarType(type)));
        return storeNew();
    }

    void accumulate(Step.Reduce reduce, int accumulator) {
        if (mask == NONE) {
            code.aload(accumulator);
            push(reduce.operand());
            combine(reduce);
        } else {
            code.aload(accumulator).dup();
            push(reduce.operand());
            combine(reduce);
            code.aload(mask);
            code.invokevirtual(vector(reduce.type()), "blend",
                    MethodTypeDesc.of(vector(reduce.type()), VECTOR, MASK));
        }
        code.astore(accumulator);
    }

    /** Joins one accumulator into another. */
    void join(Step.Reduce reduce, int accumulator, int other) {
        code.aload(accumulator).aload(other);
        combine(reduce);
        code.astore(accumulator);
    }

    private void combine(Step.Reduce reduce) {
        code.invokevirtual(vector(reduce.type()), switch (reduce.function()) {
            case SUM -> "add";
            case PRODUCT -> "mul";
            case MAX -> "max";
            case MIN -> "min";
        }, MethodTypeDesc.of(vector(reduce.type()), VECTOR));
    }

    /**
     * Pushes the lanes of an accumulator joined to one number, of the type scalars are accumulated in. They are joined
     * in pairs, pairs of pairs and so on: what the Vector API does across lanes is done in no defined order, so its
     * results may differ between two executions.
     */
    void pushJoined(Step.Reduce reduce, int accumulator, Runnable combine) {
        code.aload(accumulator);
        storeToScratch(0);
        pushJoinedLanes(reduce, 0, frame.lanes, combine);
    }

    private void pushJoinedLanes(Step.Reduce reduce, int first, int count, Runnable combine) {
        if (count > 1) {
            pushJoinedLanes(reduce, first, count / 2, combine);
            pushJoinedLanes(reduce, first + count / 2, count - count / 2, combine);
            combine.run();
        } else {
            frame.pushScratch();
            code.loadConstant(first).arrayLoad(reduce.type().kind());
            code.conversion(reduce.type().kind(), accumulatorType(reduce).kind());
        }
    }

    /** {@return what single numbers are accumulated in: sums of floats in double, which costs nothing} */
    static LaneType accumulatorType(Step.Reduce reduce) {
        boolean rounds = reduce.function() == ReduceFunction.SUM || reduce.function() == ReduceFunction.PRODUCT;
        return rounds && reduce.type() == LaneType.FLOAT ? LaneType.DOUBLE : reduce.type();
    }

    // ---- small parts ------------------------------------------------------------------------------------------------

    private void push(int number) {
        code.aload(frame.vectors[number]);
    }

    private int storeNew() {
        int slot = frame.allocate(TypeKind.REFERENCE);
        code.astore(slot);
        return slot;
    }

    /** Pops a vector and lays out its lanes. */
    private void storeToScratch(int offset) {
        frame.pushScratch();
        code.loadConstant(offset);
        code.invokevirtual(vector(lane), "intoArray",
                MethodTypeDesc.of(ConstantDescs.CD_void, frame.scratchType(), ConstantDescs.CD_int));
    }

    private void pushSpecies(LaneType type) {
        code.getstatic(HOLDER, speciesField(type == LaneType.BOOL ? lane : type), SPECIES);
    }
}
