package org.garam.conformance.golden;

/** A golden case needs something that the engine does not have. */
final class UnsupportedFeatureException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Names the feature, for example {@code loss Huber delta}. */
    UnsupportedFeatureException(String feature) {
        super(feature);
    }
}
