package org.garam.backend.cuda.product;

import org.garam.plan.View;

/** Where the memory of a bound plan lies on the device. */
public interface CallMemory {
    /** {@return the address of the element that the view's offset names} */
    long at(View view);

    /** {@return the address of a byte of what one call of the plan leaves for a later one} */
    long carried(long offset);
}
