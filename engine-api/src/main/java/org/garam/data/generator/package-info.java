/**
 * Made-up samples for tutorials and tests, as scikit-learn makes them: from the same seed come the same numbers.
 */
package org.garam.data.generator;
