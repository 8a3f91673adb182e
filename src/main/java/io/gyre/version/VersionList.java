package io.gyre.version;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gyre.GyreException;
import io.gyre.words.PrintableText;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The versions that there are, and the requests for more, as their records come. */
public final class VersionList {

  private static final Logger LOG = LoggerFactory.getLogger(VersionList.class);

  /** By the keys of their records. */
  private final Map<String, Version> versions = new HashMap<>();

  private final Map<String, VersionRequest> requests = new LinkedHashMap<>();

  /** Tells whether the list lies on a partition of the topic of versions. */
  public static boolean isOn(TopicPartition partition) {
    return partition.partition() == VersionTopic.LIST;
  }

  /**
   * Takes a record of the partition of the list; others are left out. What a key has last counts,
   * as on a compacted topic: what cannot be read takes away what was there.
   */
  public void add(ConsumerRecord<byte[], byte[]> found) {
    if (found.partition() != VersionTopic.LIST || found.key() == null) {
      return;
    }
    String key = new String(found.key(), UTF_8);
    String request = VersionTopic.requestId(key);
    versions.remove(key);
    if (found.value() == null) {
      requests.remove(request);
      return;
    }
    try {
      if (request != null) {
        requests.put(request, new VersionRequest(request, new String(found.value(), UTF_8)));
        return;
      }
      Version version = Version.parse(found.value());
      if (!Arrays.equals(VersionTopic.key(version.number()), found.key())) {
        throw new IllegalArgumentException("expected version %d".formatted(version.number()));
      }
      versions.put(key, version);
    } catch (IOException | IllegalArgumentException e) {
      requests.remove(request);
      LOG.warn(
          "{} partition {} offset {} is passed over: {} is no version and no request that this Gyre knows, but of somebody else or of a later Gyre ({})",
          found.topic(),
          found.partition(),
          found.offset(),
          PrintableText.brief(key),
          e.getMessage());
    }
  }

  /** Returns the versions, by their numbers. */
  public List<Version> versions() {
    return versions.values().stream().sorted(Comparator.comparing(Version::number)).toList();
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
                    versions.isEmpty()
                        ? ", and no other"
                        : ", only " + versions().stream().map(Version::number).toList()));
  }
}
