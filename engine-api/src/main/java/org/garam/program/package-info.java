/**
 * What is to be computed: a flat, typed list of values, each assigned once, and how it is built and printed.
 */
package org.garam.program;
