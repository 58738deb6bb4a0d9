package org.garam.backend.cpu;

import java.util.List;
import java.util.stream.IntStream;
import org.garam.backend.cpu.LoopStructure.Access;
import org.garam.backend.cpu.LoopStructure.Walk;
import org.garam.plan.Place;
import org.garam.plan.ScalarCode;
import org.garam.plan.View;

/** Finds the structure of a loop from the views of a kernel. */
final class LoopStructures {
    private LoopStructures() {}

    /** {@return the structure of a loop over {@code domain}, whose views are the inputs, then the outputs} */
    static LoopStructure of(ScalarCode code, List<View> inputs, List<View> outputs, LoopDomain domain) {
        return new LoopStructure(code,
                IntStream.range(0, inputs.size())
                        .mapToObj(i -> input(inputs.get(i), domain.columnStride(i), domain.columns())).toList(),
                IntStream.range(0, outputs.size())
                        .mapToObj(i -> output(outputs.get(i), domain.columnStride(inputs.size() + i),
                        domain.columns())).toList());
    }

    static Access input(View view, long columnStride, int columns) {
        boolean positions = view.place() instanceof Place.Positions;
        if (columnStride == 0) {
            return new Access(view.dtype(), positions ? Walk.ROW_POSITION : Walk.ROW);
        }
        boolean unit = columnStride == 1 || columns == 1;
        return new Access(view.dtype(), positions ? Walk.POSITIONS : unit ? Walk.UNIT : Walk.STRIDED);
    }

    /** An output with an element per column, even if there is but one column. */
    static Access output(View view, long columnStride, int columns) {
        return new Access(view.dtype(), columnStride == 1 || columns == 1 ? Walk.UNIT : Walk.STRIDED);
    }
}
