package org.garam.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class DTypeTest {
    @Test
    void roundsToWhatTheTypeHolds() {
        assertEquals(0.1f, DType.FLOAT32.round(0.1));
        assertEquals(0.1, DType.FLOAT64.round(0.1));
        assertEquals(Double.POSITIVE_INFINITY, DType.FLOAT32.round(1e39));
        assertEquals(-128, DType.INT8.round(128));
        assertEquals(-1, DType.INT16.round(65535));
        assertEquals(Integer.MIN_VALUE, DType.INT32.round(0x1p31));
        assertEquals(-2, DType.INT64.round(-2.9));
        assertEquals(255, DType.UINT8.round(-1));
        assertEquals(1, DType.BOOL.round(-0.5));
        assertEquals(0, DType.BOOL.round(-0.0));
    }

    @Test
    void hasTheNameUsersWrite() {
        assertEquals("float32", DType.FLOAT32.toString());
        assertEquals("uint8[2, 3]", TensorType.of(DType.UINT8, 2, 3).toString());
    }
}
