package org.garam.backend.cpu;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicConstantDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.function.Consumer;

/**
 * Emits the instructions all generated matrix kernels are made of, for one element type and one vector width. One lane
 * stands for plain scalar code. Vector classes are named, never loaded: that is left to the generated class.
 */
final class KernelEmitter {
    private static final String VECTOR_PACKAGE = "jdk.incubator.vector.";
    private static final ClassDesc SPECIES = ClassDesc.of(VECTOR_PACKAGE + "VectorSpecies");
    private static final ClassDesc VECTOR = ClassDesc.of(VECTOR_PACKAGE + "Vector");
    private static final ClassDesc SHUFFLE = ClassDesc.of(VECTOR_PACKAGE + "VectorShuffle");
    private static final ClassDesc MASK = ClassDesc.of(VECTOR_PACKAGE + "VectorMask");
    private static final ClassDesc MATH = ClassDesc.of("java.lang.Math");

    private final CodeBuilder code;
    private final int lanes;
    private final String speciesField;
    private final TypeKind elementKind;
    private final ClassDesc element;
    private final ClassDesc array;
    private final ClassDesc vector;

    KernelEmitter(CodeBuilder code, Precision precision, int lanes) {
        this.code = code;
        this.lanes = lanes;
        boolean single = precision == Precision.FLOAT;
        elementKind = single ? TypeKind.FLOAT : TypeKind.DOUBLE;
        element = single ? ConstantDescs.CD_float : ConstantDescs.CD_double;
        array = element.arrayType();
        vector = ClassDesc.of(VECTOR_PACKAGE + (single ? "FloatVector" : "DoubleVector"));
        speciesField = "SPECIES_" + lanes * precision.bytes() * Byte.SIZE;
    }

    /** A new instance of a hidden class whose only method implements the only method of {@code contract}. */
    static <T> T instantiate(Class<T> contract, List<?> classData, Consumer<CodeBuilder> body) {
        var lookup = MethodHandles.lookup();
        var name = ClassDesc.of(contract.getPackageName(), "Generated" + contract.getSimpleName());
        var method = contract.getDeclaredMethods()[0];
        var type = MethodType.methodType(method.getReturnType(), method.getParameterTypes()).describeConstable();
        byte[] bytes = ClassFile.of().build(name, builder -> builder
                .withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER)
                .withInterfaceSymbols(ClassDesc.of(contract.getName()))
                .withMethodBody(ConstantDescs.INIT_NAME, ConstantDescs.MTD_void, 0, code -> code
                        .aload(0)
                        .invokespecial(ConstantDescs.CD_Object, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void)
                        .return_())
                .withMethodBody(method.getName(), type.orElseThrow(), ClassFile.ACC_PUBLIC, body));
        try {
            var hidden = lookup.defineHiddenClassWithClassData(bytes, classData, true);
            var constructor = hidden.findConstructor(hidden.lookupClass(), MethodType.methodType(void.class));
            return contract.cast(constructor.invoke());
        } catch (Throwable failure) {
            throw new LinkageError("cannot define a generated " + contract.getSimpleName(), failure);
        }
    }

    int newArrayLocal(int objectSlot) {
        int slot = code.allocateLocal(TypeKind.REFERENCE);
        code.aload(objectSlot).checkcast(array).astore(slot);
        return slot;
    }

    int newValueLocal() {
        return code.allocateLocal(valueKind());
    }

    int newIntLocal() {
        return code.allocateLocal(TypeKind.INT);
    }

    void loadValue(int slot) {
        code.loadLocal(valueKind(), slot);
    }

    void storeValue(int slot) {
        code.storeLocal(valueKind(), slot);
    }

    void zero() {
        if (lanes == 1) {
            code.iconst_0().conversion(TypeKind.INT, elementKind);
        } else {
            species().invokestatic(vector, "zero", MethodTypeDesc.of(vector, SPECIES));
        }
    }

    /** Pushes {@code lanes} elements, beginning at the index that {@code index} pushes. */
    void read(int arraySlot, Runnable index) {
        if (lanes == 1) {
            readElement(arraySlot, index);
        } else {
            species().aload(arraySlot);
            index.run();
            code.invokestatic(vector, "fromArray",
                    MethodTypeDesc.of(vector, SPECIES, array, ConstantDescs.CD_int));
        }
    }

    /** Pushes one element, repeated in every lane. */
    void readBroadcast(int arraySlot, Runnable index) {
        if (lanes == 1) {
            readElement(arraySlot, index);
        } else {
            species();
            readElement(arraySlot, index);
            code.invokestatic(vector, "broadcast", MethodTypeDesc.of(vector, SPECIES, element));
        }
    }

    void write(int valueSlot, int arraySlot, Runnable index) {
        if (lanes == 1) {
            code.aload(arraySlot);
            index.run();
            loadValue(valueSlot);
            code.arrayStore(elementKind);
        } else {
            loadValue(valueSlot);
            code.aload(arraySlot);
            index.run();
            code.invokevirtual(vector, "intoArray",
                    MethodTypeDesc.of(ConstantDescs.CD_void, array, ConstantDescs.CD_int));
        }
    }

    /** Replaces two factors and a summand on the stack by their fused product and sum. */
    void multiplyAdd() {
        if (lanes == 1) {
            code.invokestatic(MATH, "fma", MethodTypeDesc.of(element, element, element, element));
        } else {
            code.invokevirtual(vector, "fma", MethodTypeDesc.of(vector, VECTOR, VECTOR));
        }
    }

    /** Permutes the lanes of the vector on the stack as the shuffle at {@code position} of the class data says. */
    void rearrange(int position) {
        classData(SHUFFLE, position);
        code.invokevirtual(vector, "rearrange", MethodTypeDesc.of(vector, SHUFFLE));
    }

    /** Of two vectors on the stack, takes the upper one's lanes where the mask at {@code position} is set. */
    void blend(int position) {
        classData(MASK, position);
        code.invokevirtual(vector, "blend", MethodTypeDesc.of(vector, VECTOR, MASK));
    }

    private void readElement(int arraySlot, Runnable index) {
        code.aload(arraySlot);
        index.run();
        code.arrayLoad(elementKind);
    }

    private CodeBuilder species() {
        return code.getstatic(vector, speciesField, SPECIES);
    }

    private void classData(ClassDesc type, int position) {
        code.ldc(DynamicClassData.at(type, position));
    }

    private TypeKind valueKind() {
        return lanes == 1 ? elementKind : TypeKind.REFERENCE;
    }

    /** The class data of a hidden class as constants, which the compiler folds as it would static final fields. */
    private static final class DynamicClassData {
        private static final DirectMethodHandleDesc READER = ConstantDescs.ofConstantBootstrap(
                ClassDesc.of("java.lang.invoke.MethodHandles"), "classDataAt",
                ConstantDescs.CD_Object, ConstantDescs.CD_int);

        static DynamicConstantDesc<?> at(ClassDesc type, int position) {
            return DynamicConstantDesc.ofNamed(READER, ConstantDescs.DEFAULT_NAME, type, position);
        }
    }
}
