package org.garam.model;

import java.lang.foreign.MemorySegment;
import org.garam.runtime.Tensor;
import org.garam.tensor.DType;

/** Numbers of the host on their way from and to memory of a device. */
final class HostValues {
    private HostValues() {}

    /** {@return {@code values} rounded to {@code dtype}, float32 or float64} */
    static MemorySegment of(DType dtype, double... values) {
        if (dtype == DType.FLOAT64) {
            return MemorySegment.ofArray(values);
        }
        float[] rounded = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            rounded[i] = (float) values[i];
        }
        return MemorySegment.ofArray(rounded);
    }

    /** {@return {@code count} elements of float32 or float64 from {@code offset} on} */
    static MemorySegment read(Tensor tensor, int offset, int count) {
        MemorySegment values = tensor.dtype() == DType.FLOAT64
                ? MemorySegment.ofArray(new double[count]) : MemorySegment.ofArray(new float[count]);
        tensor.buffer().read(offset, values);
        return values;
    }

    static void write(Tensor tensor, double... values) {
        tensor.buffer().write(0, of(tensor.dtype(), values));
    }

    static void write(Tensor tensor, long... values) {
        tensor.buffer().write(0, MemorySegment.ofArray(values));
    }
}
