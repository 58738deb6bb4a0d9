package org.garam.conformance.golden;

import java.util.Set;

/** The features that golden cases need and the engine does not have; a line is removed with the feature's arrival. */
final class Unsupported {
    static final Set<String> FEATURES = Set.of(
            "layer ActivityRegularization",
            "layer AveragePooling2D",
            "layer BatchNormalization",
            "layer Conv1D",
            "layer Conv2D",
            "layer Conv2DTranspose",
            "layer Cropping2D",
            "layer DepthwiseConv2D",
            "layer Embedding",
            "layer GRU",
            "layer GlobalAveragePooling1D",
            "layer GlobalAveragePooling2D",
            "layer GlobalMaxPooling2D",
            "layer GroupNormalization",
            "layer LSTM",
            "layer LayerNormalization",
            "layer MaxPooling1D",
            "layer MaxPooling2D",
            "layer PReLU",
            "layer Permute",
            "layer RepeatVector",
            "layer Reshape",
            "layer SeparableConv2D",
            "layer SimpleRNN",
            "layer UnitNormalization",
            "layer UpSampling2D");

    private Unsupported() {}
}
