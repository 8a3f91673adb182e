package io.gyre.version;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gyre.GyreException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The versions that there are, and the requests for more, as their records come. */
public final class VersionList {

  private static final Logger LOG = LoggerFactory.getLogger(VersionList.class);

  private final Map<Integer, Version> versions = new TreeMap<>();
  private final Map<String, VersionRequest> requests = new LinkedHashMap<>();

  /** Tells whether the list lies on a partition of the topic of versions. */
  public static boolean isOn(TopicPartition partition) {
    return partition.partition() == VersionTopic.LIST;
  }

  /** Takes a record of the partition of the list; others are left out. Its key's last counts. */
  public void add(ConsumerRecord<byte[], byte[]> found) {
    if (found.partition() != VersionTopic.LIST || found.key() == null) {
      return;
    }
    String key = new String(found.key(), UTF_8);
    String request = VersionTopic.requestId(key);
    versions.values().removeIf(each -> VersionTopic.isOf(key, each));
    requests.remove(request);
    try {
      if (found.value() != null && request != null) {
        requests.put(request, new VersionRequest(request, new String(found.value(), UTF_8)));
      } else if (found.value() != null) {
        Version version = Version.parse(found.value());
        if (version == null || !VersionTopic.isOf(key, version)) {
          throw new IllegalArgumentException("expected version/NUMBER, and its description");
        }
        versions.put(version.number(), version);
      }
    } catch (IOException | IllegalArgumentException e) {
      // The others can be used all the same.
      LOG.info(
          "{} partition 0 offset {} is of somebody else or of a later Gyre, and is passed over ({})",
          found.topic(),
          found.offset(),
          e.getMessage());
    }
  }

  /** Returns the versions, by their numbers. */
  public List<Version> versions() {
    return List.copyOf(versions.values());
  }

  /** Returns the requests that are open, in their order. */
  public List<VersionRequest> requests() {
    return List.copyOf(requests.values());
  }

  /**
   * Returns the version of a number or name; of several with a name, the last.
   *
   * @throws GyreException if there is none
   */
  public Version find(String numberOrName) {
    return versions().stream()
        .filter(
            each ->
                String.valueOf(each.number()).equals(numberOrName)
                    || !each.isUnnamed() && each.name().equals(numberOrName))
        .reduce((before, after) -> after)
        .orElseThrow(
            () ->
                GyreException.of(
                    "there is no version %s%s",
                    numberOrName,
                    versions.isEmpty() ? ", and no other" : ", only " + versions.keySet()));
  }
}
