/**
 * Turns the fields of a record into the columns of numbers that learners see, and learns the
 * columns from the points.
 *
 * <pre>
 *  Fields ──► Encoder ──► row      a double for each slot: as it came, or NaN
 *                           │      (rows are what the memory of the last points holds)
 *                           └────► active columns: numbers, and columns that are 1
 * </pre>
 *
 * <p>May use {@code io.gyre.data} and {@code io.gyre.state}.
 */
package io.gyre.encoding;
