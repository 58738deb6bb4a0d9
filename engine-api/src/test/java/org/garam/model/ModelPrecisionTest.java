package org.garam.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.Set;
import org.garam.model.layer.Dense;
import org.garam.model.layer.Layer;
import org.garam.model.layer.Phase;
import org.garam.model.layer.Weights;
import org.garam.op.Precision;
import org.garam.runtime.PrecisionScope;
import org.garam.runtime.Tensor;
import org.garam.tensor.Shape;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** In which precision a model's steps are traced. */
@ExtendWith(OnTestEngine.class)
class ModelPrecisionTest {
    private static final float[][] X = {{1}, {2}, {3}, {4}};
    private static final float[][] Y = {{2}, {4}, {6}, {8}};
    private static final FitOptions QUIET = new FitOptions().verbose(0);
    private static final Set<Precision> SEEN = EnumSet.noneOf(Precision.class);

    /** Notes what a product would be computed in. */
    private record Witness() implements Layer {
        @Override
        public Shape outputShape(Shape input) {
            return input;
        }

        @Override
        public Tensor call(Tensor input, Weights weights, Phase phase) {
            SEEN.add(PrecisionScope.current());
            return input;
        }
    }

    @BeforeEach
    void forget() {
        SEEN.clear();
    }

    private static Sequential model() {
        return new Sequential(new Witness(), new Dense(1)).seed(1);
    }

    private static void requireSeen(Precision precision) {
        assertEquals(Set.of(precision), SEEN);
        SEEN.clear();
    }

    private static void requireAllSteps(Sequential model, Precision precision) {
        SEEN.clear();
        model.fit(X, Y, QUIET);
        requireSeen(precision);
        model.evaluate(X, Y);
        requireSeen(precision);
        model.predict(X);
        requireSeen(precision);
    }

    @Test
    void allStepsHaveTheChosenPrecision() {
        Sequential model = model();
        model.compile(new CompileOptions("sgd", "mse").precision(Precision.BFLOAT16).metrics("mae"));
        try (PrecisionScope _ = PrecisionScope.open(Precision.TENSOR_FLOAT32)) {
            requireAllSteps(model, Precision.BFLOAT16);
        }
    }

    @Test
    void withoutAChoiceItIsThatOfTheScopeAroundCompile() {
        Sequential model = model();
        try (PrecisionScope _ = PrecisionScope.open(Precision.TENSOR_FLOAT32)) {
            model.compile("sgd", "mse");
        }
        requireAllSteps(model, Precision.TENSOR_FLOAT32);
        model.compile("sgd", "mse");
        requireAllSteps(model, Precision.FULL);
    }

    @Test
    void aModelThatIsNotCompiledPredictsInThePrecisionOfTheScope() {
        Sequential model = model();
        model.predict(X);
        assertTrue(SEEN.remove(Precision.FULL), SEEN.toString());
        try (PrecisionScope _ = PrecisionScope.open(Precision.FLOAT16)) {
            model.predict(X);
        }
        requireSeen(Precision.FLOAT16);
    }
}
