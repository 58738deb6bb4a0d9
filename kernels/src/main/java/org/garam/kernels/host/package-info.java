/**
 * What the hosts of devices that compile C have in common: buffers with a handle, compiled functions, files that are kept
 * between processes, and what a developer can ask for.
 */
package org.garam.kernels.host;
