package org.garam.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.List;
import org.garam.spi.DeviceException;
import org.junit.jupiter.api.Test;
import org.lwjgl.opencl.CL10;
import org.lwjgl.opencl.CL11;
import org.lwjgl.opencl.CL12;
import org.lwjgl.opencl.CL20;
import org.lwjgl.opencl.CL22;
import org.lwjgl.opencl.KHRICD;

class OpenClErrorTest {
    /** LWJGL's constants are generated from the specification. */
    @Test
    void namesAreThoseOfTheSpecification() throws IllegalAccessException {
        int compared = 0;
        for (Class<?> version : List.of(CL10.class, CL11.class, CL12.class, CL20.class, CL22.class, KHRICD.class)) {
            for (Field field : version.getDeclaredFields()) {
                boolean isNumber = Modifier.isStatic(field.getModifiers()) && field.getType() == int.class;
                if (isNumber && isError(field.getInt(null)) && !field.getName().startsWith("CL_BUILD_")) {
                    assertEquals(field.getName() + " (" + field.getInt(null) + ")", OpenClError.name(field.getInt(null)));
                    compared++;
                }
            }
        }
        assertTrue(compared >= 60, "only " + compared + " constants were compared");
    }

    private static boolean isError(int constant) {
        return constant >= -72 && constant <= -1 || constant == -1001;
    }

    @Test
    void unknownCodesAreNumbers() {
        assertEquals("an error of the driver's own (-4242)", OpenClError.name(-4242));
        assertTrue(OpenClError.name(-9999).contains("illegal memory access"));
    }

    @Test
    void failuresSayWhatWasAttemptedAndWhatToDo() {
        assertDoesNotThrow(() -> OpenClError.check(0, "anything"));
        DeviceException thrown = assertThrows(DeviceException.class, () -> OpenClError.check(-5, "opencl (X): launching y"));
        assertTrue(thrown.getMessage().startsWith("opencl (X): launching y failed: CL_OUT_OF_RESOURCES (-5); "),
                thrown.getMessage());
        assertTrue(thrown.getMessage().contains("smaller batches"), thrown.getMessage());
    }
}
