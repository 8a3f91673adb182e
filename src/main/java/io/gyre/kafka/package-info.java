/**
 * Kafka's clients, questions to a cluster, the settings of Kafka Streams, and texts of failures.
 *
 * <pre>
 *  ClientProperties ─► ClusterAccess ─► admin, consumer, producer
 *  StreamsConfiguration ────────────► StreamsClients ─► those of Kafka Streams
 *
 *  ClusterAdmin, ConsumerGroup ─► KafkaFutures ─► an answer, or Kafka's own exception
 *  TopicReader ─► records that are committed
 *  KafkaErrorText ─► one message for a person
 * </pre>
 *
 * <p>May use kafka-clients, Kafka Streams and RocksDB, but nothing of Gyre.
 */
package io.gyre.kafka;
