/**
 * The one place for Kafka: its clients, questions to a cluster, the settings of Kafka Streams, and
 * Kafka's failures in words.
 *
 * <pre>
 *  ClusterAccess, ClientProperties ─► Clients ─► admin, consumer, producer
 *  StreamsConfiguration ────────────► StreamsClients ─► those of Kafka Streams
 *
 *  ClusterAdmin, ConsumerGroup ─► KafkaFutures ─► an answer, or Kafka's own exception
 *  TopicReader ─► records that are committed
 *  TopicAdminErrors, KafkaErrorText ─► one message for a person
 * </pre>
 *
 * <p>May use kafka-clients, Kafka Streams and RocksDB, and nothing of Gyre.
 */
package io.gyre.kafka;
