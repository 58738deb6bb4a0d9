package org.garam.plan;

import java.util.Arrays;
import java.util.TreeMap;
import org.garam.tensor.Shape;

/** Nodes that become one kernel: elementwise ones over one domain, and reductions over that domain's last axes. */
final class Group {
    /** How often a member is computed: once per element of the domain, per row, or once. */
    enum Level { ELEMENT, ROW, ONCE }

    /** The shape that element-level members have, but for axes of size one. */
    Shape domain;
    /** How many of the last axes are a row's columns; zero while there is no reduction. */
    int columnAxes;
    final TreeMap<Integer, Level> members = new TreeMap<>();
    /** The matrix product whose epilogue this group is, or -1. */
    int product = -1;
    /** The reduction, not one over the columns of many rows, that the other members prepare the operand of, or -1. */
    int reduction = -1;

    Group(Shape domain, int columnAxes) {
        this.domain = domain;
        this.columnAxes = columnAxes;
    }

    /** {@return a group of the same members, each of them computed once for a row of {@code other}} */
    Group perRowOf(Group other) {
        Group group = new Group(other.domain, other.columnAxes);
        members.forEach((member, level) -> group.members.put(member, level == Level.ELEMENT ? Level.ROW : level));
        return group;
    }

    Shape rows() {
        return domain.axes(0, domain.rank() - columnAxes);
    }

    Shape columns() {
        return domain.axes(domain.rank() - columnAxes, domain.rank());
    }

    /** {@return the axes that are not of size one} */
    static Shape proper(Shape shape) {
        return Shape.of(Arrays.stream(shape.toArray()).filter(size -> size != 1).toArray());
    }
}
