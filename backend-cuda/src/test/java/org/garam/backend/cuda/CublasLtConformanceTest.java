package org.garam.backend.cuda;

import org.garam.backend.cuda.product.KernelWay;

class CublasLtConformanceTest extends WayConformance {
    CublasLtConformanceTest() {
        super(KernelWay.CUBLASLT, "cublasLtMatmul");
    }
}
