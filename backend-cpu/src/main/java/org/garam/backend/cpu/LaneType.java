package org.garam.backend.cpu;

import java.lang.classfile.TypeKind;
import org.garam.tensor.DType;

/**
 * What generated code computes in: the narrow integer types are computed in {@code INT} and narrowed; of float16 and
 * bfloat16 the bits are there.
 */
enum LaneType {
    FLOAT(TypeKind.FLOAT),
    DOUBLE(TypeKind.DOUBLE),
    INT(TypeKind.INT),
    LONG(TypeKind.LONG),
    /** An {@code int} that is 0 or 1, or a vector mask. */
    BOOL(TypeKind.INT);

    private final TypeKind kind;

    LaneType(TypeKind kind) {
        this.kind = kind;
    }

    static LaneType of(DType dtype) {
        return switch (dtype) {
            case FLOAT32 -> FLOAT;
            case FLOAT64 -> DOUBLE;
            case INT8, UINT8, INT16, INT32, FLOAT16, BFLOAT16 -> INT;
            case INT64 -> LONG;
            case BOOL -> BOOL;
        };
    }

    /** {@return the kind of JVM local variable that holds one scalar} */
    TypeKind kind() {
        return kind;
    }

    boolean isFloating() {
        return this == FLOAT || this == DOUBLE;
    }

    /** {@return the integer type of the same width} */
    LaneType bits() {
        return this == FLOAT ? INT : LONG;
    }

    /** {@return the constant {@code value} of this type as {@link Step.Constant} stores it} */
    long encode(double value) {
        return switch (this) {
            case FLOAT -> Float.floatToRawIntBits((float) value);
            case DOUBLE -> Double.doubleToRawLongBits(value);
            case INT -> (int) (long) value;
            case LONG -> (long) value;
            case BOOL -> value != 0 ? 1 : 0;
        };
    }
}
