/**
 * Reverse-mode differentiation, which appends to a program the nodes that compute gradients.
 */
package org.garam.autodiff;
