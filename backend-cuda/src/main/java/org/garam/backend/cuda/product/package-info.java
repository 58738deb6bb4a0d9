/**
 * Kernels that NVIDIA's libraries can run too: matrix products and softmax in the libraries' terms, and whether one of
 * them or Garam's own function is fastest for a kernel.
 */
package org.garam.backend.cuda.product;
