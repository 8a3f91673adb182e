package io.gyre.crash;

import io.gyre.topic.Origin;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What is committed on a journal, against the topics that were merged to it. */
final class JournalContents {

  private JournalContents() {}

  /**
   * Says what is wrong, or nothing: each record of each source partition must be there once, in the
   * order of its offsets.
   *
   * @param ends the offset after the last record, by topic and partition as {@code points-0}
   */
  static String faults(List<ConsumerRecord<byte[], byte[]>> journal, Map<String, Long> ends) {
    StringBuilder faults = new StringBuilder();
    Map<String, Long> next = new TreeMap<>();
    for (ConsumerRecord<byte[], byte[]> record : journal) {
      Origin origin = Origin.of(record.headers());
      if (origin == null) {
        faults.append("offset %d does not say where it came from%n".formatted(record.offset()));
        continue;
      }
      String source = origin.topic() + "-" + origin.partition();
      long expected = next.getOrDefault(source, 0L);
      if (origin.offset() != expected && faults.length() < 2000) {
        faults.append(
            "journal offset %d: expected %s offset %d, found %d%n"
                .formatted(record.offset(), source, expected, origin.offset()));
      }
      next.put(source, origin.offset() + 1);
    }
    if (!next.equals(ends)) {
      faults.append("merged up to %s, expected %s%n".formatted(next, ends));
    }
    return faults.toString();
  }
}
