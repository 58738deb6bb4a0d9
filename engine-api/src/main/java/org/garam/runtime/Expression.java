package org.garam.runtime;

import org.garam.program.ProgramBuilder;

/** A few ops that are applied together: in a trace they are appended, eagerly they are compiled once for each signature. */
@FunctionalInterface
interface Expression {
    /** {@return the value of the expression applied to {@code operands}} */
    int build(ProgramBuilder program, int... operands);

    /**
     * {@return {@code expression} applied to {@code operands}}
     *
     * @param key what, with the operands' types, tells this expression from all others; compared with equals
     */
    static Tensor apply(Object key, Expression expression, Tensor... operands) {
        for (Tensor operand : operands) {
            if (operand.isTraced()) {
                return operand.trace().append(expression, operands);
            }
        }
        return operands[0].engine().eager().apply(key, expression, operands);
    }
}
