/**
 * A Kafka broker inside this JVM, for a laptop: one node, loopback only, its data in a folder.
 *
 * <pre>
 *   folder/lock   held while the broker runs
 *   folder/log    Kafka's log directory: the metadata, topics and committed offsets
 * </pre>
 *
 * <p>The only user of Kafka's server classes, which are not a public interface and may change with
 * any release of Kafka.
 */
package io.gyre.broker;
