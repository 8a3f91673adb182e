/**
 * Points and their sources.
 *
 * <pre>
 *  Spirals   endless, drifting, i-th point = f(settings, i)  ─┬─► Point ──► PointJson (plain form)
 *  record    reads records of any shape, from topic or file   ─┘
 * </pre>
 *
 * <p>May use the JDK, Jackson and {@link io.gyre.GyreException}; nothing else of Gyre, and not
 * Kafka.
 */
package io.gyre.data;
