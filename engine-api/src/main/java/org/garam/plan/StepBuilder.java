package org.garam.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.garam.op.Op;
import org.garam.program.Node;
import org.garam.program.Program;
import org.garam.tensor.Shape;
import org.garam.tensor.TensorType;

/**
 * Turns groups and single nodes into {@link Step}s, decides what memory each value gets, and adds the copies that are
 * left: outputs and updates that no kernel writes directly, parts of a concat, the inside of a pad.
 */
final class StepBuilder {
    private final Program program;
    private final Accesses accesses;
    private final KernelEmitter emitter;
    private final Map<Integer, Storage> storages = new HashMap<>();
    private final Map<Integer, Group> groupOf = new HashMap<>();
    private final StepGraph graph = new StepGraph();

    private StepBuilder(Program program, Accesses accesses, List<Group> groups) {
        this.program = program;
        this.accesses = accesses;
        this.emitter = new KernelEmitter(program, accesses, this::storage);
        for (Group group : groups) {
            group.members.keySet().forEach(member -> groupOf.put(member, group));
        }
    }

    /** {@return the steps of the program with what has to run before what} */
    static StepGraph build(Program program, Accesses accesses, List<Group> groups) {
        StepBuilder builder = new StepBuilder(program, accesses, groups);
        for (int parameter = 0; parameter < program.parameters().size(); parameter++) {
            TensorType type = program.type(parameter);
            builder.storages.put(parameter, Storage.argument(parameter, type.dtype(), type.shape().count()));
        }
        builder.assignOutputs();
        builder.assignUpdates(groups);
        builder.assignParts();
        builder.addSteps(groups);
        builder.addOutputCopies();
        builder.addUpdateCopies();
        return builder.graph;
    }

    private Storage storage(int value) {
        return storages.computeIfAbsent(value, _ -> newStorage(value));
    }

    private Storage newStorage(int value) {
        TensorType type = program.type(value);
        Storage storage = Storage.scratch(type.dtype(), type.shape().count());
        if (accesses.isConstant(value)) {
            double number = ((Op.Constant) program.node(value).op()).value();
            add(value, Set.of(value), List.of(), storage, () -> KernelEmitter.fill(number, storage.dense(type.shape())));
        }
        return storage;
    }

    private boolean isComputed(int value) {
        return value >= 0 && !program.isParameter(value) && !accesses.isConstant(value);
    }

    /** A value handed out whole is computed right into the output's buffer. */
    private void assignOutputs() {
        for (int i = 0; i < program.outputs().size(); i++) {
            Access access = accesses.of(program.outputs().get(i));
            boolean isUpdate = program.updates().values().stream().anyMatch(v -> accesses.of(v).base() == access.base());
            if (isComputed(access.base()) && !isUpdate && isWhole(access)) {
                storages.putIfAbsent(access.base(), outputStorage(i));
            }
        }
    }

    /** A parameter's new value is computed right into its buffer, if the old one is not needed any more by then. */
    private void assignUpdates(List<Group> groups) {
        InPlaceUpdates inPlace = new InPlaceUpdates(program, accesses, groups);
        new TreeMap<>(program.updates()).forEach((parameter, value) -> {
            Access access = accesses.of(value);
            boolean isFree = isComputed(access.base()) && isWhole(access) && !storages.containsKey(access.base());
            if (isFree && inPlace.claim(parameter, access.base())) {
                storages.put(access.base(), Storage.argument(parameter, access.view().dtype(), access.shape().count()));
            }
        });
    }

    /** What is only concatenated is computed right into its part of the whole. */
    private void assignParts() {
        for (int value : accesses.computedDescending()) {
            Node node = program.node(value);
            if (!(node.op() instanceof Op.Concat concat) || accesses.isCopied(value)) {
                continue;
            }
            int axis = node.type().shape().axis(concat.axis());
            if (node.type().shape().axes(0, axis).count() != 1) {
                continue;
            }
            long offset = 0;
            for (Access part : accesses.operands(value)) {
                if (isComputed(part.base()) && isWhole(part) && !storages.containsKey(part.base())) {
                    storages.put(part.base(), storage(value).part(offset, part.shape().count()));
                }
                offset += part.shape().count();
            }
        }
    }

    private boolean isWhole(Access access) {
        return !access.isPositions() && access.isIdentity(program.type(access.base()).shape());
    }

    private Storage outputStorage(int index) {
        TensorType type = program.type(program.outputs().get(index));
        return Storage.argument(program.parameters().size() + index, type.dtype(), type.shape().count());
    }

    private void addSteps(List<Group> groups) {
        for (Group group : groups) {
            List<Integer> stored = group.members.keySet().stream()
                    .filter(member -> Fusion.isStored(accesses, group, member)).toList();
            Set<Integer> members = new LinkedHashSet<>(group.members.keySet());
            List<Access> read = new ArrayList<>();
            members.forEach(member -> read.addAll(accesses.operands(member)));
            if (group.product >= 0) {
                read.removeIf(access -> access.base() == group.product);
                read.addAll(accesses.operands(group.product));
                members.add(group.product);
            }
            read.removeIf(access -> members.contains(access.base()) || accesses.isConstant(access.base())
                    && (group.product < 0 || !accesses.operands(group.product).contains(access)));
            List<Storage> writes = stored.stream().map(this::storage).toList();
            add(group.members.lastKey(), members, read, writes, () -> emitter.group(group, stored));
        }
        for (int value : accesses.computed()) {
            if (groupOf.containsKey(value) || groups.stream().anyMatch(group -> group.product == value)) {
                continue;
            }
            switch (program.node(value).op()) {
                case Op.Concat concat when !accesses.isCopied(value) -> addConcat(value, concat);
                case Op.Pad pad when !accesses.isCopied(value) -> addPad(value, pad);
                default -> add(value, Set.of(value), accesses.operands(value), storage(value), () -> emitter.single(value));
            }
        }
    }

    private void addConcat(int value, Op.Concat concat) {
        Shape shape = program.type(value).shape();
        int axis = shape.axis(concat.axis());
        List<Integer> starts = new ArrayList<>(Collections.nCopies(shape.rank(), 0));
        for (Access part : accesses.operands(value)) {
            boolean inPlace = isComputed(part.base()) && storage(part.base()).isWithin(storage(value))
                    && isWhole(part) && liesAt(part.base(), value, starts);
            if (!inPlace) {
                addCopyInto(value, part, starts, List.of());
            }
            starts.set(axis, starts.get(axis) + part.shape().size(axis));
        }
    }

    /** The same value may be concatenated twice; only one of the places is where it was computed. */
    private boolean liesAt(int part, int whole, List<Integer> starts) {
        Shape shape = program.type(whole).shape();
        long expected = storage(whole).dense(shape).offset();
        for (int axis = 0; axis < shape.rank(); axis++) {
            expected += starts.get(axis) * shape.strides()[axis];
        }
        return storage(part).dense(program.type(part).shape()).offset() == expected;
    }

    private void addPad(int value, Op.Pad pad) {
        Shape shape = program.type(value).shape();
        Step fill = add(value, Set.of(value), List.of(), storage(value),
                () -> KernelEmitter.fill(pad.value(), storage(value).dense(shape)));
        addCopyInto(value, accesses.operands(value).getFirst(), pad.before(), List.of(fill));
    }

    private void addCopyInto(int value, Access part, List<Integer> starts, List<Step> before) {
        Shape shape = program.type(value).shape();
        List<Integer> at = List.copyOf(starts);
        Step copy = add(value, Set.of(value), constantsAside(part), storage(value), () -> emitter.copy(part,
                storage(value).dense(shape).slice(at, part.shape(), Collections.nCopies(shape.rank(), 1))));
        before.forEach(step -> graph.order(step, copy));
    }

    private List<Access> constantsAside(Access access) {
        return accesses.isConstant(access.base()) ? List.of() : List.of(access);
    }

    private void addOutputCopies() {
        for (int i = 0; i < program.outputs().size(); i++) {
            int output = program.outputs().get(i);
            Access access = accesses.of(output);
            Storage target = outputStorage(i);
            Storage source = access.isPositions() ? null : storages.get(access.base());
            boolean isThere = isComputed(access.base()) && isWhole(access) && source != null
                    && source.dense(Shape.SCALAR).place().equals(target.dense(Shape.SCALAR).place());
            if (!isThere) {
                add(output, Set.of(), constantsAside(access), target, () -> emitter.copy(access, target.dense(access.shape())));
            }
        }
    }

    private void addUpdateCopies() {
        new TreeMap<>(program.updates()).forEach((parameter, value) -> {
            Access access = accesses.of(value);
            Storage old = storage(parameter);
            boolean inPlace = isComputed(access.base()) && isWhole(access)
                    && storage(access.base()).dense(Shape.SCALAR).place().equals(old.dense(Shape.SCALAR).place());
            if (inPlace) {
                graph.writers(storage(access.base())).forEach(writer -> graph.writesAfterReaders(writer, old));
            } else if (access.base() != parameter || !isWhole(access)) {
                addStagedUpdate(parameter, value, access, old);
            }
        });
    }

    /** Another parameter's value goes by way of scratch, so that parameters may swap their values. */
    private void addStagedUpdate(int parameter, int value, Access access, Storage old) {
        TensorType type = program.type(parameter);
        Storage target = Storage.argument(parameter, type.dtype(), type.shape().count());
        Step copy;
        if (!access.isPositions() && program.isParameter(access.base())) {
            Storage stage = Storage.scratch(type.dtype(), type.shape().count());
            add(value, Set.of(), List.of(access), stage, () -> emitter.copy(access, stage.dense(type.shape())));
            copy = graph.add(new Step(value, Set.of(), Set.of(stage), List.of(target),
                    () -> KernelEmitter.copy(stage.dense(type.shape()), target.dense(type.shape()))));
        } else {
            copy = add(value, Set.of(), constantsAside(access), target, () -> emitter.copy(access, target.dense(type.shape())));
        }
        graph.writesAfterReaders(copy, old);
    }

    private Set<Storage> readStorages(List<Access> accessed) {
        Set<Storage> reads = new LinkedHashSet<>();
        accessed.stream().filter(access -> !access.isPositions()).forEach(access -> reads.add(storage(access.base())));
        return reads;
    }

    private Step add(int order, Set<Integer> members, List<Access> reads, Storage write, Supplier<Kernel> kernel) {
        return add(order, members, reads, List.of(write), kernel);
    }

    private Step add(int order, Set<Integer> members, List<Access> reads, List<Storage> writes, Supplier<Kernel> kernel) {
        Step step = new Step(order, members, readStorages(reads), writes, kernel);
        return graph.add(step);
    }
}
