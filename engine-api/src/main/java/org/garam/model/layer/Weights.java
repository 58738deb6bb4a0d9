package org.garam.model.layer;

import java.util.Map;
import org.garam.runtime.Tensor;

/** The weights of one layer by name, and where it leaves new values of those that are not trained. */
public interface Weights {
    /** {@return the weight called {@code name}} */
    Tensor get(String name);

    /** Has the weight called {@code name}, which is not trainable, hold {@code value} after this step. */
    void update(String name, Tensor value);

    /** {@return weights that cannot be updated} */
    static Weights of(Map<String, Tensor> tensors) {
        return new Weights() {
            @Override
            public Tensor get(String name) {
                return tensors.get(name);
            }

            @Override
            public void update(String name, Tensor value) {
                throw new UnsupportedOperationException("these weights are read only; tried to update " + name);
            }
        };
    }
}
