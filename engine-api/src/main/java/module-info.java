/** The engine: tensors, programs, automatic differentiation, plans, the backend interface and the model API. */
module org.garam.engine {
    requires java.net.http;

    exports org.garam.tensor;
    exports org.garam.op;
    exports org.garam.program;
    exports org.garam.autodiff;
    exports org.garam.plan;
    exports org.garam.spi;
    exports org.garam.runtime;
    exports org.garam.model;
    exports org.garam.model.activation;
    exports org.garam.model.callback;
    exports org.garam.model.constraint;
    exports org.garam.model.initializer;
    exports org.garam.model.layer;
    exports org.garam.model.loss;
    exports org.garam.model.metric;
    exports org.garam.model.optimizer;
    exports org.garam.model.state;
    exports org.garam.model.regularizer;
    exports org.garam.data;
    exports org.garam.data.generator;
    exports org.garam.data.preprocessing;
    exports org.garam.data.random;

    uses org.garam.spi.BackendProvider;
}
