package org.garam.runtime;

import java.util.List;
import org.garam.op.BinaryFunction;
import org.garam.op.Op;
import org.garam.op.ShapeException;
import org.garam.tensor.DType;

/**
 * A tensor whose values change in place; element type and shape stay. It is used like any tensor, as TensorFlow's
 * {@code tf.Variable}.
 *
 * <p>In a traced function a variable is read and assigned at every run: what is recorded after an assignment uses the
 * new values, and the device memory holds the last ones afterwards. {@link GradientTape} watches variables by itself.
 */
public final class Variable extends Tensor {
    private static final String DEFAULT_NAME = "Variable";

    private final String name;

    /** Makes a variable that begins with a copy of a tensor, or with the values of a Java array or a number. */
    public Variable(Object initial) {
        this(initial, DEFAULT_NAME);
    }

    /**
     * Makes a variable that begins with a copy of a tensor, or with the values of a Java array or a number, as
     * {@link Creation#constant(Object)} reads them.
     *
     * @throws IllegalStateException if the tensor has no values, for it belongs to a traced function
     */
    public Variable(Object initial, String name) {
        super(copy(Creation.constant(Arguments.given("Variable", "initial", initial, "a tensor, a Java array or a number"))));
        this.name = Arguments.given("Variable", "name", name, "a name");
    }

    static Tensor copy(Tensor initial) {
        if (initial.isTraced() || initial instanceof Variable && Trace.current() != null) {
            throw new IllegalStateException("a variable begins with values, " + initial.type() + " of a traced function has"
                    + " none yet; make the variable before and assign it in the function");
        }
        return initial.engine().eager().apply("copy", (_, operands) -> List.of(operands[0]), initial).getFirst();
    }

    /** {@return the name, for people} */
    public String name() {
        return name;
    }

    /** {@return a tensor of the values it has now, which later assignments do not change} */
    public Tensor value() {
        return Expression.apply("value", (_, operands) -> operands[0], this);
    }

    /**
     * Replaces the values.
     *
     * @return this variable
     * @throws ShapeException if {@code value} has another shape or element type
     */
    public Variable assign(Tensor value) {
        requireType("assign", value);
        Trace trace = Trace.innermost(this, value);
        if (trace != null) {
            trace.assign(this, value);
        } else if (value != this) {
            engine().eager().update("assign", (_, operands) -> operands[1], this, value);
        }
        GradientTape.assigned(this);
        return this;
    }

    /** Replaces the values by those of a Java array, or all by one number. Returns this variable. */
    public Variable assign(Object values) {
        if (values instanceof Tensor tensor) {
            return assign(tensor);
        }
        if (Arguments.given("assign", "values", values, "a tensor, a Java array or a number") instanceof Number number) {
            return assign(filled(number.doubleValue()));
        }
        return assign(engine().call(() -> Creation.constant(values, dtype())));
    }

    /** Adds {@code value}, of this type. Returns this variable. */
    public Variable assignAdd(Tensor value) {
        return update(BinaryFunction.ADD, "assignAdd", value);
    }

    /** Adds {@code number} to every element. Returns this variable. */
    public Variable assignAdd(double number) {
        return assignAdd(filled(number));
    }

    /** Subtracts {@code value}, of this type. Returns this variable. */
    public Variable assignSub(Tensor value) {
        return update(BinaryFunction.SUBTRACT, "assignSub", value);
    }

    /** Subtracts {@code number} from every element. Returns this variable. */
    public Variable assignSub(double number) {
        return assignSub(filled(number));
    }

    private Tensor filled(double number) {
        return Arrangement.broadcastTo(like(number), shape());
    }

    private Variable update(BinaryFunction function, String name, Tensor value) {
        requireType(name, value);
        Trace trace = Trace.innermost(this, value);
        if (trace != null) {
            trace.assign(this, Elementwise.binary(function, this, value));
        } else {
            engine().eager().update(function, (program, operands) -> program.add(new Op.Binary(function), operands),
                    this, value);
        }
        GradientTape.assigned(this);
        return this;
    }

    private void requireType(String function, Tensor value) {
        Arguments.tensor(function, "value", value);
        if (!value.type().equals(type())) {
            DType dtype = dtype();
            throw new ShapeException(function + ": the variable \"" + name + "\" is " + type() + " and stays so, received "
                    + value.type() + (value.dtype() == dtype ? "; reshape or broadcast the value"
                    : "; cast the value to " + dtype + (value.shape().equals(shape()) ? "" : " and reshape it")));
        }
    }

    @Override
    void requireValues() {
        if (Trace.current() != null) {
            throw new IllegalStateException("variable \"" + name + "\" is read by a traced function when that runs, it has no"
                    + " values while it is traced; return value() from the function and read it there");
        }
    }
}
