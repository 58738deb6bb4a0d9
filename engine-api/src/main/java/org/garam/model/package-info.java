/**
 * Models, in the shape Keras gave them: {@link org.garam.model.Sequential}, its training and what it reports.
 */
package org.garam.model;
