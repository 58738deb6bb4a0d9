/** The CUDA backend. */
module org.garam.backend.cuda {
    requires org.garam.engine;
    requires org.garam.kernels;
    requires jcuda;
    requires jcublas;
    requires jcudnn;

    provides org.garam.spi.BackendProvider with org.garam.backend.cuda.CudaBackendProvider;
}
