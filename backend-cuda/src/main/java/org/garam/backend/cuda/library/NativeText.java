package org.garam.backend.cuda.library;

import java.lang.foreign.MemorySegment;

/** Text in native memory. */
final class NativeText {
    private NativeText() {}

    /** {@return the text at {@code address}, which a zero byte ends; empty if the address is 0} */
    static String at(long address) {
        return address == 0 ? "" : MemorySegment.ofAddress(address).reinterpret(Long.MAX_VALUE).getString(0);
    }
}
