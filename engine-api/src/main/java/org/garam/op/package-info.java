/**
 * What can be computed: about twenty small operations, each with the one rule that gives its result's type, and
 * the scalar functions they apply.
 */
package org.garam.op;
