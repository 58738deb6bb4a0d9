/**
 * Plain values everything is said in: element types, shapes, and both together.
 */
package org.garam.tensor;
