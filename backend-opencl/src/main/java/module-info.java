/** The OpenCL backend. */
module org.garam.backend.opencl {
    requires org.garam.engine;
    requires org.garam.kernels;

    provides org.garam.spi.BackendProvider with org.garam.backend.opencl.OpenClBackendProvider;
}
