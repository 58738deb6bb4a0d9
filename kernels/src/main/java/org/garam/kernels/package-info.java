/**
 * Rendering of a plan's kernels as C that is valid OpenCL C and CUDA C. It needs no device; the backends for both build
 * on it. This version of Garam has no rendering yet.
 */
package org.garam.kernels;
