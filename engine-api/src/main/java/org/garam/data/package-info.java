/**
 * Data sets: pipelines of elements ({@link org.garam.data.Dataset}), readers of files, downloads, generated images. Plain
 * Java values; they become tensors when a model or a user makes them so.
 */
package org.garam.data;
