package org.garam.plan;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.garam.op.BinaryFunction;
import org.garam.op.Op;
import org.garam.op.UnaryFunction;
import org.garam.plan.Group.Level;
import org.garam.program.Program;
import org.garam.tensor.Shape;

/**
 * Decides which nodes become one kernel. Walks the program backwards, so that a node joins those who use it: what only
 * the backward pass needs of a forward value is computed there, and the forward kernel keeps a single result.
 *
 * <p>A node joins a group if it is computed over the group's domain (or once per row, or once) and if no path leads from
 * it out of the group and back in.
 */
final class Fusion {
    /** A single row longer than this is a {@link Kernel.Reduction}, which is split among threads. */
    private static final int LONGEST_SINGLE_ROW = 32768;
    /** Groups without common inputs are joined only if they are this small, to save a launch. */
    private static final int SMALL_DOMAIN = 4096;

    private final Program program;
    private final Accesses accesses;
    private final BitSet unfusable;
    private final Map<Integer, Group> groupOf = new HashMap<>();
    private final Set<Group> groups = new LinkedHashSet<>();

    private Fusion(Program program, Accesses accesses, BitSet unfusable) {
        this.program = program;
        this.accesses = accesses;
        this.unfusable = unfusable;
    }

    /**
     * {@return the groups; computed nodes in none of them are kernels by themselves}
     *
     * @param unfusable nodes that stay alone because the device refused a kernel with them, or all nodes
     */
    static List<Group> fuse(Program program, Accesses accesses, BitSet unfusable) {
        Fusion fusion = new Fusion(program, accesses, unfusable);
        for (int value : accesses.computedDescending()) {
            fusion.place(value);
        }
        fusion.joinEpilogues();
        fusion.joinAlike();
        return List.copyOf(fusion.groups);
    }

    /** {@return whether {@code value} is used by others than the members of {@code group}, and so needs memory} */
    static boolean isStored(Accesses accesses, Group group, int value) {
        return accesses.isHandedOut(value)
                || accesses.uses(value).stream().anyMatch(use -> !group.members.containsKey(use.consumer()));
    }

    private static boolean isRowReduction(Op.Reduce reduce, Shape from) {
        int columnAxes = reduce.axes().size();
        boolean trailing = reduce.axes().equals(IntStream.range(from.rank() - columnAxes, from.rank()).boxed().toList());
        Shape columns = from.axes(from.rank() - columnAxes, from.rank());
        long rows = from.axes(0, from.rank() - columnAxes).count();
        return trailing && columns.count() <= Integer.MAX_VALUE && (rows > 1 || columns.count() <= LONGEST_SINGLE_ROW);
    }

    private void place(int value) {
        Op op = program.node(value).op();
        if (!accesses.isElementwise(value) && !(op instanceof Op.Reduce)) {
            return;
        }
        Group joined = null;
        if (!unfusable.get(value)) {
            for (Group candidate : consumerGroups(value)) {
                if (joined == null && join(value, candidate)) {
                    joined = candidate;
                } else if (joined != null && levelIn(value, candidate, candidate.columnAxes) == joined.members.get(value)) {
                    merge(joined, candidate);
                }
            }
        }
        // What is stored anyway a product stores best: the others read it then, and nobody the product itself.
        if (joined != null && isStored(accesses, joined, value) && endsEpilogue(value)) {
            joined.members.remove(value);
            joined = null;
        }
        if (joined == null) {
            start(value, op);
        }
    }

    /** Whether {@code value} is all that is made of a product, by elementwise ops. */
    private boolean endsEpilogue(int value) {
        Set<Integer> made = new HashSet<>();
        TreeSet<Integer> pending = new TreeSet<>(List.of(value));
        while (!pending.isEmpty()) {
            int current = pending.removeLast();
            boolean isOnlyForValue = current == value || !accesses.isHandedOut(current) && accesses.uses(current).stream()
                    .allMatch(use -> made.contains(use.consumer()) && use.access().isIdentity(program.type(current).shape()));
            if (!isOnlyForValue || unfusable.get(current)) {
                continue;
            }
            if (program.node(current).op() instanceof Op.MatMul) {
                return program.type(value).dtype().arithmetic() == program.type(current).dtype();
            }
            if (accesses.isElementwise(current)) {
                made.add(current);
                accesses.operands(current).stream().map(Access::base)
                        .filter(base -> base >= 0 && !program.isParameter(base) && !accesses.isConstant(base))
                        .forEach(pending::add);
            }
        }
        return false;
    }

    private void start(int value, Op op) {
        Group group;
        if (op instanceof Op.Reduce reduce) {
            Shape from = accesses.operands(value).getFirst().shape();
            boolean isRowReduction = isRowReduction(reduce, from);
            group = new Group(from, isRowReduction ? reduce.axes().size() : 0);
            group.reduction = isRowReduction ? -1 : value;
            group.members.put(value, Level.ROW);
        } else {
            group = new Group(program.type(value).shape(), 0);
            group.members.put(value, Level.ELEMENT);
        }
        groups.add(group);
        groupOf.put(value, group);
    }

    private Set<Group> consumerGroups(int value) {
        Set<Group> consumers = new LinkedHashSet<>();
        for (Accesses.Use use : accesses.uses(value)) {
            Group group = groupOf.get(use.consumer());
            if (group != null && !unfusable.get(use.consumer())) {
                consumers.add(group);
            }
        }
        return consumers;
    }

    private boolean join(int value, Group group) {
        boolean joins = program.node(value).op() instanceof Op.Reduce reduce
                ? joinReduction(value, reduce, group)
                : joinElementwise(value, group);
        if (joins) {
            groupOf.put(value, group);
        }
        return joins;
    }

    private boolean joinElementwise(int value, Group group) {
        Level level = levelIn(value, group, group.columnAxes);
        Shape shape = Group.proper(program.type(value).shape());
        boolean fits = level != null && switch (level) {
            case ELEMENT -> shape.equals(Group.proper(group.domain))
                    && (group.reduction < 0 || !isStored(accesses, group, value));
            case ROW -> shape.equals(Group.proper(group.rows()));
            case ONCE -> !isStored(accesses, group, value)
                    && (group.domain.count() <= SMALL_DOMAIN || isTrivial(value));
        };
        if (!fits || leadsBackIn(value, group)) {
            return false;
        }
        group.members.put(value, level);
        return true;
    }

    /** Whether computing a number again for every element costs no more than reading it. */
    private boolean isTrivial(int value) {
        return switch (program.node(value).op()) {
            case Op.Compare _, Op.Select _ -> true;
            case Op.Binary binary ->
                    binary.function() != BinaryFunction.DIVIDE && binary.function() != BinaryFunction.POWER;
            case Op.Unary unary -> unary.function() == UnaryFunction.NEGATE || unary.function() == UnaryFunction.ABS;
            default -> false;
        };
    }

    private boolean joinReduction(int value, Op.Reduce reduce, Group group) {
        Shape from = accesses.operands(value).getFirst().shape();
        if (group.reduction >= 0 || !isRowReduction(reduce, from)) {
            return false;
        }
        int columnAxes = reduce.axes().size();
        boolean sameRows = from.equals(group.domain) && (group.columnAxes == 0 || group.columnAxes == columnAxes)
                && levelIn(value, group, columnAxes) == Level.ROW;
        boolean ofItsDomain = group.columnAxes == 0 && levelIn(value, group, 0) == Level.ELEMENT
                && Group.proper(program.type(value).shape()).equals(Group.proper(group.domain));
        if (!sameRows && !ofItsDomain || leadsBackIn(value, group)) {
            return false;
        }
        if (!sameRows) {
            group.domain = from;
            group.members.replaceAll((_, level) -> level == Level.ELEMENT ? Level.ROW : level);
        }
        group.columnAxes = columnAxes;
        group.members.put(value, Level.ROW);
        return true;
    }

    /** {@return how often the group's members need {@code value}, or null if not all of them need it alike} */
    private Level levelIn(int value, Group group, int columnAxes) {
        Level common = null;
        for (Accesses.Use use : accesses.uses(value)) {
            Level consumer = group.members.get(use.consumer());
            if (consumer == null) {
                continue;
            }
            Level needed = neededLevel(value, use, consumer, columnAxes);
            if (needed == null || common != null && common != needed) {
                return null;
            }
            common = needed;
        }
        return common;
    }

    private Level neededLevel(int value, Accesses.Use use, Level consumer, int columnAxes) {
        Shape shape = program.type(value).shape();
        Access access = use.access();
        boolean isReduced = program.node(use.consumer()).op() instanceof Op.Reduce;
        if (access.isIdentity(shape)) {
            return isReduced ? Level.ELEMENT : consumer;
        }
        if (isReduced) {
            return null;
        }
        if (consumer == Level.ELEMENT && columnAxes > 0 && access.shape().rank() >= columnAxes
                && access.isPerRow(shape, columnAxes)) {
            return Level.ROW;
        }
        return shape.count() == 1 && access.isUniform() ? Level.ONCE : null;
    }

    private boolean leadsBackIn(int value, Group group) {
        Set<Object> seen = new HashSet<>();
        for (Accesses.Use use : accesses.uses(value)) {
            if (!group.members.containsKey(use.consumer()) && reaches(use.consumer(), group, seen)) {
                return true;
            }
        }
        return false;
    }

    /** Whether something computed from {@code value}'s kernel is read by {@code group}. */
    private boolean reaches(int value, Group group, Set<Object> seen) {
        List<Integer> pending = new ArrayList<>(List.of(value));
        while (!pending.isEmpty()) {
            int current = pending.removeLast();
            Group unit = groupOf.get(current);
            if (unit == group) {
                return true;
            }
            if (seen.add(unit == null ? current : unit)) {
                for (int member : unit == null ? List.of(current) : List.copyOf(unit.members.keySet())) {
                    accesses.uses(member).forEach(use -> pending.add(use.consumer()));
                }
            }
        }
        return false;
    }

    /** Whether {@code reader} uses what {@code writer} computes only at the position where it was computed. */
    private boolean readsInPlace(Group writer, Group reader, int columnAxes) {
        return writer.members.entrySet().stream().allMatch(member -> accesses.uses(member.getKey()).stream()
                .filter(use -> reader.members.containsKey(use.consumer()))
                .allMatch(use -> neededLevel(member.getKey(), use, reader.members.get(use.consumer()), columnAxes)
                        == member.getValue()));
    }

    /** Whether {@code to} needs something from {@code from} by way of a third kernel. */
    private boolean leadsAround(Group from, Group to) {
        Set<Object> seen = new HashSet<>(List.of(from));
        return from.members.keySet().stream().flatMap(member -> accesses.uses(member).stream())
                .anyMatch(use -> !from.members.containsKey(use.consumer()) && !to.members.containsKey(use.consumer())
                        && reaches(use.consumer(), to, seen));
    }

    private boolean merge(Group into, Group from) {
        if (into.columnAxes == 0 && isPerRowOf(into, from)) {
            return merge(from, into);
        }
        Group joining = isPerRowOf(from, into) ? from.perRowOf(into) : from;
        boolean alike = into.domain.equals(joining.domain)
                && (into.columnAxes == joining.columnAxes || into.columnAxes == 0 || joining.columnAxes == 0);
        int columnAxes = Math.max(into.columnAxes, joining.columnAxes);
        if (!alike || !isPlainLoop(into) || !isPlainLoop(from) || !readsInPlace(into, joining, columnAxes)
                || !readsInPlace(joining, into, columnAxes) || leadsAround(into, from) || leadsAround(from, into)) {
            return false;
        }
        into.columnAxes = columnAxes;
        into.members.putAll(joining.members);
        from.members.keySet().forEach(member -> groupOf.put(member, into));
        groups.remove(from);
        return true;
    }

    /** Whether {@code group} computes one value for each row of {@code rowKernel}. */
    private static boolean isPerRowOf(Group group, Group rowKernel) {
        return group.columnAxes == 0 && rowKernel.columnAxes > 0
                && Group.proper(group.domain).equals(Group.proper(rowKernel.rows()));
    }

    private static boolean isPlainLoop(Group group) {
        return group.product < 0 && group.reduction < 0;
    }

    /** Lets a product write what its only user, an elementwise group with one result of its type or a half, makes of it. */
    private void joinEpilogues() {
        for (int value : accesses.computed()) {
            if (!(program.node(value).op() instanceof Op.MatMul) || unfusable.get(value) || accesses.isHandedOut(value)) {
                continue;
            }
            Set<Group> users = consumerGroups(value);
            if (users.size() != 1) {
                continue;
            }
            Group group = users.iterator().next();
            Shape shape = program.type(value).shape();
            boolean isEpilogue = group.columnAxes == 0 && isPlainLoop(group)
                    && group.domain.count() == shape.count()
                    && accesses.uses(value).stream().allMatch(use -> group.members.get(use.consumer()) == Level.ELEMENT
                            && use.access().isIdentity(shape))
                    && group.members.keySet().stream().filter(member -> isStored(accesses, group, member)).count() == 1
                    && group.members.keySet().stream().filter(member -> isStored(accesses, group, member))
                            .allMatch(member ->
                                    program.type(member).dtype().arithmetic() == program.type(value).dtype())
                    && Group.proper(group.domain).equals(Group.proper(shape));
            if (isEpilogue) {
                group.product = value;
            }
        }
    }

    /** Joins kernels over equal domains that share operands, or of which one goes on where the other ends. */
    private void joinAlike() {
        boolean changed = true;
        while (changed) {
            changed = false;
            List<Group> all = List.copyOf(groups);
            for (int i = 0; i < all.size(); i++) {
                for (int j = i + 1; j < all.size(); j++) {
                    if (groups.contains(all.get(i)) && groups.contains(all.get(j))) {
                        changed |= isWorthJoining(all.get(i), all.get(j)) && merge(all.get(i), all.get(j));
                    }
                }
            }
        }
    }

    private boolean isWorthJoining(Group first, Group second) {
        boolean alike = first.columnAxes == second.columnAxes || isPerRowOf(first, second) || isPerRowOf(second, first);
        return alike && isFusable(first) && isFusable(second)
                && (first.domain.count() <= SMALL_DOMAIN || shareInput(first, second)
                        || feeds(first, second) || feeds(second, first));
    }

    private boolean feeds(Group from, Group to) {
        return from.members.keySet().stream().flatMap(member -> accesses.uses(member).stream())
                .anyMatch(use -> to.members.containsKey(use.consumer()));
    }

    private boolean isFusable(Group group) {
        return group.members.keySet().stream().noneMatch(unfusable::get);
    }

    private boolean shareInput(Group first, Group second) {
        Set<Integer> inputs = inputs(first);
        inputs.retainAll(inputs(second));
        return !inputs.isEmpty();
    }

    private Set<Integer> inputs(Group group) {
        Set<Integer> inputs = new HashSet<>();
        for (int member : group.members.keySet()) {
            for (Access access : accesses.operands(member)) {
                if (!access.isPositions() && !accesses.isConstant(access.base()) && access.shape().equals(group.domain)) {
                    inputs.add(access.base());
                }
            }
        }
        return inputs;
    }
}
