/** The CPU backend: pure Java, vectorised where the incubating Vector API is there. */
module org.garam.backend.cpu {
    requires org.garam.engine;
    requires static jdk.incubator.vector;

    provides org.garam.spi.BackendProvider with org.garam.backend.cpu.CpuBackendProvider;
}
