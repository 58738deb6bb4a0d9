package org.garam.model;

import java.util.ArrayList;
import java.util.List;
import org.garam.runtime.Engine;
import org.garam.runtime.LoadedProgram;
import org.garam.runtime.Tensor;
import org.garam.runtime.Trace;
import org.garam.spi.BoundExecutable;
import org.garam.spi.DeviceBuffer;

/** A copy of some memory of a device, made and restored there. */
final class Snapshot implements AutoCloseable {
    private final List<Tensor> originals;
    private final List<Tensor> copies;
    private final LoadedProgram copy;
    private final BoundExecutable taking;
    private final BoundExecutable restoring;

    Snapshot(Engine engine, List<Tensor> originals) {
        this.originals = List.copyOf(originals);
        copies = originals.stream().map(tensor -> ModelMemory.zeros(tensor.dtype(), tensor.shape().toArray())).toList();
        Trace trace = new Trace(engine);
        copy = engine.load(trace.build(originals.stream().map(tensor -> trace.parameter(tensor.type())).toList()));
        taking = copy.bind(buffers(this.originals, copies));
        restoring = copy.bind(buffers(copies, this.originals));
    }

    private static List<DeviceBuffer> buffers(List<Tensor> from, List<Tensor> to) {
        List<DeviceBuffer> buffers = new ArrayList<>();
        from.forEach(tensor -> buffers.add(tensor.buffer()));
        to.forEach(tensor -> buffers.add(tensor.buffer()));
        return buffers;
    }

    /** {@return whether {@code tensor} is among what is copied} */
    boolean isOf(Tensor tensor) {
        return originals.contains(tensor);
    }

    void take() {
        taking.run();
    }

    void restore() {
        restoring.run();
    }

    @Override
    public void close() {
        taking.close();
        restoring.close();
        copy.close();
        copies.forEach(Tensor::close);
    }
}
