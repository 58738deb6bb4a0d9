package org.garam.backend.cuda;

import org.garam.backend.cuda.product.KernelWay;

class CublasConformanceTest extends WayConformance {
    CublasConformanceTest() {
        super(KernelWay.CUBLAS, "cublasGemmEx");
    }
}
