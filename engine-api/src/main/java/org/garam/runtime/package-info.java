/**
 * Tensors, and the engine that runs what is done to them: at once, or traced and compiled.
 */
package org.garam.runtime;
