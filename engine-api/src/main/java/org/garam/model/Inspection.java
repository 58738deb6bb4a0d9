package org.garam.model;

import java.util.ArrayList;
import java.util.List;
import org.garam.op.Comparison;
import org.garam.runtime.Arrangement;
import org.garam.runtime.Elementwise;
import org.garam.runtime.Reductions;
import org.garam.runtime.Tensor;
import org.garam.tensor.DType;

/** Says for one value after the other whether all its elements are finite, in the order they are computed. */
final class Inspection {
    private final boolean isOn;
    private final List<String> labels = new ArrayList<>();
    private final List<Tensor> flags = new ArrayList<>();

    Inspection(boolean isOn) {
        this.isOn = isOn;
    }

    /** Has {@code value} looked at; does nothing in steps that are not for inspection. */
    void look(String label, Tensor value) {
        if (isOn) {
            labels.add(label);
            flags.add(areFinite(value).reshape(1));
        }
    }

    /** {@return what was looked at} */
    List<String> labels() {
        return List.copyOf(labels);
    }

    /** {@return 1 for each value all of whose elements are finite, else 0; float32} */
    Tensor findings() {
        return Arrangement.concat(0, flags.toArray(Tensor[]::new));
    }

    /** {@return 1 if all elements are neither NaN nor infinite, else 0; float32} */
    static Tensor areFinite(Tensor x) {
        return Reductions.reduceMin(isFinite(x).cast(DType.FLOAT32));
    }

    /** {@return which elements are neither NaN nor infinite} */
    static Tensor isFinite(Tensor x) {
        Tensor wide = x.cast(x.dtype().arithmetic());
        double largest = wide.dtype() == DType.FLOAT64 ? Double.MAX_VALUE : Float.MAX_VALUE;
        return Elementwise.compare(Comparison.LESS_EQUAL, Elementwise.abs(wide), largest);
    }
}
