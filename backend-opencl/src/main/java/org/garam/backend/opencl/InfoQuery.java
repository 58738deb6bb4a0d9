package org.garam.backend.opencl;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.garam.spi.DeviceException;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.MemoryUtil;

/** One of OpenCL's {@code clGet…Info} functions with its object and parameter, in its raw form. */
@FunctionalInterface
interface InfoQuery {
    /**
     * {@return an error code}
     *
     * @param bytes the size of the memory at {@code value}
     * @param value where the answer goes, 0 to ask for its size alone
     * @param size where the size of the answer goes, or 0
     */
    int ask(long bytes, long value, long size);

    /**
     * {@return the answer as it is}
     *
     * @throws DeviceException if the query fails, with {@code what} in its message
     */
    default byte[] bytes(String what) {
        ByteBuffer answer = null;
        try (MemoryStack stack = MemoryStack.stackPush()) {
            long size = stack.ncalloc(Long.BYTES, 1, Long.BYTES);
            OpenClError.check(ask(0, 0, size), "asking " + what);
            answer = MemoryUtil.memCalloc(Math.toIntExact(Math.max(1, MemoryUtil.memGetAddress(size))));
            OpenClError.check(ask(MemoryUtil.memGetAddress(size), MemoryUtil.memAddress(answer), 0), "asking " + what);
            byte[] bytes = new byte[(int) MemoryUtil.memGetAddress(size)];
            answer.get(bytes);
            return bytes;
        } finally {
            MemoryUtil.memFree(answer);
        }
    }

    /** {@return the answer as text, without the zero that ends it} */
    default String text(String what) {
        String text = new String(bytes(what), StandardCharsets.UTF_8);
        int end = text.indexOf(0);
        return (end < 0 ? text : text.substring(0, end)).strip();
    }

    /** {@return the answer as a number; the first if there are several} It may have 32 or 64 bits. */
    default long number(String what) {
        byte[] bytes = bytes(what);
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        return bytes.length >= Long.BYTES ? buffer.getLong() : Integer.toUnsignedLong(buffer.getInt());
    }

    /** {@return the answer as a number, {@code otherwise} if the device does not know the question} */
    default long number(String what, long otherwise) {
        try {
            return number(what);
        } catch (DeviceException _) {
            return otherwise;
        }
    }
}
