package org.garam.model.layer;

import org.garam.model.initializer.Initializer;
import org.garam.tensor.Shape;

/**
 * One weight of a layer.
 *
 * @param name as Keras names it: {@code kernel}, {@code bias}
 * @param shape its shape
 * @param initializer what it holds at first
 * @param trainable whether gradients are taken with respect to it
 */
public record WeightSpec(String name, Shape shape, Initializer initializer, boolean trainable) {}
