/**
 * State in named parts that can be stored and read again.
 *
 * <p>May use only the JDK and {@link io.gyre.GyreException}.
 */
package io.gyre.state;
