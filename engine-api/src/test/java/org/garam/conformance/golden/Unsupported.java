package org.garam.conformance.golden;

import java.util.Set;

/** The features that golden cases need and the engine does not have; a line is removed with the feature's arrival. */
final class Unsupported {
    static final Set<String> FEATURES = Set.of(
            "layer AveragePooling2D",
            "layer Conv1D",
            "layer Conv2D",
            "layer Conv2DTranspose",
            "layer Cropping2D",
            "layer DepthwiseConv2D",
            "layer GRU",
            "layer GlobalAveragePooling1D",
            "layer GlobalAveragePooling2D",
            "layer GlobalMaxPooling2D",
            "layer LSTM",
            "layer MaxPooling1D",
            "layer MaxPooling2D",
            "layer SeparableConv2D",
            "layer SimpleRNN",
            "layer UpSampling2D");

    private Unsupported() {}
}
