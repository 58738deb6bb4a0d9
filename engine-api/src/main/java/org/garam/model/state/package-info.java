/** What a training run has come to, as named values, and the file they are kept in. */
package org.garam.model.state;
