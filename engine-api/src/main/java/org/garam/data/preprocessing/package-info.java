/**
 * What is done to data before a model sees them, as in scikit-learn and Keras: splitting, scaling, one-hot classes.
 */
package org.garam.data.preprocessing;
