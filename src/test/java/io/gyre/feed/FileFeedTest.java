package io.gyre.feed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gyre.file.DataFile;
import io.gyre.file.FileFormat;
import io.gyre.file.LabelColumn;
import io.gyre.file.LabelSeparator;
import io.gyre.file.Row;
import io.gyre.time.WindowSettings;
import io.gyre.topic.PointHeaders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class FileFeedTest {

  private static final long START_MS = 1_000_000;

  @TempDir private Path folder;

  /** A topic that tells when it has so many records. */
  private static final class Topic extends MockProducer<byte[], byte[]> {

    private final CountDownLatch enough;

    Topic(int records) {
      super(true, null, new ByteArraySerializer(), new ByteArraySerializer());
      enough = new CountDownLatch(records);
    }

    @Override
    public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
      Future<RecordMetadata> sent = super.send(record, callback);
      enough.countDown();
      return sent;
    }
  }

  /** What is sent of two rows, as row, what it is and the time since the start. */
  private List<String> sent(RowsOnTopic before, int records)
      throws IOException, InterruptedException {
    return history(before, records, FeedLoop.Records.WHOLE).stream()
        .map(FileFeedTest::text)
        .toList();
  }

  private List<ProducerRecord<byte[], byte[]>> history(
      RowsOnTopic before, int records, FeedLoop.Records each)
      throws IOException, InterruptedException {
    Path file = Files.writeString(folder.resolve("rows.csv"), "x,y\n0,a\n1,b\n");
    DataFile data = new DataFile(file, FileFormat.CSV);
    Topic topic = new Topic(records);
    RowTimes times = new RowTimes(START_MS);
    FileFeed feed =
        new FileFeed(
            new FileRows(() -> data.open(LabelColumn.named("y")), before, false),
            each,
            times,
            Double.POSITIVE_INFINITY,
            topic,
            "points",
            () -> 0,
            () -> Long.MAX_VALUE);
    topic.enough.await();
    await().until(feed::ended);
    feed.close();
    feed.throwFailure();
    assertThat(feed.rows()).isEqualTo(2);
    assertThat(feed.total(data.bytes())).isEqualTo(2);
    return topic.history();
  }

  private static String text(ProducerRecord<byte[], byte[]> record) {
    boolean end = PointHeaders.isEnd(record.value(), record.headers());
    return "%d %s +%d"
        .formatted(
            PointHeaders.row(record.headers()),
            end
                ? "end"
                : new String(record.value(), UTF_8)
                    .replaceAll(".*\"id\":\"row-(\\d)\",\"y.*", "label of $1")
                    .replaceAll(".*\"x\":(\\d).*", "x$1"),
            record.timestamp() - START_MS);
  }

  @Test
  void shouldEndWithAnEndRecord() throws Exception {
    assertThat(sent(RowsOnTopic.NONE, 3)).containsExactly("0 x0 +0", "1 x1 +1", "2 end +2");
  }

  private static HeldLabels held(long rows) {
    return new HeldLabels(
        new LabelSeparator("y", "id", null),
        new HeldLabels.Delay(rows, false),
        null,
        true,
        WindowSettings.standard(),
        HeldLabels.MOST);
  }

  @Test
  void shouldSendLabelsBehindTheRowsThatComeLater() throws Exception {
    assertThat(history(RowsOnTopic.NONE, 5, held(1)).stream().map(FileFeedTest::text))
        .containsExactly("0 x0 +0", "1 x1 +1", "1 label of 1 +1", "1 label of 2 +1", "2 end +2");
  }

  /** All labels of a file may follow its last row at once. */
  @Test
  void shouldNotRunAheadOfTheLearnersWithLabels() throws Exception {
    byte[] label = new byte[1 << 20];
    FeedLoop.Records manyAtTheEnd =
        new FeedLoop.Records() {
          @Override
          public void row(Row row, long timestamp, FeedLoop.Sink out) throws InterruptedException {
            out.point(null, row.json(), timestamp);
          }

          @Override
          public void end(FeedLoop.Sink out) throws InterruptedException {
            for (int i = 0; i < 100; i++) {
              out.label(null, label, START_MS);
            }
          }
        };
    Path file = Files.writeString(folder.resolve("rows.csv"), "x,y\n0,a\n1,b\n");
    DataFile data = new DataFile(file, FileFormat.CSV);
    int taken = 2 * (int) (AheadLimit.STEP_BYTES / label.length);
    Topic topic = new Topic(taken);
    CountDownLatch waits = new CountDownLatch(4);
    FileFeed feed =
        new FileFeed(
            new FileRows(() -> data.open(LabelColumn.named("y")), RowsOnTopic.NONE, false),
            manyAtTheEnd,
            new RowTimes(START_MS),
            Double.POSITIVE_INFINITY,
            topic,
            "points",
            () -> topic.history().size(),
            () -> {
              waits.countDown();
              return 0;
            });
    topic.enough.await();
    waits.await();
    feed.close();
    feed.throwFailure();

    assertThat(topic.history().size()).isBetween(taken, taken + 3);
    assertThat(feed.ended()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 5})
  void shouldGoOnWithTheLabelsBehindAnyRecordThatWasSentLast(long delay) throws Exception {
    RowsOnTopic before = RowsOnTopic.NONE;
    List<ProducerRecord<byte[], byte[]>> whole = history(before, 5, held(delay));

    for (int cut = 0; cut < 5; cut++) {
      List<ProducerRecord<byte[], byte[]>> rest = history(before, 5 - cut, held(delay));
      assertThat(rest.stream().map(FileFeedTest::text))
          .as("after %d records", cut)
          .isEqualTo(whole.subList(cut, 5).stream().map(FileFeedTest::text).toList());
      ProducerRecord<byte[], byte[]> last = whole.get(cut);
      before = RowsOnTopic.of(last.value(), last.headers());
    }
  }

  @Test
  void shouldGoOnInTheMiddleOfTheFile() throws Exception {
    assertThat(sent(new RowsOnTopic(1, 0, false), 2)).containsExactly("1 x1 +1", "2 end +2");
  }
}
