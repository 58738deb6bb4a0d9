/**
 * How it is computed: {@link org.garam.plan.Lowering} turns a program into kernels over planned memory. A device
 * sees nothing else.
 */
package org.garam.plan;
