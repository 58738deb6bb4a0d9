/** The OpenCL backend: kernels rendered as OpenCL C, on any device with an OpenCL 1.2 driver. */
module org.garam.backend.opencl {
    requires org.garam.engine;
    requires org.garam.kernels;
    requires org.lwjgl;
    requires org.lwjgl.opencl;

    provides org.garam.spi.BackendProvider with org.garam.backend.opencl.OpenClBackendProvider;
}
