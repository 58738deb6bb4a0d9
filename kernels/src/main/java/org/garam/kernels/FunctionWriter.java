package org.garam.kernels;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.garam.plan.Instruction;
import org.garam.plan.Kernel;
import org.garam.plan.Place;
import org.garam.plan.ScalarCode;
import org.garam.plan.View;
import org.garam.tensor.DType;

/**
 * Writes the body of one function and collects its parameters with what is passed for them.
 *
 * <p>Sizes and strides are numbers in the text, for which compilers can do more than for variables, but parameters in a
 * function that does a single thing: such kernels are run one by one, for tensors of ever other shapes, and compiling takes
 * longer than running.
 */
final class FunctionWriter extends CodeWriter {
    private static final int HASH_DIGITS = 10;
    /** Every device takes so many bytes of parameters (OpenCL 1.2, table 4.3), a count among them. */
    static final int MOST_BYTES = 1024 - Integer.BYTES;
    /** The pointer and its offset. */
    static final int BYTES_OF_A_POINTER = 16;
    private static final int MOST_STEPS_OF_A_GENERAL_FUNCTION = 1;

    private final List<String> parameters = new ArrayList<>();
    private final List<LaunchArgument> arguments = new ArrayList<>();
    private final List<String> pointers = new ArrayList<>();
    private final Map<String, Long> numbers = new HashMap<>();
    private final boolean isGeneral;
    private boolean isWide;

    /** A function that is compiled for its sizes. */
    FunctionWriter() {
        isGeneral = false;
    }

    /** A function that is compiled for its sizes if it computes {@code code} and that is more than one thing. */
    FunctionWriter(ScalarCode code) {
        isGeneral = code.instructions().stream().filter(instruction -> !(instruction instanceof Instruction.Load)
                && !(instruction instanceof Instruction.Constant)).count() <= MOST_STEPS_OF_A_GENERAL_FUNCTION;
    }

    /** {@return the pointer through which a view is read, past its offset; positions have none} */
    String input(View view, String name) {
        return view.place() instanceof Place.Positions ? "" : pointer(view, name, "GLOBAL const ");
    }

    /** {@return the pointer through which a view is written, past its offset} */
    String output(View view, String name) {
        return pointer(view, name, "GLOBAL ");
    }

    /** {@return the pointer to {@code size} partial results} */
    String workspace(DType dtype, long offset, long size, String name) {
        isWide |= size > Integer.MAX_VALUE;
        return pointer(dtype, name, "GLOBAL ", new LaunchArgument.Workspace(dtype, offset, size));
    }

    /** {@return a size or stride as an expression: the number itself, or a parameter of this name if it is general} */
    String number(long value, String name) {
        boolean isFull = BYTES_OF_A_POINTER * pointers.size() + Integer.BYTES * (numbers.size() + 1) > MOST_BYTES;
        if (!isGeneral || value != (int) value || isFull && !numbers.containsKey(name)) {
            return value < 0 ? "(" + value + ")" : String.valueOf(value);
        }
        Long known = numbers.putIfAbsent(name, value);
        if (known == null) {
            count((int) value, name);
        } else if (known != value) {
            throw new IllegalStateException("the parameter " + name + " is both " + known + " and " + value);
        }
        return name;
    }

    /** {@return the parameter that passes {@code value}, so that kernels that differ in it alone are one function} */
    String count(int value, String name) {
        parameters.add("const i32 " + name);
        arguments.add(new LaunchArgument.Count(value));
        return name;
    }

    private String pointer(View view, String name, String qualifiers) {
        isWide |= view.shape().count() > 0
                && Math.max(view.highestOffset() - view.offset(), view.offset() - view.lowestOffset()) > Integer.MAX_VALUE;
        return pointer(view.dtype(), name, qualifiers,
                new LaunchArgument.Memory(view.place(), view.dtype(), view.offset()));
    }

    private String pointer(DType dtype, String name, String qualifiers, LaunchArgument argument) {
        parameters.add(qualifiers + CTypes.inMemory(dtype) + "* " + name + ", const i64 " + name + "_offset");
        pointers.add(name);
        arguments.add(argument);
        return name;
    }

    /** {@return the type of positions: 64-bit only if a view reaches that far; declare parameters first} */
    String indexType() {
        return isWide ? "i64" : "i32";
    }

    /** Makes positions 64-bit if there are so many of them. */
    void counts(long positions) {
        isWide |= positions > Integer.MAX_VALUE;
    }

    /** {@return the element of a view at {@code index}, as a variable's value} */
    static String element(View view, String pointer, String index) {
        if (view.place() instanceof Place.Positions) {
            String position = view.offset() == 0 ? index : index + " + " + view.offset();
            return "(" + CTypes.inRegister(view.dtype()) + ") (" + position + ")";
        }
        return pointer + "[" + index + "]" + (view.dtype() == DType.BOOL ? " != 0" : "");
    }

    /** {@return the finished function and its launch over {@code groups} groups of {@code width} x {@code height}} */
    Launch finish(String purpose, Kernel kernel, int width, int height, long groups) {
        StringBuilder text = new StringBuilder("KERNEL(" + width + ", " + height + ") NAME(");
        text.append(String.join(", ", parameters)).append(")\n{\n");
        pointers.forEach(pointer -> text.append("    ").append(pointer).append(" += ").append(pointer).append("_offset;\n"));
        text().lines().forEach(line -> text.append("    ").append(line).append('\n'));
        text.append("}\n");
        String name = purpose + "_" + hash(text.toString());
        String named = text.toString().replaceFirst("NAME", name);
        return new Launch(new KernelFunction(name, named, width, height), groups, arguments, kernel);
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, HASH_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** {@return a pointer for each of the views that are read: {@code in0}, {@code in1}, …} */
    List<String> inputs(List<View> views) {
        return IntStream.range(0, views.size()).mapToObj(i -> input(views.get(i), "in" + i)).toList();
    }

    /** {@return a pointer for each of the views that are written: {@code out0}, {@code out1}, …} */
    List<String> outputs(List<View> views) {
        return IntStream.range(0, views.size()).mapToObj(i -> output(views.get(i), "out" + i)).toList();
    }
}
