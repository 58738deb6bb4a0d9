/**
 * NVIDIA's libraries: where they are found, which of several versions is taken, and how they are called. Nothing
 * outside of this package knows which version a machine has.
 */
package org.garam.backend.cuda.library;
