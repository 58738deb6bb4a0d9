package org.garam.model;

import java.util.List;
import java.util.OptionalInt;
import org.garam.model.TrainingStep.Purpose;
import org.garam.runtime.Tensor;
import org.garam.tensor.Shape;

/** Where batches come from: all samples lie on the device, or batches are brought there one after the other. */
sealed interface BatchSource permits Samples, DatasetBatches {
    /** {@return the shape of the targets, of all or of a batch} */
    Shape targetShape();

    /** {@return how many samples there are to be put in order; empty if they come in an order of their own} */
    OptionalInt orderedSamples();

    /**
     * {@return how many rows a pass has}
     *
     * @param batchSize how many samples are taken at once, if they lie on the device
     * @param mostSteps after how many steps it ends
     */
    OptionalInt rows(int batchSize, int mostSteps);

    /** {@return what must be the same for an interrupted run to go on} */
    List<String> description(int batchSize);

    /**
     * {@return the steps over these data, bound to memory}
     *
     * @param compilation null if the purpose is to predict
     * @param state what steps read and update besides the data
     * @param batchSize how many samples are taken at once, if they lie on the device
     */
    PassSteps bind(BuiltModel model, Purpose purpose, Compilation compilation, StepArguments<Tensor> state,
            int batchSize);
}
