package org.garam.kernels;

import java.util.ArrayList;
import java.util.List;
import org.garam.plan.View;
import org.garam.tensor.Shape;

/** Expressions for the position along each axis, and what offset in a view they amount to. */
record Coordinates(Shape shape, List<String> axes) {
    Coordinates {
        axes = List.copyOf(axes);
    }

    /** Declares the coordinates of position {@code linear} of a row-major {@code shape}, named {@code prefix<axis>}. */
    static Coordinates of(FunctionWriter out, Shape shape, String linear, String prefix, String type) {
        int outermost = 0;
        while (outermost < shape.rank() - 1 && shape.size(outermost) == 1) {
            outermost++;
        }
        String[] axes = new String[shape.rank()];
        String rest = linear;
        for (int axis = shape.rank() - 1; axis >= 0; axis--) {
            if (shape.size(axis) == 1) {
                axes[axis] = "0";
            } else if (axis == outermost) {
                axes[axis] = rest;
            } else {
                axes[axis] = prefix + axis;
                String size = out.number(shape.size(axis), prefix + "_size" + axis);
                out.line("const " + type + " " + axes[axis] + " = " + rest + " % " + size + ";");
                String outer = prefix + "_over" + axis;
                out.line("const " + type + " " + outer + " = " + rest + " / " + size + ";");
                rest = outer;
            }
        }
        return new Coordinates(shape, List.of(axes));
    }

    /** {@return these axes, then those of {@code inner}} */
    Coordinates then(Coordinates inner) {
        List<String> joined = new ArrayList<>(axes);
        joined.addAll(inner.axes);
        int[] sizes = new int[joined.size()];
        for (int axis = 0; axis < sizes.length; axis++) {
            sizes[axis] = axis < shape.rank() ? shape.size(axis) : inner.shape.size(axis - shape.rank());
        }
        return new Coordinates(Shape.of(sizes), joined);
    }

    /** {@return the offset of the element at these coordinates from the one at zero, in elements} */
    String index(View view) {
        return index(view, (stride, _) -> stride < 0 ? "(" + stride + ")" : String.valueOf(stride));
    }

    /** {@return the offset, with strides as {@code out} writes numbers; {@code name} is what it calls the view} */
    String index(View view, FunctionWriter out, String name) {
        return index(view, (stride, axis) -> out.number(stride, name + "_stride" + axis));
    }

    private interface Strides {
        String text(long stride, int axis);
    }

    private String index(View view, Strides strides) {
        List<String> terms = new ArrayList<>();
        for (int axis = 0; axis < axes.size(); axis++) {
            long stride = view.strides().get(axis);
            if (stride != 0 && shape.size(axis) != 1) {
                terms.add(stride == 1 ? axes.get(axis) : axes.get(axis) + " * " + strides.text(stride, axis));
            }
        }
        return terms.isEmpty() ? "0" : String.join(" + ", terms);
    }
}
