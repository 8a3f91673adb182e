package io.gyre.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.bench.LogSegments.Written;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.EndTransactionMarker;
import org.apache.kafka.common.record.internal.FileRecords;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogSegmentsTest {

  private static final MemoryRecords MARKER =
      MemoryRecords.withEndTransactionMarker(
          7, (short) 0, new EndTransactionMarker(ControlRecordType.COMMIT, 0));

  @TempDir private Path folder;

  private int write(String segment, MemoryRecords... batches) throws IOException {
    Path file = folder.resolve(segment);
    Files.createDirectories(file.getParent());
    try (FileRecords records = FileRecords.open(file.toFile())) {
      for (MemoryRecords batch : batches) {
        records.append(batch);
      }
      return records.sizeInBytes();
    }
  }

  private static MemoryRecords batch(String... keys) {
    SimpleRecord[] records = new SimpleRecord[keys.length];
    for (int i = 0; i < keys.length; i++) {
      records[i] = new SimpleRecord(keys[i].getBytes(UTF_8), new byte[100]);
    }
    return MemoryRecords.withRecords(Compression.lz4().build(), records);
  }

  @Test
  void shouldSumUpAllPartitionsAndSegmentsOfATopic() throws IOException {
    int bytes = write("my-topic-0/0.log", batch("a", "b"), MARKER);
    bytes += write("my-topic-0/2.log", batch("c"));
    bytes += write("my-topic-11/0.log", batch("d"));
    int other = write("other-0/0.log", batch("e"));
    write("empty-0/0.log");
    write("__cluster_metadata-0/0.log", batch("f"));
    Files.writeString(folder.resolve("meta.properties"), "version=1");

    assertThat(new LogSegments(folder).byTopic())
        .hasSize(2)
        .containsEntry("my-topic", new Written(4, 404, bytes))
        .containsEntry("other", new Written(1, 101, other));
  }

  @Test
  void shouldTakeKeysThatDifferInNumbersTogether() throws IOException {
    write("state-0/0.log", batch("tail/7", "tail/8", "learner/net-2/model#3"), MARKER);
    write("state-0/5.log", batch("tail/512", "\u0001"));
    write("state-of-another-0/0.log", batch("tail/1"));

    assertThat(new LogSegments(folder).byKey("state"))
        .hasSize(3)
        .containsEntry("tail/N", new Written(3, 6 + 6 + 8 + 300, 0))
        .containsEntry("learner/net-2/model#N", new Written(1, 21 + 100, 0))
        .containsEntry("(binary)", new Written(1, 1 + 100, 0));
  }
}
