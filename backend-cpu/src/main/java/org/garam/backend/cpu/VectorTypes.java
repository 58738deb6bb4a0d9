package org.garam.backend.cpu;

import java.lang.constant.ClassDesc;

/**
 * The names of the Vector API's classes in generated code. They are named here, never loaded, so that code generation
 * works where they are missing.
 */
final class VectorTypes {
    private static final String PACKAGE = "jdk.incubator.vector.";
    static final ClassDesc SPECIES = ClassDesc.of(PACKAGE + "VectorSpecies");
    static final ClassDesc VECTOR = ClassDesc.of(PACKAGE + "Vector");
    static final ClassDesc MASK = ClassDesc.of(PACKAGE + "VectorMask");
    static final ClassDesc OPERATORS = ClassDesc.of(PACKAGE + "VectorOperators");
    /** Where generated code finds the species to use. */
    static final ClassDesc HOLDER = ClassDesc.of("org.garam.backend.cpu.PreferredSpecies");

    private VectorTypes() {}

    /** {@return the field of {@link #HOLDER} with the species of a type; masks of integers are those of truth values} */
    static String speciesField(LaneType type) {
        return switch (type) {
            case FLOAT -> "FLOAT";
            case DOUBLE -> "DOUBLE";
            case INT, BOOL -> "INT";
            case LONG -> "LONG";
        };
    }

    static ClassDesc operatorType(String name) {
        return OPERATORS.nested(name);
    }

    static ClassDesc vector(LaneType type) {
        return ClassDesc.of(PACKAGE + switch (type) {
            case FLOAT -> "FloatVector";
            case DOUBLE -> "DoubleVector";
            case INT -> "IntVector";
            case LONG -> "LongVector";
            case BOOL -> throw new IllegalArgumentException("truth values are masks");
        });
    }
}
