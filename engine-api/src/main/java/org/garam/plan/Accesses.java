package org.garam.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.garam.op.Op;
import org.garam.program.Node;
import org.garam.program.Program;
import org.garam.tensor.Shape;

/**
 * Looks through the ops that only rearrange (reshape, transpose, broadcast, slice, iota): says for each live node that
 * is really computed which memory its operands read and how.
 *
 * <p>A rearrangement is itself <em>copied</em>, that is computed, only where no view can express it or where a kernel
 * cannot read such a view.
 */
final class Accesses {
    /** One operand of one computed node. */
    record Use(int consumer, Access access) {}

    private final Program program;
    private final BitSet live = new BitSet();
    private final BitSet copied;
    private final Map<Integer, Access> resolved = new HashMap<>();
    private final TreeMap<Integer, List<Access>> operands = new TreeMap<>();
    private final Map<Integer, List<Use>> uses = new HashMap<>();
    private final Set<Integer> handedOut = new HashSet<>();

    /** @param copied rearranging nodes that are known to need memory of their own; more are added as they are found */
    Accesses(Program program, BitSet copied) {
        this.program = program;
        this.copied = copied;
        program.outputs().forEach(this::markLive);
        program.updates().values().forEach(this::markLive);
        for (int value = live.nextSetBit(0); value >= 0; value = live.nextSetBit(value + 1)) {
            if (!program.isParameter(value)) {
                requireReadable(program.node(value));
            }
        }
        // What has to be copied must be known of all values before any is said to be computed or not.
        live.stream().forEach(this::of);
        for (int value = live.nextSetBit(0); value >= 0; value = live.nextSetBit(value + 1)) {
            if (isComputed(value)) {
                List<Access> accesses = operandsOf(value);
                operands.put(value, accesses);
                for (Access access : accesses) {
                    uses.computeIfAbsent(access.base(), _ -> new ArrayList<>()).add(new Use(value, access));
                }
            }
        }
        program.outputs().forEach(output -> handedOut.add(of(output).base()));
        program.updates().values().forEach(update -> handedOut.add(of(update).base()));
    }

    private void markLive(int root) {
        var pending = new ArrayList<Integer>(List.of(root));
        while (!pending.isEmpty()) {
            int value = pending.removeLast();
            if (!live.get(value)) {
                live.set(value);
                if (!program.isParameter(value)) {
                    pending.addAll(program.node(value).inputs());
                }
            }
        }
    }

    /** {@return the computed nodes, ascending: all live ones but parameters, constants and rearrangements} */
    Iterable<Integer> computed() {
        return operands.keySet();
    }

    /** {@return the computed nodes, descending} */
    Iterable<Integer> computedDescending() {
        return operands.descendingKeySet();
    }

    /** {@return how the computed node {@code value} reads its operands} */
    List<Access> operands(int value) {
        return operands.get(value);
    }

    /** {@return who reads the memory of {@code value}} */
    List<Use> uses(int value) {
        return uses.getOrDefault(value, List.of());
    }

    /** {@return whether {@code value}, or a view of it, is an output or what a parameter is updated to} */
    boolean isHandedOut(int value) {
        return handedOut.contains(value);
    }

    /** {@return whether each element of {@code value} is computed from that element of each operand} */
    boolean isElementwise(int value) {
        return value >= 0 && !program.isParameter(value) && switch (program.node(value).op()) {
            case Op.Unary _, Op.Binary _, Op.Compare _, Op.Select _, Op.Cast _ -> true;
            default -> false;
        };
    }

    /** {@return whether {@code value} is a rearrangement that is copied to memory of its own} */
    boolean isCopied(int value) {
        return copied.get(value);
    }

    boolean isConstant(int value) {
        return value >= 0 && !program.isParameter(value) && program.node(value).op() instanceof Op.Constant;
    }

    private boolean isComputed(int value) {
        if (program.isParameter(value)) {
            return false;
        }
        return copied.get(value) || switch (program.node(value).op()) {
            case Op.Constant _, Op.Iota _, Op.StopGradient _, Op.Reshape _, Op.Transpose _, Op.Broadcast _, Op.Slice _ -> false;
            case Op.RandomUniform _, Op.Unary _, Op.Binary _, Op.Compare _, Op.Select _, Op.Cast _, Op.Pad _, Op.Concat _,
                    Op.Reduce _, Op.MatMul _, Op.Gather _, Op.ScatterAdd _ -> true;
        };
    }

    private List<Access> operandsOf(int value) {
        Node node = program.node(value);
        return switch (node.op()) {
            case Op.Reshape _ -> List.of(of(node.inputs().getFirst()));
            case Op.StopGradient _, Op.Transpose _, Op.Broadcast _, Op.Slice _, Op.Iota _ -> List.of(rearranged(value, node));
            default -> node.inputs().stream().map(this::of).toList();
        };
    }

    /** {@return how {@code value} is read} */
    Access of(int value) {
        Access known = resolved.get(value);
        if (known == null) {
            known = resolve(value);
            resolved.put(value, known);
        }
        return known;
    }

    private Access resolve(int value) {
        if (program.isParameter(value) || copied.get(value)) {
            return dense(value);
        }
        Access access = rearranged(value, program.node(value));
        if (access == null) {
            copied.set(value);
            return dense(value);
        }
        return access;
    }

    /** {@return the view a rearranging node takes of its operand, null if none can; the node's own memory for others} */
    private Access rearranged(int value, Node node) {
        return switch (node.op()) {
            case Op.Iota iota -> {
                long[] strides = new long[node.type().shape().rank()];
                strides[node.type().shape().axis(iota.axis())] = 1;
                yield new Access(Access.NO_MEMORY, new View(new Place.Positions(), node.type().dtype(), 0, node.type().shape(),
                        Arrays.stream(strides).boxed().toList()));
            }
            case Op.StopGradient _ -> of(node.inputs().getFirst());
            case Op.Reshape reshape -> {
                Access from = of(node.inputs().getFirst());
                View view = from.view().reshape(reshape.shape());
                yield view == null ? null : from.with(view);
            }
            case Op.Transpose transpose -> {
                Access from = of(node.inputs().getFirst());
                yield from.with(from.view().transpose(transpose.permutation()));
            }
            case Op.Broadcast broadcast -> {
                Access from = of(node.inputs().getFirst());
                yield from.with(from.view().broadcast(broadcast.shape()));
            }
            case Op.Slice slice -> {
                Access from = of(node.inputs().getFirst());
                yield from.with(from.view().slice(slice.starts(), slice.sizes(), slice.steps()));
            }
            case Op.Constant _, Op.RandomUniform _, Op.Unary _, Op.Binary _, Op.Compare _, Op.Select _, Op.Cast _, Op.Pad _,
                    Op.Concat _, Op.Reduce _, Op.MatMul _, Op.Gather _, Op.ScatterAdd _ -> dense(value);
        };
    }

    private Access dense(int value) {
        return Access.dense(value, program.type(value).dtype(), program.type(value).shape());
    }

    /** Has those operands copied that the node's kernel cannot read through their view. */
    private void requireReadable(Node node) {
        switch (node.op()) {
            case Op.MatMul _ -> node.inputs().forEach(input -> requireCopyUnless(isMatrix(of(input)), input));
            case Op.Gather _ -> {
                requireCopyUnless(hasDenseRows(of(node.inputs().getFirst()), 1), node.inputs().getFirst());
                requireCopyUnless(hasDenseRows(of(node.inputs().getLast()), 0), node.inputs().getLast());
            }
            case Op.ScatterAdd _ -> {
                requireCopyUnless(hasDenseRows(of(node.inputs().getFirst()), 0), node.inputs().getFirst());
                requireCopyUnless(hasDenseRows(of(node.inputs().getLast()), 0), node.inputs().getLast());
            }
            case Op.RandomUniform _ -> requireCopyUnless(hasDenseRows(of(node.inputs().getFirst()), 0), node.inputs().getFirst());
            default -> { }
        }
    }

    private void requireCopyUnless(boolean readable, int value) {
        if (!readable) {
            copied.set(value);
            resolved.clear();
        }
    }

    private static boolean isMatrix(Access access) {
        Shape shape = access.shape();
        long row = shape.size(-2) == 1 ? 1 : access.view().stride(-2);
        long column = shape.size(-1) == 1 ? 1 : access.view().stride(-1);
        return !access.isPositions() && row > 0 && column > 0 && (row == 1 || column == 1);
    }

    private static boolean hasDenseRows(Access access, int axis) {
        Shape shape = access.shape();
        Shape row = shape.axes(axis, shape.rank());
        return !access.isPositions()
                && new View(access.view().place(), access.view().dtype(), 0, row, access.view().strides().subList(axis, shape.rank())).isDense()
                && access.view().strides().subList(0, axis).stream().allMatch(stride -> stride >= 0);
    }
}
