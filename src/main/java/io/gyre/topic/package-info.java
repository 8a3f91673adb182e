/**
 * The records on the topics, one typed constant per topic, and the creation of the topics.
 *
 * <pre>
 *   topics/*.json ──► TopicDefinition ──► Topic&lt;V&gt; ──► serializer, deserializer of V
 *                                            └──► Provisioner ──► the cluster's topics
 * </pre>
 *
 * <p>The files of the folder {@code topics/}, packaged as resources, are the single source of truth
 * for names, configurations, schemas and examples. Only scores follow from {@code io.gyre.scoring}:
 * those that are newer than their schema in Avro are added to it.
 */
package io.gyre.topic;
