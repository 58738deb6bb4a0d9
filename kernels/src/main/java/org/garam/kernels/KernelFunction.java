package org.garam.kernels;

/**
 * A kernel's C text. It holds no addresses and no offsets, so that kernels that do the same to different memory are the
 * same function.
 *
 * @param name a C identifier, made from the text and unique to it
 * @param text the definition, for any {@link Dialect}
 * @param groupWidth work-items of a group along its first axis
 * @param groupHeight work-items of a group along its second axis
 */
public record KernelFunction(String name, String text, int groupWidth, int groupHeight) {
    /** {@return how many work-items a group has} */
    public int groupSize() {
        return groupWidth * groupHeight;
    }
}
