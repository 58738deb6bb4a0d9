/** Renders the kernels of a plan to C. */
module org.garam.kernels {
    requires org.garam.engine;

    exports org.garam.kernels;
    exports org.garam.kernels.host;
}
