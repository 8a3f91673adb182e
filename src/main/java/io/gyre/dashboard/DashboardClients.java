package io.gyre.dashboard;

import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;

/**
 * Makes Kafka clients; whoever asks closes them.
 *
 * @param admin makes an admin client, without waiting for a broker
 * @param consumer makes a read-committed consumer without a group, given more of its settings
 */
public record DashboardClients(
    Supplier<Admin> admin, Function<Map<String, Object>, Consumer<byte[], byte[]>> consumer) {}
