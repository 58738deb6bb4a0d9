package org.garam.conformance.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.garam.model.optimizer.Adadelta;
import org.garam.model.optimizer.Adagrad;
import org.garam.model.optimizer.Adam;
import org.garam.model.optimizer.AdamW;
import org.garam.model.optimizer.Adamax;
import org.garam.model.optimizer.CosineDecay;
import org.garam.model.optimizer.CosineDecayRestarts;
import org.garam.model.optimizer.ExponentialDecay;
import org.garam.model.optimizer.Ftrl;
import org.garam.model.optimizer.InverseTimeDecay;
import org.garam.model.optimizer.LearningRate;
import org.garam.model.optimizer.Lion;
import org.garam.model.optimizer.Nadam;
import org.garam.model.optimizer.Optimizer;
import org.garam.model.optimizer.PiecewiseConstantDecay;
import org.garam.model.optimizer.PolynomialDecay;
import org.garam.model.optimizer.RMSprop;
import org.garam.model.optimizer.SGD;

/** Makes the engine's optimizers and schedules from Keras' names and settings, or tells which feature is missing. */
final class KerasOptimizers {
    private KerasOptimizers() {}

    static Optimizer optimizer(String name, JsonNode kwargs) {
        Settings settings = new Settings("optimizer " + name, kwargs);
        LearningRate rate = rate(settings, "SGD".equals(name) ? 0.01 : 0.001);
        Optimizer plain = switch (name) {
            case "SGD" -> new SGD(rate, settings.number("momentum", 0), settings.flag("nesterov", false));
            case "RMSprop" -> new RMSprop(rate, settings.number("rho", 0.9), settings.number("momentum", 0),
                    settings.number("epsilon", 1e-7), settings.flag("centered", false));
            case "Adagrad" -> new Adagrad(rate, settings.number("initial_accumulator_value", 0.1),
                    settings.number("epsilon", 1e-7));
            case "Adadelta" -> new Adadelta(rate, settings.number("rho", 0.95), settings.number("epsilon", 1e-7));
            case "Adam" -> new Adam(rate, settings.number("beta_1", 0.9), settings.number("beta_2", 0.999),
                    settings.number("epsilon", 1e-7), settings.flag("amsgrad", false));
            case "AdamW" -> new AdamW(rate, settings.number("weight_decay", 0.004), settings.number("beta_1", 0.9),
                    settings.number("beta_2", 0.999), settings.number("epsilon", 1e-7),
                    settings.flag("amsgrad", false));
            case "Adamax" -> new Adamax(rate, settings.number("beta_1", 0.9), settings.number("beta_2", 0.999),
                    settings.number("epsilon", 1e-7));
            case "Nadam" -> new Nadam(rate, settings.number("beta_1", 0.9), settings.number("beta_2", 0.999),
                    settings.number("epsilon", 1e-7));
            case "Ftrl" -> new Ftrl(rate, settings.number("learning_rate_power", -0.5),
                    settings.number("initial_accumulator_value", 0.1),
                    settings.number("l1_regularization_strength", 0),
                    settings.number("l2_regularization_strength", 0),
                    settings.number("l2_shrinkage_regularization_strength", 0), settings.number("beta", 0));
            case "Lion" -> new Lion(rate, settings.number("beta_1", 0.9), settings.number("beta_2", 0.99));
            default -> throw new UnsupportedFeatureException("optimizer " + name);
        };
        return settings.complete(withOptions(plain, settings));
    }

    private static Optimizer withOptions(Optimizer plain, Settings settings) {
        Optimizer optimizer = plain;
        if (settings.has("weight_decay")) {
            optimizer = optimizer.weightDecay(settings.number("weight_decay", 0));
        }
        if (settings.has("clipvalue")) {
            optimizer = optimizer.clipValue(settings.number("clipvalue", 0));
        }
        if (settings.has("clipnorm")) {
            optimizer = optimizer.clipNorm(settings.number("clipnorm", 0));
        }
        if (settings.has("global_clipnorm")) {
            optimizer = optimizer.globalClipNorm(settings.number("global_clipnorm", 0));
        }
        if (settings.flag("use_ema", false)) {
            double momentum = settings.number("ema_momentum", 0.99);
            optimizer = settings.has("ema_overwrite_frequency")
                    ? optimizer.exponentialMovingAverage(momentum, settings.integer("ema_overwrite_frequency", 0))
                    : optimizer.exponentialMovingAverage(momentum);
        }
        if (settings.has("gradient_accumulation_steps")) {
            optimizer = optimizer.gradientAccumulationSteps(settings.integer("gradient_accumulation_steps", 0));
        }
        return optimizer;
    }

    private static LearningRate rate(Settings settings, double otherwise) {
        JsonNode schedule = settings.object("learning_rate");
        return schedule == null ? LearningRate.constant(settings.number("learning_rate", otherwise))
                : schedule(schedule.get("schedule").asText(), schedule);
    }

    static LearningRate schedule(String name, JsonNode config) {
        Settings settings = new Settings("schedule " + name, config);
        settings.text("schedule", name);
        double initial = settings.number("initial_learning_rate", 0);
        return settings.complete(switch (name) {
            case "ExponentialDecay" -> new ExponentialDecay(initial, settings.number("decay_steps", 0),
                    settings.number("decay_rate", 0), settings.flag("staircase", false));
            case "InverseTimeDecay" -> new InverseTimeDecay(initial, settings.number("decay_steps", 0),
                    settings.number("decay_rate", 0), settings.flag("staircase", false));
            case "PolynomialDecay" -> new PolynomialDecay(initial, settings.number("decay_steps", 0),
                    settings.number("end_learning_rate", 0.0001), settings.number("power", 1),
                    settings.flag("cycle", false));
            case "PiecewiseConstantDecay" -> new PiecewiseConstantDecay(settings.integers("boundaries"),
                    numbers(settings.object("values")));
            case "CosineDecay" -> new CosineDecay(initial, settings.number("decay_steps", 0),
                    settings.number("alpha", 0),
                    settings.has("warmup_target") ? OptionalDouble.of(settings.number("warmup_target", 0))
                            : OptionalDouble.empty(),
                    settings.number("warmup_steps", 0));
            case "CosineDecayRestarts" -> new CosineDecayRestarts(initial, settings.number("first_decay_steps", 0),
                    settings.number("t_mul", 2), settings.number("m_mul", 1), settings.number("alpha", 0));
            default -> throw new UnsupportedFeatureException("schedule " + name);
        });
    }

    private static List<Double> numbers(JsonNode values) {
        List<Double> numbers = new ArrayList<>();
        values.forEach(value -> numbers.add(value.doubleValue()));
        return numbers;
    }
}
