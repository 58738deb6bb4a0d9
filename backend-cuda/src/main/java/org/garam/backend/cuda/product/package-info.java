/**
 * Matrix products: a kernel of a plan in the terms of NVIDIA's libraries, and which of these or Garam's own kernel is
 * fastest for it.
 */
package org.garam.backend.cuda.product;
