package org.garam.plan;

/** No kernel can walk an operand of a fused group as the group's rows are walked: the operand must be copied first. */
final class UnreadableOperandException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** The rearranging node to copy. */
    final int value;

    UnreadableOperandException(int value) {
        super("value " + value + " has to be copied", null, false, false);
        this.value = value;
    }
}
