/**
 * What is remembered, in named parts that can be stored and read again.
 *
 * <p>May use the JDK and {@link io.gyre.GyreException} alone.
 */
package io.gyre.state;
