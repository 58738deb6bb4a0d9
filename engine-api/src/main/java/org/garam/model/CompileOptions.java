package org.garam.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.garam.argument.Required;
import org.garam.model.loss.Loss;
import org.garam.model.loss.Losses;
import org.garam.model.loss.Reduction;
import org.garam.model.metric.Metric;
import org.garam.model.metric.Metrics;
import org.garam.model.optimizer.LossScaleOptimizer;
import org.garam.model.optimizer.Optimizer;
import org.garam.model.optimizer.Optimizers;
import org.garam.op.Precision;
import org.garam.runtime.PrecisionScope;
import org.garam.tensor.DType;
import org.garam.tensor.TensorType;

/**
 * How a model is trained, for what the short forms of {@code compile} do not cover: names and objects mixed, metrics
 * that count sample weights, and the precision of matrix products. Immutable; each method returns a new one.
 *
 * {@snippet :
 * model.compile(new CompileOptions("sgd", "mse").metrics("mae").weightedMetrics("mse"));
 * }
 */
public final class CompileOptions {
    /** A metric by name, to be found once the model's output is known, or a metric itself. */
    sealed interface Choice {
        /** Whether sample weights count. */
        boolean weighted();
    }

    record ByName(String name, boolean weighted) implements Choice {}

    record Given(Metric metric, boolean weighted) implements Choice {}

    private static final String METRIC = "its name or an object, for example \"accuracy\" or new AUC()";
    private static final TensorType ANY = TensorType.of(DType.FLOAT32, 1, 1);

    private final Optimizer optimizer;
    private final Loss loss;
    private final List<Choice> choices;
    private final Optional<Precision> precision;

    private CompileOptions(Optimizer optimizer, Loss loss, List<Choice> choices, Optional<Precision> precision) {
        this.optimizer = Required.given("compile", "the optimizer", optimizer,
                "its name or an object, for example \"sgd\" or new SGD(0.01)");
        this.loss = Required.given("compile", "the loss", loss,
                "its name or an object, for example \"mse\" or new MeanSquaredError()");
        if (loss.reduction() == Reduction.NONE) {
            throw new IllegalArgumentException("the loss " + loss.name() + " has the reduction none, which leaves one"
                    + " number for each sample, but training minimizes a single number; take the reduction "
                    + Reduction.SUM_OVER_BATCH_SIZE + ", " + Reduction.SUM + " or "
                    + Reduction.MEAN_WITH_SAMPLE_WEIGHT);
        }
        this.choices = List.copyOf(choices);
        this.precision = precision;
    }

    /** Starts without metrics. */
    public CompileOptions(Optimizer optimizer, Loss loss) {
        this(optimizer, loss, List.of(), Optional.empty());
    }

    /**
     * Starts without metrics.
     *
     * @param optimizer its name, for example {@code "adam"}, with Keras' defaults
     * @param loss its name, for example {@code "mse"} or {@code "sparse_categorical_crossentropy"}
     * @throws IllegalArgumentException if a name is unknown; the message lists the known ones
     */
    public CompileOptions(String optimizer, String loss) {
        this(Optimizers.named(optimizer), Losses.named(loss));
    }

    /** Starts without metrics. */
    public CompileOptions(Optimizer optimizer, String loss) {
        this(optimizer, Losses.named(loss));
    }

    /** Starts without metrics. */
    public CompileOptions(String optimizer, Loss loss) {
        this(Optimizers.named(optimizer), loss);
    }

    /** {@return how weights follow their gradient} */
    public Optimizer optimizer() {
        return optimizer;
    }

    /** {@return these, with the loss scaled if it is not already} */
    CompileOptions scalingLoss() {
        return optimizer instanceof LossScaleOptimizer ? this
                : new CompileOptions(new LossScaleOptimizer(optimizer), loss, choices, precision);
    }

    /** {@return these, with the precision of this thread's scope if none was chosen} */
    CompileOptions withPrecision() {
        return precision.isPresent() ? this : precision(PrecisionScope.current());
    }

    /** {@return what is minimized} */
    public Loss loss() {
        return loss;
    }

    List<Choice> choices() {
        return choices;
    }

    /** {@return the precision of the model's matrix products, if one was chosen} */
    Optional<Precision> precision() {
        return precision;
    }

    /**
     * {@return these with a precision for all matrix products of the model's steps, to train, evaluate and predict} If
     * none is chosen, it is that of the {@link PrecisionScope} in which {@code compile} is called. It is about factors
     * of float32: under a policy with another type to compute in, they are taken as they are.
     */
    public CompileOptions precision(Precision chosen) {
        return new CompileOptions(optimizer, loss, choices, Optional.of(Required.given("compile", "the precision",
                chosen, "a Precision, for example Precision.TENSOR_FLOAT32")));
    }

    /**
     * {@return these and more metrics, to which all samples count alike}
     *
     * @throws IllegalArgumentException if a name is unknown; the message lists the known ones
     */
    public CompileOptions metrics(String... names) {
        return with(byName(false, names));
    }

    /** {@return these and more metrics, to which all samples count alike} */
    public CompileOptions metrics(Metric first, Metric... more) {
        return with(given(first, false, more));
    }

    /** {@return these and more metrics, to which samples count by their sample and class weights} */
    public CompileOptions weightedMetrics(String... names) {
        return with(byName(true, names));
    }

    /** {@return these and more metrics, to which samples count by their sample and class weights} */
    public CompileOptions weightedMetrics(Metric first, Metric... more) {
        return with(given(first, true, more));
    }

    private static List<ByName> byName(boolean weighted, String... names) {
        // Which metric a name means depends on the data, but whether it means one does not.
        for (String name : Required.each("compile", "metric", names, METRIC)) {
            Metrics.resolve(name, ANY, ANY);
        }
        return Stream.of(names).map(name -> new ByName(name, weighted)).toList();
    }

    private static List<Given> given(Metric first, boolean weighted, Metric... more) {
        List<Given> choices = new ArrayList<>();
        choices.add(new Given(Required.given("compile", "the first metric", first, METRIC), weighted));
        for (Metric metric : Required.each("compile", "further metric", more, METRIC)) {
            choices.add(new Given(metric, weighted));
        }
        return choices;
    }

    private CompileOptions with(List<? extends Choice> added) {
        List<Choice> all = new ArrayList<>(choices);
        all.addAll(added);
        return new CompileOptions(optimizer, loss, all, precision);
    }
}
