package io.gyre.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.common.record.internal.FileRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;

/**
 * What lies in the log segments of a broker that has stopped: the files {@code
 * TOPIC-PARTITION/….log}.
 *
 * @param folder the broker's log directory
 */
record LogSegments(Path folder) {

  /**
   * What was written to a topic, or under some of its keys.
   *
   * @param records without the markers at the ends of transactions
   * @param content bytes of their keys and values
   * @param bytes on disk: compressed, with all headers and markers; 0 if it is not known
   */
  record Written(long records, long content, long bytes) {

    static final Written NOTHING = new Written(0, 0, 0);

    Written plus(Written other) {
      return new Written(records + other.records, content + other.content, bytes + other.bytes);
    }
  }

  /** Sums up every topic of which there are any bytes, but for the controller's metadata. */
  SortedMap<String, Written> byTopic() throws IOException {
    SortedMap<String, Written> topics = new TreeMap<>();
    try (var partitions = Files.list(folder)) {
      for (Path partition : partitions.filter(Files::isDirectory).toList()) {
        String topic = partition.getFileName().toString().replaceFirst("-\\d+$", "");
        if (!topic.equals("__cluster_metadata")) {
          batches(partition, batch -> topics.merge(topic, written(batch), Written::plus));
        }
      }
    }
    return topics;
  }

  private static Written written(RecordBatch batch) {
    Written records = new Written(0, 0, batch.sizeInBytes());
    if (!batch.isControlBatch()) {
      for (Record record : batch) {
        records = records.plus(new Written(1, content(record), 0));
      }
    }
    return records;
  }

  /**
   * Sums up the records of a topic by their keys. Numbers in keys are told apart no more: {@code
   * tail/17} counts as {@code tail/N}.
   *
   * @param topic whose keys are text, as those of a state are
   */
  SortedMap<String, Written> byKey(String topic) throws IOException {
    SortedMap<String, Written> keys = new TreeMap<>();
    Consumer<RecordBatch> adding =
        batch -> {
          for (Record record : batch.isControlBatch() ? List.<Record>of() : batch) {
            keys.merge(name(record), new Written(1, content(record), 0), Written::plus);
          }
        };
    try (var partitions = Files.newDirectoryStream(folder, topic + "-[0-9]*")) {
      for (Path partition : partitions) {
        batches(partition, adding);
      }
    }
    return keys;
  }

  private static long content(Record record) {
    return Math.max(0, record.keySize()) + Math.max(0, record.valueSize());
  }

  private static String name(Record record) {
    byte[] key = new byte[Math.max(0, record.keySize())];
    if (record.hasKey()) {
      record.key().get(key);
    }
    String text = new String(key, ISO_8859_1).replaceAll("(?<![a-z0-9-])\\d+", "N");
    return text.matches("[ -~]*") ? text : "(binary)";
  }

  private static void batches(Path partition, Consumer<RecordBatch> each) throws IOException {
    List<Path> segments = new ArrayList<>();
    try (var files = Files.newDirectoryStream(partition, "*.log")) {
      files.forEach(segments::add);
    }
    for (Path segment : segments) {
      try (FileRecords records = FileRecords.open(segment.toFile(), false)) {
        records.batches().forEach(each);
      }
    }
  }
}
