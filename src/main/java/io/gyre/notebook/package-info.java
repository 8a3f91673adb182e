/**
 * The figures of the teaching notebook, as PNG files.
 *
 * <p>May use {@code io.gyre.data}, {@code io.gyre.learning}, XChart and Java2D. Runs without a
 * display and without fonts on the machine.
 */
package io.gyre.notebook;
