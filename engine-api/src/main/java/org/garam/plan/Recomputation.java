package org.garam.plan;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.garam.op.Op;
import org.garam.plan.Group.Level;
import org.garam.program.Node;
import org.garam.program.Program;
import org.garam.tensor.Shape;

/**
 * Rewrites a program so that kernels compute again, from the one value it is a function of, what an earlier kernel would
 * otherwise store for them: of a GELU between two products only the operand is kept for the backward pass, not three
 * intermediate values. (Chen et al., 2016, recompute whole layers; here memory traffic must shrink, too.)
 *
 * <p>What is recomputed for a kernel are nodes of their own, equal to those they are clones of: the same ops of the same
 * operands, and so the same bits. {@link Fusion} has them join the kernel that reads them.
 */
final class Recomputation {
    /**
     * The most nodes, casts aside, that one kernel computes again from one value. No activation needs more than half of
     * them. A kernel that reads memory has time for some ten functions of each number; long chains would cost more than
     * they save.
     */
    private static final int MOST_NODES = 16;

    private final Program program;
    private final Accesses accesses;
    private final Map<Integer, Group> groupOf = new HashMap<>();
    private final Set<Integer> products = new HashSet<>();
    /** Of each value read so far what it is an elementwise function of; itself if of nothing else. */
    private final Map<Integer, Integer> sources = new HashMap<>();

    private Recomputation(Program program) {
        this.program = program;
        accesses = new Accesses(program, new BitSet());
        for (Group group : Fusion.fuse(program, accesses, new BitSet())) {
            group.members.keySet().forEach(member -> groupOf.put(member, group));
            products.add(group.product);
        }
    }

    /** {@return the program that recomputes; {@code program} itself if there is nothing to gain} */
    static Program rewrite(Program program) {
        Recomputation recomputation = new Recomputation(program);
        Map<Integer, Integer> recomputed = recomputation.recomputed();
        return recomputed.isEmpty() ? program : recomputation.rewrite(recomputed);
    }

    /** {@return the stored values that are recomputed, each with the value it is computed from} */
    private Map<Integer, Integer> recomputed() {
        Map<Integer, List<Integer>> bySource = new TreeMap<>();
        for (int value : accesses.computed()) {
            int source = source(value);
            if (source != value && isStored(value) && !isStoredAnyway(value)) {
                bySource.computeIfAbsent(source, _ -> new ArrayList<>()).add(value);
            }
        }
        Map<Integer, Integer> recomputed = new HashMap<>();
        bySource.forEach((source, values) -> {
            if (isWorthIt(source, values)) {
                values.forEach(value -> recomputed.put(value, source));
            }
        });
        return recomputed;
    }

    private boolean isStored(int value) {
        Group group = groupOf.get(value);
        return group == null ? !products.contains(value) : Fusion.isStored(accesses, group, value);
    }

    /** Whether a value that is stored has to be, whoever recomputes it. */
    private boolean isStoredAnyway(int value) {
        // The kernel of a product stores one value: if not this then another for it, which has to have fewer bits.
        boolean isOfProduct = groupOf.containsKey(value) && groupOf.get(value).product >= 0
                && bytes(source(value)) >= bytes(value);
        return accesses.isHandedOut(value) || isOfProduct || readFromOutside(value).stream().anyMatch(use -> !mayRecompute(value, use));
    }

    private List<Accesses.Use> readFromOutside(int value) {
        return accesses.uses(value).stream().filter(use -> groupOf.get(use.consumer()) != groupOf.get(value)
                || !groupOf.containsKey(value)).toList();
    }

    private boolean mayRecompute(int value, Accesses.Use use) {
        return accesses.isElementwise(use.consumer()) && use.access().isIdentity(program.type(value).shape())
                && groupOf.get(use.consumer()).members.get(use.consumer()) != Level.ONCE;
    }

    private int source(int value) {
        Integer known = sources.get(value);
        if (known == null) {
            known = findSource(value);
            sources.put(value, known);
        }
        return known;
    }

    /**
     * The nearest value that is stored anyway, else the farthest, so that most is a function of it, but none that was
     * rounded to fewer bits later.
     */
    private int findSource(int value) {
        if (!accesses.isElementwise(value)) {
            return value;
        }
        Set<Integer> found = new HashSet<>();
        for (Access operand : accesses.operands(value)) {
            if (accesses.isConstant(operand.base())) {
                continue;
            }
            Shape shape = operand.isPositions() ? null : program.type(operand.base()).shape();
            if (shape == null || !operand.isIdentity(shape)) {
                return value;
            }
            boolean isKept = isStored(operand.base()) && isStoredAnyway(operand.base());
            found.add(isKept || isNarrowed(operand.base()) ? operand.base() : source(operand.base()));
        }
        return found.size() == 1 ? found.iterator().next() : value;
    }

    private boolean isNarrowed(int value) {
        return !program.isParameter(value) && program.node(value).op() instanceof Op.Cast
                && bytes(value) < bytes(source(value));
    }

    private boolean isWorthIt(int source, List<Integer> values) {
        // What is written over may be gone when it is needed again, and no longer be written in place if it is not.
        if (program.updates().containsKey(source) || products.contains(source)) {
            return false;
        }
        Set<Group> readers = new HashSet<>();
        long before = 0;
        long held = 0;
        for (int value : values) {
            Set<Group> ofValue = readFromOutside(value).stream().map(use -> groupOf.get(use.consumer())).collect(Collectors.toSet());
            readers.addAll(ofValue);
            before += bytes(value) * (1 + ofValue.size());
            held += bytes(value);
        }
        Set<Group> reading = accesses.uses(source).stream().map(use -> groupOf.get(use.consumer())).collect(Collectors.toSet());
        long added = readers.stream().filter(reader -> !reading.contains(reader)).count();
        long after = bytes(source) * (added + (program.isParameter(source) || isStored(source) ? 0 : 1));
        boolean isHeldNoLonger = added == 0 || bytes(source) <= held;
        return after < before && isHeldNoLonger && readers.stream().allMatch(reader -> canRecompute(reader, source, values));
    }

    private long bytes(int value) {
        return program.type(value).shape().count() * program.type(value).dtype().bytes();
    }

    private boolean canRecompute(Group reader, int source, List<Integer> values) {
        Set<Level> levels = new HashSet<>();
        List<Integer> pending = new ArrayList<>();
        for (int value : values) {
            for (Accesses.Use use : accesses.uses(value)) {
                if (groupOf.get(use.consumer()) == reader) {
                    levels.add(reader.members.get(use.consumer()));
                    pending.add(value);
                }
            }
        }
        Set<Integer> chain = new HashSet<>();
        while (!pending.isEmpty()) {
            int value = pending.removeLast();
            if (value != source && chain.add(value)) {
                accesses.operands(value).stream().map(Access::base).filter(base -> !accesses.isConstant(base))
                        .forEach(pending::add);
            }
        }
        chain.removeIf(value -> program.node(value).op() instanceof Op.Cast);
        return levels.size() == 1 && chain.size() <= MOST_NODES;
    }

    // ---- the rewritten program --------------------------------------------------------------------------------------

    private Program rewrite(Map<Integer, Integer> recomputed) {
        return new Rewriting(recomputed).program();
    }

    /** Not by a {@code ProgramBuilder}: it would find that clones are equal to what they are clones of. */
    private final class Rewriting {
        private final Map<Integer, Integer> recomputed;
        private final List<Node> nodes = new ArrayList<>();
        private final int[] numbers = new int[program.valueCount()];
        /** Kernels do not share clones, or these would be stored. */
        private final Map<Group, Map<Integer, Integer>> clones = new HashMap<>();

        Rewriting(Map<Integer, Integer> recomputed) {
            this.recomputed = recomputed;
        }

        Program program() {
            for (int value = 0; value < numbers.length; value++) {
                numbers[value] = program.isParameter(value) ? value : add(program.node(value), inputs(value));
            }
            Map<Integer, Integer> updates = new HashMap<>();
            program.updates().forEach((parameter, value) -> updates.put(parameter, numbers[value]));
            return new Program(program.parameters(), nodes,
                    program.outputs().stream().map(output -> numbers[output]).toList(), updates);
        }

        private int add(Node node, List<Integer> inputs) {
            nodes.add(new Node(node.op(), inputs, node.type(), node.source()));
            return program.parameters().size() + nodes.size() - 1;
        }

        private List<Integer> inputs(int value) {
            Group group = groupOf.get(value);
            return program.node(value).inputs().stream().map(input -> {
                int base = group == null ? input : accesses.of(input).base();
                Integer source = recomputed.get(base);
                return source == null || groupOf.get(base) == group ? numbers[input]
                        : clone(input, source, clones.computeIfAbsent(group, _ -> new HashMap<>()));
            }).toList();
        }

        private int clone(int value, int source, Map<Integer, Integer> known) {
            int base = accesses.of(value).base();
            if (base == source || accesses.isConstant(base)) {
                return numbers[value];
            }
            Integer clone = known.get(value);
            if (clone == null) {
                Node node = program.node(value);
                clone = add(node, node.inputs().stream().map(input -> clone(input, source, known)).toList());
                known.put(value, clone);
            }
            return clone;
        }
    }
}
