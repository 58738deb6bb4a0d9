/**
 * Data sets: readers of files, downloads, generators. Plain Java values, no tensors.
 */
package org.garam.data;
