package org.garam.runtime;

import java.util.List;
import org.garam.program.ProgramBuilder;

/** A few ops that are applied together and have one result, see {@link Fragment}. */
@FunctionalInterface
interface Expression {
    /** {@return the value of the expression applied to {@code operands}} */
    int build(ProgramBuilder program, int... operands);

    /**
     * {@return {@code expression} applied to {@code operands}}
     *
     * @param key what, with the operands' types, tells this expression from all others; compared with equals, and its
     *     text names the function in errors
     */
    static Tensor apply(Object key, Expression expression, Tensor... operands) {
        return Fragment.apply(key, (program, values) -> List.of(expression.build(program, values)), operands).getFirst();
    }
}
