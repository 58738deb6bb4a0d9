package org.garam.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.garam.op.Op;
import org.garam.plan.Group.Level;
import org.garam.program.Program;

/**
 * Decides which parameters' new values may be computed right into the parameter's buffer. Two things must hold: the
 * kernel that writes reads the old value, if at all, at the very element it writes; and all others that read the old
 * value can run before it. Every claim adds such an order, which later claims must respect.
 *
 * <p>A flat value that is joined of parts counts as one kernel's if one kernel computes all of them.
 */
final class InPlaceUpdates {
    /** A value that is computed into the parameter's buffer from {@code offset} on. */
    private record Part(int value, long offset) {}

    private final Program program;
    private final Accesses accesses;
    /** What is one kernel: a group, or a node by itself. */
    private final Map<Integer, Object> units = new HashMap<>();
    private final Map<Object, Set<Integer>> members = new HashMap<>();
    private final Map<Object, Set<Object>> runsBefore = new HashMap<>();

    InPlaceUpdates(Program program, Accesses accesses, List<Group> groups) {
        this.program = program;
        this.accesses = accesses;
        for (Group group : groups) {
            Set<Integer> values = new LinkedHashSet<>(group.members.keySet());
            if (group.product >= 0) {
                values.add(group.product);
            }
            values.forEach(value -> units.put(value, group));
            members.put(group, values);
        }
    }

    private Object unit(int value) {
        return units.getOrDefault(value, value);
    }

    private Set<Integer> members(Object unit) {
        return members.getOrDefault(unit, unit instanceof Integer value ? Set.of(value) : Set.of());
    }

    /** {@return whether {@code value} may be computed into {@code parameter}'s buffer; if so, the order is kept in mind} */
    boolean claim(int parameter, int value) {
        List<Part> parts = parts(value);
        if (parts.isEmpty()) {
            return false;
        }
        Object writer = unit(parts.getFirst().value);
        Set<Object> readers = new LinkedHashSet<>();
        for (Accesses.Use use : accesses.uses(parameter)) {
            Object reader = unit(use.consumer());
            if (reader != writer) {
                readers.add(reader);
            } else if (parts.stream().noneMatch(part -> readsWhatItWrites(part, use))) {
                return false;
            }
        }
        if (readers.stream().anyMatch(reader -> runsAfter(writer, reader))) {
            return false;
        }
        readers.forEach(reader -> runsBefore.computeIfAbsent(reader, _ -> new LinkedHashSet<>()).add(writer));
        return true;
    }

    /** {@return what of {@code value} its one kernel computes where; nothing if there are several kernels} */
    private List<Part> parts(int value) {
        Op op = program.node(value).op();
        if (accesses.isCopied(value) || !(op instanceof Op.Concat || op instanceof Op.Pad)) {
            return List.of(new Part(value, 0));
        }
        if (!(op instanceof Op.Concat) || program.type(value).shape().rank() != 1) {
            return List.of();
        }
        List<Part> parts = new ArrayList<>();
        long offset = 0;
        for (Access access : accesses.operands(value)) {
            parts.add(new Part(access.base(), offset));
            offset += access.shape().count();
        }
        boolean areComputedAlone = accesses.operands(value).stream().allMatch(access -> !access.isPositions()
                && unit(access.base()) instanceof Group && access.isIdentity(program.type(access.base()).shape())
                && accesses.operands(value).stream().filter(other -> other.base() == access.base()).count() == 1);
        boolean isOneKernel = parts.stream().map(part -> unit(part.value)).distinct().count() == 1;
        return areComputedAlone && isOneKernel ? parts : List.of();
    }

    private boolean readsWhatItWrites(Part part, Accesses.Use use) {
        // A row kernel may have written an element by the time a later part of it reads that element again; what it
        // holds per row it writes when the row is done.
        return unit(part.value) instanceof Group group && group.product < 0 && group.reduction < 0
                && use.access().isRange(part.offset, program.type(part.value).shape())
                && group.members.get(part.value) == group.members.get(use.consumer())
                && group.members.get(part.value) == (group.columnAxes == 0 ? Level.ELEMENT : Level.ROW);
    }

    /** Whether {@code later} needs, directly or not, what {@code unit} computes, or has to run behind it. */
    private boolean runsAfter(Object unit, Object later) {
        Set<Object> seen = new HashSet<>();
        List<Object> pending = new ArrayList<>(List.of(unit));
        while (!pending.isEmpty()) {
            Object current = pending.removeLast();
            if (!seen.add(current)) {
                continue;
            }
            if (current.equals(later)) {
                return true;
            }
            members(current).forEach(member -> accesses.uses(member).forEach(use -> pending.add(unit(use.consumer()))));
            pending.addAll(runsBefore.getOrDefault(current, Set.of()));
        }
        return false;
    }
}
