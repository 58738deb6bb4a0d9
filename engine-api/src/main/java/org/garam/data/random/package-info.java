/**
 * NumPy's older random numbers, so that data made or split from a seed are those of a Python tutorial.
 */
package org.garam.data.random;
