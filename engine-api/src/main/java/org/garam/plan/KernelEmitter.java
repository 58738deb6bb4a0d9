package org.garam.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.garam.op.Op;
import org.garam.plan.Group.Level;
import org.garam.program.Node;
import org.garam.program.Program;
import org.garam.tensor.DType;
import org.garam.tensor.Shape;

/** Writes the kernels of groups and single nodes, once it is known where values lie. */
final class KernelEmitter {
    private final Program program;
    private final Accesses accesses;
    private final Function<Integer, Storage> storageOf;

    KernelEmitter(Program program, Accesses accesses, Function<Integer, Storage> storageOf) {
        this.program = program;
        this.accesses = accesses;
        this.storageOf = storageOf;
    }

    View placed(Access access) {
        return access.isPositions() ? access.view() : storageOf.apply(access.base()).placed(access.view());
    }

    /** {@return a kernel that writes {@code access} to {@code target}, or null if there is nothing to write} */
    Kernel copy(Access access, View target) {
        if (accesses.isConstant(access.base())) {
            return fill(((Op.Constant) program.node(access.base()).op()).value(), target);
        }
        return copy(placed(access), target);
    }

    /** {@return a kernel that writes {@code source} to the dense {@code target} of as many elements} */
    static Kernel copy(View source, View target) {
        // A copy that is a reshape walks the source's axes; the target is dense, so it has them too.
        View written = target.shape().equals(source.shape()) ? target : target.reshape(source.shape());
        return target.shape().count() == 0 ? null
                : Kernel.Elementwise.of(List.of(source), ScalarCode.copy(target.dtype()), List.of(written));
    }

    static Kernel fill(double value, View target) {
        return target.shape().count() == 0 ? null : Kernel.Elementwise.of(List.of(),
                new ScalarCode(List.of(new Instruction.Constant(value, target.dtype())), List.of(0)), List.of(target));
    }

    /** {@return the kernel of a group, or null if it writes no element} */
    Kernel group(Group group, List<Integer> stored) {
        Code code = new Code(group);
        group.members.keySet().forEach(code::append);
        List<View> outputs = stored.stream().map(value -> output(group, value)).toList();
        if (outputs.stream().allMatch(output -> output.shape().count() == 0)) {
            return null;
        }
        if (group.product >= 0) {
            return gemm(group, code, stored.getFirst());
        }
        if (group.reduction >= 0) {
            return reduction(group, code);
        }
        ScalarCode scalarCode = code.build(stored);
        return group.columnAxes == 0
                ? Kernel.Elementwise.of(code.inputs, scalarCode, outputs)
                : rowKernel(group, code.inputs, scalarCode, outputs);
    }

    private View output(Group group, int value) {
        View dense = storageOf.apply(value).dense(program.type(value).shape());
        if (group.product >= 0 || group.reduction >= 0) {
            return dense;
        }
        return dense.reshape(group.members.get(value) == Level.ROW ? group.rows() : group.domain);
    }

    private Kernel rowKernel(Group group, List<View> inputs, ScalarCode code, List<View> outputs) {
        int rowAxes = group.rows().rank();
        int columns = Math.toIntExact(group.columns().count());
        Shape flat = group.rows().append(Shape.of(columns));
        List<View> flatInputs = inputs.stream().map(view -> view.reshape(flat)).toList();
        List<View> flatOutputs = outputs.stream()
                .map(view -> view.shape().equals(group.domain) ? view.reshape(flat) : view).toList();
        // Outputs per row take part in the merging as if they had columns of stride zero.
        List<View> alike = concat(flatInputs, flatOutputs).stream()
                .map(view -> view.shape().rank() == rowAxes ? perRow(view, flat) : view).toList();
        List<View> merged = AxisMerging.merge(alike, rowAxes);
        Shape rows = merged.getFirst().shape().axes(0, merged.getFirst().shape().rank() - 1);
        List<View> mergedOutputs = IntStream.range(0, outputs.size()).mapToObj(i -> {
            View output = merged.get(inputs.size() + i);
            boolean isPerRow = flatOutputs.get(i).shape().rank() == rowAxes;
            return isPerRow ? new View(output.place(), output.dtype(), output.offset(), rows,
                    output.strides().subList(0, rows.rank())) : output;
        }).toList();
        return new Kernel.RowKernel(rows, columns, merged.subList(0, inputs.size()), code, mergedOutputs);
    }

    private static View perRow(View view, Shape domain) {
        List<Long> strides = new ArrayList<>(view.strides());
        while (strides.size() < domain.rank()) {
            strides.add(0L);
        }
        return new View(view.place(), view.dtype(), view.offset(), domain, strides);
    }

    private Kernel reduction(Group group, Code code) {
        Op.Reduce reduce = (Op.Reduce) program.node(group.reduction).op();
        int rank = group.domain.rank();
        List<Integer> kept = IntStream.range(0, rank).filter(axis -> !reduce.axes().contains(axis)).boxed().toList();
        List<Integer> order = Stream.concat(kept.stream(), reduce.axes().stream()).toList();
        List<View> ordered = code.inputs.stream().map(view -> view.transpose(order)).toList();
        View output = output(group, group.reduction);
        Shape columns = Shape.of(reduce.axes().stream().mapToInt(group.domain::size).toArray());
        View spreadOutput = perRow(output, output.shape().append(columns));
        List<View> keptMerged = AxisMerging.merge(concat(ordered, List.of(spreadOutput)), kept.size());
        int keptAxes = keptMerged.getFirst().shape().rank() - reduce.axes().size();
        List<View> merged = AxisMerging.mergeBehind(keptMerged, keptAxes);
        View target = merged.getLast();
        Shape shape = target.shape();
        View mergedOutput = new View(target.place(), target.dtype(), target.offset(), shape.axes(0, keptAxes),
                target.strides().subList(0, keptAxes));
        int mapped = code.instructionOf(accesses.operands(group.reduction).getFirst(), group.reduction);
        return new Kernel.Reduction(shape.axes(0, keptAxes), shape.axes(keptAxes, shape.rank()),
                merged.subList(0, code.inputs.size()), new ScalarCode(code.instructions, List.of(mapped)), reduce.function(),
                mergedOutput);
    }

    private Kernel gemm(Group group, Code code, int stored) {
        List<Access> operands = accesses.operands(group.product);
        View product = storageOf.apply(stored).dense(program.type(group.product).shape());
        List<View> extras = code.inputs.stream().map(view -> view.reshape(product.shape())).toList();
        return new Kernel.Gemm(matrix(placed(operands.getFirst())), matrix(placed(operands.getLast())),
                ((Op.MatMul) program.node(group.product).op()).precision(), extras, code.build(List.of(stored)),
                product);
    }

    /** Gives axes of size one the stride of a plain row-major or column-major matrix. */
    private static View matrix(View view) {
        int rank = view.shape().rank();
        List<Long> strides = new ArrayList<>(view.strides());
        if (view.shape().size(-1) == 1) {
            strides.set(rank - 1, 1L);
        }
        if (view.shape().size(-2) == 1) {
            strides.set(rank - 2, strides.getLast() == 1 ? Math.max(1, view.shape().size(-1)) : 1L);
        }
        return new View(view.place(), view.dtype(), view.offset(), view.shape(), strides);
    }

    /** {@return the kernel of a node that is in no group, or null if it writes no element} */
    Kernel single(int value) {
        Node node = program.node(value);
        View output = storageOf.apply(value).dense(node.type().shape());
        if (output.shape().count() == 0) {
            return null;
        }
        List<Access> operands = accesses.operands(value);
        if (accesses.isCopied(value)) {
            return copy(operands.getFirst(), output);
        }
        List<View> views = operands.stream().map(this::placed).toList();
        return switch (node.op()) {
            case Op.MatMul matmul -> new Kernel.Gemm(matrix(views.getFirst()), matrix(views.getLast()),
                    matmul.precision(), List.of(), ScalarCode.copy(output.dtype()), output);
            case Op.Gather _ -> gather(views.getFirst(), flat(views.getLast()), output);
            case Op.ScatterAdd _ -> scatterAdd(flat(views.getFirst()), views.getLast(), output);
            case Op.RandomUniform _ -> new Kernel.RandomBits(views.getFirst(), flat(output));
            default -> throw new IllegalStateException("no kernel of its own for " + node);
        };
    }

    private static Kernel gather(View data, View positions, View output) {
        Shape row = data.shape().axes(1, data.shape().rank());
        View flatData = new View(data.place(), data.dtype(), data.offset(), Shape.of(data.shape().size(0), (int) row.count()),
                List.of(data.stride(0), 1L));
        return new Kernel.Gather(flatData, positions, output.reshape(Shape.of(positions.shape().size(0), (int) row.count())));
    }

    private static Kernel scatterAdd(View positions, View updates, View output) {
        int columns = (int) output.shape().axes(1, output.shape().rank()).count();
        return new Kernel.ScatterAdd(positions, updates.reshape(Shape.of(positions.shape().size(0), columns)),
                output.reshape(Shape.of(output.shape().size(0), columns)));
    }

    private static View flat(View view) {
        return view.reshape(Shape.of(Math.toIntExact(view.shape().count())));
    }

    private static List<View> concat(List<View> first, List<View> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    /** The scalar code of one group while it is written. */
    private final class Code {
        private final Group group;
        private final List<View> inputs = new ArrayList<>();
        private final List<Instruction> instructions = new ArrayList<>();
        private final Map<Instruction, Integer> written = new HashMap<>();
        private final Map<Integer, Integer> computed = new HashMap<>();

        Code(Group group) {
            this.group = group;
            if (group.product >= 0) {
                computed.put(group.product, write(new Instruction.Load(0, program.type(group.product).dtype())));
            }
        }

        ScalarCode build(List<Integer> stored) {
            return new ScalarCode(instructions, stored.stream().map(computed::get).toList());
        }

        void append(int value) {
            if (value == group.reduction) {
                instructionOf(accesses.operands(value).getFirst(), value);
                return;
            }
            Node node = program.node(value);
            DType dtype = node.type().dtype();
            List<Integer> operands = accesses.operands(value).stream().map(access -> instructionOf(access, value)).toList();
            Instruction instruction = switch (node.op()) {
                case Op.Unary unary -> new Instruction.Unary(unary.function(), operands.getFirst(), dtype);
                case Op.Binary binary -> new Instruction.Binary(binary.function(), operands.getFirst(), operands.getLast(), dtype);
                case Op.Compare compare -> new Instruction.Compare(compare.comparison(), operands.getFirst(), operands.getLast());
                case Op.Select _ -> new Instruction.Select(operands.get(0), operands.get(1), operands.get(2), dtype);
                case Op.Cast _ -> new Instruction.Cast(operands.getFirst(), dtype);
                case Op.Reduce reduce -> new Instruction.Reduce(reduce.function(), operands.getFirst(), dtype);
                default -> throw new IllegalStateException("not a scalar instruction: " + node);
            };
            computed.put(value, write(instruction));
        }

        int instructionOf(Access access, int consumer) {
            if (accesses.isConstant(access.base())) {
                double value = ((Op.Constant) program.node(access.base()).op()).value();
                return write(new Instruction.Constant(value, access.view().dtype()));
            }
            Integer known = computed.get(access.base());
            return known != null ? known : load(access, consumer);
        }

        private int load(Access access, int consumer) {
            boolean isReduced = program.node(consumer).op() instanceof Op.Reduce;
            View view = placed(access);
            View overDomain = switch (isReduced ? Level.ELEMENT : group.members.get(consumer)) {
                case ELEMENT -> view.reshape(group.domain);
                case ROW -> perRow(view.reshape(group.rows()), group.domain);
                case ONCE -> view.reshape(Shape.SCALAR).broadcast(group.domain);
            };
            boolean isWalkable = group.columnAxes < 2
                    || overDomain.reshape(group.rows().append(Shape.of((int) group.columns().count()))) != null;
            if (!isWalkable) {
                int position = accesses.operands(consumer).indexOf(access);
                throw new UnreadableOperandException(program.node(consumer).inputs().get(position));
            }
            int input = inputs.indexOf(overDomain);
            if (input < 0) {
                input = inputs.size();
                inputs.add(overDomain);
            }
            return write(new Instruction.Load(input + (group.product >= 0 ? 1 : 0), overDomain.dtype()));
        }

        private int write(Instruction instruction) {
            return written.computeIfAbsent(instruction, added -> {
                instructions.add(added);
                return instructions.size() - 1;
            });
        }
    }
}
