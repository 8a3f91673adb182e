/**
 * Points and where they come from.
 *
 * <pre>
 *  Spirals   endless, drifting, i-th point = f(settings, i)  ──► Point ◄─► PointJson (topic)
 * </pre>
 *
 * <p>May use the JDK, Jackson and {@link io.gyre.GyreException}; nothing else of Gyre, and never
 * Kafka.
 */
package io.gyre.data;
