package org.garam.model.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.garam.model.activation.Activations;
import org.garam.model.initializer.HeNormal;
import org.garam.model.initializer.Initializers;
import org.garam.model.loss.Losses;
import org.garam.model.loss.MeanSquaredError;
import org.garam.model.optimizer.Adam;
import org.garam.model.optimizer.Optimizers;
import org.junit.jupiter.api.Test;

class RegistryTest {
    @Test
    void namesOfFunctionsAndOfClassesAreKnown() {
        assertInstanceOf(HeNormal.class, Initializers.named("he_normal"));
        assertInstanceOf(HeNormal.class, Initializers.named("HeNormal"));
        for (String name : new String[] {"mse", "MSE", "mean_squared_error", "MeanSquaredError"}) {
            assertInstanceOf(MeanSquaredError.class, Losses.named(name));
        }
        assertEquals(new Adam(), Optimizers.named("Adam"));
        assertEquals(Activations.named("swish"), Activations.named("silu"));
    }

    @Test
    void unknownNamesAreAnsweredWithTheNearestAndAll() {
        IllegalArgumentException thrown = assertThrows(IllegalArgumentException.class,
                () -> Losses.named("mean_squared_eror"));
        assertEquals("unknown loss \"mean_squared_eror\"; did you mean \"mean_squared_error\"?; known are"
                + " " + String.join(", ", Losses.names()), thrown.getMessage());
    }

    @Test
    void activationsHaveNames() {
        for (String name : Activations.names()) {
            assertEquals(name, Activations.nameOf(Activations.named(name)).orElseThrow());
        }
        assertEquals("relu", Activations.nameOf(Activations.named("relu")).orElseThrow());
        assertTrue(Activations.nameOf(x -> x).isEmpty());
    }
}
