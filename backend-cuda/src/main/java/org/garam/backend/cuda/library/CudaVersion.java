package org.garam.backend.cuda.library;

/** Versions as NVIDIA's libraries encode them, as people write them. */
public final class CudaVersion {
    private CudaVersion() {}

    /** {@return for example {@code 12.4} for 12040, as the driver and the runtime have it} */
    public static String ofToolkit(int version) {
        return version / 1000 + "." + version % 1000 / 10;
    }

    /** {@return for example {@code 9.5.1} for 90501, as cuDNN has it} */
    static String ofDnn(long version) {
        return version / 10_000 + "." + version / 100 % 100 + "." + version % 100;
    }
}
