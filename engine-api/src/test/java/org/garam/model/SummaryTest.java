package org.garam.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.garam.model.layer.BatchNormalization;
import org.garam.model.layer.Dense;
import org.garam.model.layer.Flatten;
import org.garam.model.layer.Input;
import org.garam.model.layer.LeakyReLU;
import org.garam.model.layer.Normalization;
import org.garam.model.layer.PReLU;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The tables are what Keras 3.15 prints for the same models. */
@ExtendWith(OnTestEngine.class)
class SummaryTest {
    private static String summary(Sequential model) {
        StringBuilder text = new StringBuilder();
        model.summary(text);
        return text.toString();
    }

    @Test
    void oneLayer() {
        assertEquals("""
                Model: "sequential"
                ┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━┓
                ┃ Layer (type)                    ┃ Output Shape           ┃       Param # ┃
                ┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━┩
                │ dense_1 (Dense)                 │ (None, 1)              │             5 │
                └─────────────────────────────────┴────────────────────────┴───────────────┘
                 Total params: 5 (20.00 B)
                 Trainable params: 5 (20.00 B)
                 Non-trainable params: 0 (0.00 B)

                """, summary(new Sequential(new Input(4), new Dense(1).named("dense_1"))));
    }

    @Test
    void withTheOptimizerOnceItWasUsed() {
        Sequential model = new Sequential(new Input(4), new Dense(8, "relu"), new Dense(3, "softmax").named("out"))
                .name("mlp");
        model.compile("adam", "sparse_categorical_crossentropy");
        model.fit(new float[2][4], new int[2], new FitOptions().verbose(0));
        assertEquals("""
                Model: "mlp"
                ┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━┓
                ┃ Layer (type)                    ┃ Output Shape           ┃       Param # ┃
                ┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━┩
                │ dense (Dense)                   │ (None, 8)              │            40 │
                ├─────────────────────────────────┼────────────────────────┼───────────────┤
                │ out (Dense)                     │ (None, 3)              │            27 │
                └─────────────────────────────────┴────────────────────────┴───────────────┘
                 Total params: 203 (812.00 B)
                 Trainable params: 67 (268.00 B)
                 Non-trainable params: 0 (0.00 B)
                 Optimizer params: 136 (544.00 B)

                """, summary(model));
    }

    @Test
    void weightsThatAreNotTrainedAreCountedApart() {
        Sequential model = new Sequential(new Input(4), new Normalization().adapt(new float[2][4]), new Dense(8),
                new BatchNormalization(), new PReLU(), new LeakyReLU(), new Dense(1)).name("m");
        model.compile("adam", "mse");
        model.fit(new float[2][4], new float[2], new FitOptions().verbose(0));
        assertEquals("""
                Model: "m"
                ┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━┓
                ┃ Layer (type)                    ┃ Output Shape           ┃       Param # ┃
                ┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━┩
                │ normalization (Normalization)   │ (None, 4)              │             9 │
                ├─────────────────────────────────┼────────────────────────┼───────────────┤
                │ dense (Dense)                   │ (None, 8)              │            40 │
                ├─────────────────────────────────┼────────────────────────┼───────────────┤
                │ batch_normalization             │ (None, 8)              │            32 │
                │ (BatchNormalization)            │                        │               │
                ├─────────────────────────────────┼────────────────────────┼───────────────┤
                │ p_re_lu (PReLU)                 │ (None, 8)              │             8 │
                ├─────────────────────────────────┼────────────────────────┼───────────────┤
                │ leaky_re_lu (LeakyReLU)         │ (None, 8)              │             0 │
                ├─────────────────────────────────┼────────────────────────┼───────────────┤
                │ dense_1 (Dense)                 │ (None, 1)              │             9 │
                └─────────────────────────────────┴────────────────────────┴───────────────┘
                 Total params: 246 (984.00 B)
                 Trainable params: 73 (292.00 B)
                 Non-trainable params: 25 (100.00 B)
                 Optimizer params: 148 (592.00 B)

                """, summary(model));
    }

    @Test
    void largeNumbersAreGrouped() {
        String text = summary(new Sequential(new Flatten(28, 28), new Dense(300), new Dense(100), new Dense(10)));
        assertTrue(text.contains("│ flatten (Flatten)               │ (None, 784)            │             0 │"), text);
        assertTrue(text.contains("│ dense (Dense)                   │ (None, 300)            │       235,500 │"), text);
        assertTrue(text.contains(" Total params: 266,610 (1.02 MB)\n"), text);
    }

    @Test
    void beforeTheShapeIsKnown() {
        String text = summary(new Sequential(new Dense(3), new Dense(1)));
        assertTrue(text.contains("│ dense_1 (Dense)                 │ ?                      │   0 (unbuilt) │"), text);
        assertTrue(text.contains(" Total params: 0 (0.00 B)\n"), text);
    }

    @Test
    void longNamesAreBroken() {
        String text = summary(new Sequential(new Dense(1).inputShape(2).named("the_last_one_of_all_layers")));
        assertTrue(text.contains("│ the_last_one_of_all_layers      │ (None, 1)              │             3 │\n"
                + "│ (Dense)                         │                        │               │\n"), text);
    }
}
