package org.garam.kernels.host;

/** What memory of a device is allocated for. */
public enum MemoryHolder {
    TENSORS("tensors and models"),
    SCRATCH("intermediate results of plans"),
    PARTIAL_RESULTS("partial results of kernels"),
    LIBRARIES("workspaces of libraries");

    private final String title;

    MemoryHolder(String title) {
        this.title = title;
    }

    /** {@return what people call it} */
    @Override
    public String toString() {
        return title;
    }
}
