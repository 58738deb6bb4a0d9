/**
 * What a device has to do: allocate, compile a plan, bind it to buffers, run it. Backends implement this package.
 */
package org.garam.spi;
