package org.garam.backend.cpu;

import java.util.List;
import org.garam.plan.ScalarCode;
import org.garam.tensor.DType;

/**
 * All that generated code depends on; sizes, offsets and outer strides are passed at run time. Two kernels of equal
 * structure run the same machine code, which is warm when the second one comes: the short last batch, the next layer.
 *
 * @param code what is computed
 * @param inputs how each input is walked along a row
 * @param outputs how each output is walked along a row
 * @param narrow whether a row has at most as many columns as a vector has lanes; one turn then does a whole row
 */
record LoopStructure(ScalarCode code, List<Access> inputs, List<Access> outputs, boolean narrow) {
    /** How the elements along a row are found. */
    enum Walk {
        /** One element for the whole row. */
        ROW,
        /** Neighbours in memory. */
        UNIT,
        /** At a distance passed at run time. */
        STRIDED,
        /** No memory: the offset is the value; at a distance passed at run time. */
        POSITIONS,
        /** One offset for the whole row. */
        ROW_POSITION;

        boolean isRow() {
            return this == ROW || this == ROW_POSITION;
        }

        boolean isMemory() {
            return this == ROW || this == UNIT || this == STRIDED;
        }
    }

    record Access(DType dtype, Walk walk) {}

    /** A structure of rows of any length. */
    LoopStructure(ScalarCode code, List<Access> inputs, List<Access> outputs) {
        this(code, inputs, outputs, false);
    }

    LoopStructure {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    int views() {
        return inputs.size() + outputs.size();
    }
}
