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
    exports org.garam.data;

    uses org.garam.spi.BackendProvider;
}
