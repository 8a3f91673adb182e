package io.gyre.stream.processor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.gyre.Examples;
import io.gyre.fold.state.LogPosition;
import io.gyre.format.RecordReader;
import io.gyre.format.RecordSettings;
import io.gyre.learning.list.LearnerSettings;
import io.gyre.learning.list.LearnersJson;
import io.gyre.stream.Arriving;
import io.gyre.stream.DrivenTopology;
import io.gyre.stream.Fixture;
import io.gyre.stream.StoreContent;
import io.gyre.topic.DeadLetterHeaders;
import io.gyre.topic.Metrics;
import io.gyre.topic.Parameters;
import io.gyre.topic.PointHeaders;
import io.gyre.topic.Prediction;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Bad records among good ones: one dead letter each, and learners that never saw them. */
@ParameterizedClass
@ValueSource(booleans = {false, true})
public class LearningProcessorTest {

  private static final String GOOD = "{\"features\":[0.5,-1],\"label\":1}";
  private static final long TIME_MS = Arriving.START_MS;

  private static final List<LearnerSettings> LEARNERS = Examples.learners();

  /** Whether the records are merged in a journal first: all of it holds then, too. */
  @Parameter boolean merged;

  private TopologySettings settings() {
    return settings(LEARNERS);
  }

  private TopologySettings settings(List<LearnerSettings> learners) {
    TopologySettings direct = Fixture.settings(learners);
    return merged ? Fixture.merged(direct, null) : direct;
  }

  @TempDir Path folder;

  @Test
  void shouldTurnEveryKindOfBadValueIntoOneDeadLetterAndLearnAsWithoutThem() throws IOException {
    List<byte[]> bad = badValues();
    assertThat(bad).hasSizeGreaterThan(70);
    List<Arriving> stream = Arriving.randomStream(51, 400, 2);
    List<String> expected;
    try (DrivenTopology clean = new DrivenTopology(settings(), folder.resolve("clean"))) {
      clean.send(stream);
      expected = clean.digests();
    }
    try (DrivenTopology topology = new DrivenTopology(settings(), folder.resolve("mixed"))) {
      List<Long> offsets = new ArrayList<>();
      for (int i = 0, offset = 0; i < stream.size(); i++, offset++) {
        if (i % 4 == 0 && i / 4 < bad.size()) {
          // Far in the future: the time of a bad record must mean nothing.
          topology.send(bad.get(i / 4), TIME_MS * 2);
          offsets.add((long) offset++);
        }
        topology.send(stream.get(i));
      }
      assertThat(offsets).hasSameSizeAs(bad);
      assertThat(topology.digests()).isEqualTo(expected).hasSizeGreaterThan(20);
      assertThat(topology.predictions()).hasSize(stream.size() * LEARNERS.size());
      List<TestRecord<byte[], byte[]>> letters = topology.deadLetters();
      assertThat(letters).hasSameSizeAs(bad);
      for (int i = 0; i < bad.size(); i++) {
        TestRecord<byte[], byte[]> letter = letters.get(i);
        assertThat(letter.value()).isEqualTo(bad.get(i));
        assertThat(letter.timestamp()).isEqualTo(TIME_MS * 2);
        assertThat(text(letter, DeadLetterHeaders.MESSAGE))
            .matches("(value|features|label|id|\").+");
        assertThat(text(letter, DeadLetterHeaders.TOPIC)).isEqualTo("points");
        assertThat(text(letter, DeadLetterHeaders.PARTITION)).isEqualTo("0");
        assertThat(text(letter, DeadLetterHeaders.OFFSET)).isEqualTo(offsets.get(i).toString());
      }
    }
  }

  /** The kinds of the data package's own test. */
  public static List<byte[]> badPoints() throws IOException {
    List<byte[]> values = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                LearningProcessorTest.class.getResourceAsStream("/bad-points.tsv"), UTF_8))) {
      lines.lines().skip(1).map(line -> line.split("\t")[0].getBytes(UTF_8)).forEach(values::add);
    }
    return values;
  }

  /** These, and what only a topic can carry. */
  private static List<byte[]> badValues() throws IOException {
    List<byte[]> values = badPoints();
    Stream.of(
            "",
            " ",
            "{\"features\":" + "[".repeat(5_000) + "1" + "]".repeat(5_000) + "}",
            "{\"x\":" + "{\"x\":".repeat(5_000) + "1" + "}".repeat(5_000) + ",\"features\":[1,2]}",
            "{\"id\":\"" + "i".repeat(10_000) + "\",\"features\":[1,2]}",
            "{\"features\":[1,2],\"label\":" + "1".repeat(2_000) + "}",
            GOOD + GOOD,
            GOOD + "\0",
            "\ufeff" + GOOD,
            // With fields and classes that nobody else has.
            "{\"new-field\":\"text\",\"label\":[1]}",
            "{\"new-field\":\"text\",\"label\":{\"new\":\"class\"}}",
            "{\"id\":[],\"new-field\":3,\"label\":\"new class\"}",
            "{\"new-field\":3,\"label\":\"new class\"}}",
            "[{\"new-field\":3,\"label\":\"new class\"}]")
        .map(value -> value.getBytes(UTF_8))
        .forEach(values::add);
    values.add(HexFormat.of().parseHex("c0af"));
    values.add(HexFormat.of().parseHex("0000000001047b7d"));
    values.add(GOOD.getBytes(java.nio.charset.StandardCharsets.UTF_16));
    values.add(new byte[100]);
    return values;
  }

  @Test
  void shouldCutAValueAboveOneMebibyteAndSayHowLongItWas() {
    byte[] value = new byte[3_000_000];
    Arrays.fill(value, (byte) ' ');
    TestRecord<byte[], byte[]> letter = letterOf(null, value, new RecordHeaders());
    assertThat(letter.value()).hasSize(1 << 20);
    assertThat(text(letter, DeadLetterHeaders.ORIGINAL_VALUE_BYTES)).isEqualTo("3000000");
    assertThat(text(letter, DeadLetterHeaders.MESSAGE))
        .isEqualTo("value: expected at most 1,048,576 bytes, found 3,000,000");
  }

  @Test
  void shouldDropHeadersOfAHundredKilobytes() {
    Headers headers = new RecordHeaders();
    headers.add("a", new byte[60_000]).add("b", new byte[40_000]);
    TestRecord<byte[], byte[]> letter = letterOf("k".getBytes(UTF_8), bytes(GOOD), headers);
    assertThat(letter.headers().headers("a")).isEmpty();
    assertThat(text(letter, DeadLetterHeaders.HEADERS_DROPPED)).isEqualTo("2");
    assertThat(text(letter, DeadLetterHeaders.MESSAGE))
        .startsWith("key and headers: expected at most 65,536 bytes together, found 100,0");
    assertThat(letter.key()).isEqualTo(bytes("k"));
    assertThat(letter.value()).isEqualTo(bytes(GOOD));
  }

  /** Empty headers are two bytes each on the wire, and count for ten. */
  @Test
  void shouldDropHeadersThatAreManyRatherThanLong() {
    Headers headers = new RecordHeaders();
    for (int i = 0; i < 10_000; i++) {
      headers.add("", null);
    }
    TestRecord<byte[], byte[]> letter = letterOf(null, bytes(GOOD), headers);
    assertThat(text(letter, DeadLetterHeaders.HEADERS_DROPPED)).isEqualTo("10000");
  }

  @Test
  void shouldCutALargeKey() {
    TestRecord<byte[], byte[]> letter =
        letterOf(new byte[70_000], bytes(GOOD), new RecordHeaders());
    assertThat(letter.key()).hasSize(64 << 10);
    assertThat(text(letter, DeadLetterHeaders.ORIGINAL_KEY_BYTES)).isEqualTo("70000");
  }

  @Test
  void shouldKeepKeyAndHeadersOfADeadLetterBeforeItsOwn() {
    Headers headers = new RecordHeaders().add("trace", bytes("17"));
    headers.add(DeadLetterHeaders.OFFSET, bytes("of an earlier life"));
    TestRecord<byte[], byte[]> letter = letterOf(bytes("key"), bytes("null"), headers);
    assertThat(letter.key()).isEqualTo(bytes("key"));
    assertThat(letter.value()).isEqualTo(bytes("null"));
    assertThat(text(letter, "trace")).isEqualTo("17");
    assertThat(text(letter, DeadLetterHeaders.OFFSET)).isEqualTo("0");
    assertThat(text(letter, DeadLetterHeaders.MESSAGE))
        .isEqualTo("value: expected a JSON object, found null");
    assertThat(letter.headers().headers(DeadLetterHeaders.ORIGINAL_VALUE_BYTES)).isEmpty();
  }

  @Test
  void shouldDivertATimestampBeyondTheYear9999() {
    try (DrivenTopology topology = new DrivenTopology(settings(), folder.resolve("state"))) {
      topology.send(bytes(GOOD), 253_402_300_799_999L);
      topology.send(bytes(GOOD), 253_402_300_800_000L);
      topology.send(bytes(GOOD), Long.MAX_VALUE);
      assertThat(topology.predictions()).hasSize(3);
      assertThat(topology.deadLetters())
          .extracting(letter -> text(letter, DeadLetterHeaders.MESSAGE))
          .containsExactly(
              "timestamp: expected 0 to 253402300799999 (the end of the year 9999), found 253402300800000",
              "timestamp: expected 0 to 253402300799999 (the end of the year 9999), found 9223372036854775806");
    }
  }

  @Test
  void shouldNameAPointWithoutIdAfterItsPlaceAndLeaveKeyHeadersAndTime() {
    try (DrivenTopology topology = new DrivenTopology(settings(), folder.resolve("state"))) {
      topology.send(new byte[0], 0);
      Headers headers = new RecordHeaders().add("trace", bytes("17"));
      topology.send(bytes("key"), bytes(GOOD), 5, headers);
      List<TestRecord<byte[], Prediction>> predictions = topology.predictions();
      assertThat(predictions).hasSize(3);
      for (TestRecord<byte[], Prediction> record : predictions) {
        assertThat(record.value().id()).isEqualTo("0-1");
        assertThat(record.key()).isEqualTo(bytes("key"));
        assertThat(record.headers()).isEqualTo(headers);
        assertThat(record.timestamp()).isEqualTo(5);
      }
    }
  }

  @Test
  void shouldMoveOverDeadLetters() {
    try (DrivenTopology topology = new DrivenTopology(settings(), folder.resolve("state"))) {
      for (int i = 0; i < 5; i++) {
        topology.send(new byte[0], TIME_MS);
      }
      byte[] position = topology.store().get(StoreContent.key(LogPosition.KEY));
      assertThat(LogPosition.read(position, "test").next()).isEqualTo(5);
      assertThat(topology.predictions()).isEmpty();
      assertThat(topology.metrics()).isEmpty();
    }
  }

  @Test
  void shouldSayOnTheTerminalThatRecordsCannotBeUsedAndNotWhatIsInThem() {
    assertThat(warnings(11, "secret"))
        .hasSize(2)
        .noneMatch(text -> text.contains("secret"))
        .allMatch(
            text ->
                text.endsWith("gyre watch dead-letters --from-beginning --bootstrap-server none:1"))
        .last()
        .asString()
        .contains("10 records so far", "offset 9", "dead-letters");
  }

  /** A label that is misspelt is not one that comes later. */
  @Test
  void shouldWarnWhenNoneOfTheFirstRecordsHasALabel() {
    assertThat(warnings(1_001, "{\"x\":1,\"labl\":1}"))
        .singleElement()
        .asString()
        .contains("none of the first 1000 records has a label in the field label");
    assertThat(warnings(1_001, "{\"x\":1,\"label\":1}")).isEmpty();
  }

  private List<String> warnings(int count, String record) {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    Logger logger = (Logger) LoggerFactory.getLogger(LearningProcessor.class);
    logger.addAppender(log);
    try (DrivenTopology topology =
        new DrivenTopology(settings(), folder.resolve("state" + record.length()))) {
      for (int i = 0; i < count; i++) {
        topology.send(bytes(record), TIME_MS);
      }
    } finally {
      logger.detachAppender(log);
    }
    return log.list.stream()
        .filter(event -> event.getLevel() == Level.WARN)
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  @Test
  void shouldPassOverARecordThatIsNotMeantAsAPoint() {
    String row = "{\"before\":%s,\"after\":%s,\"op\":\"%s\"}";
    String point = "{\"x\":1,\"label\":1}";
    try (DrivenTopology topology = new DrivenTopology(settings(), folder.resolve("state"))) {
      topology.send(bytes("k"), null, TIME_MS, new RecordHeaders());
      topology.send(
          bytes("k"), bytes(row.formatted(point, "null", "d")), TIME_MS, new RecordHeaders());
      assertThat(topology.predictions()).isEmpty();
      topology.send(
          bytes("k"), bytes(row.formatted("null", point, "c")), TIME_MS, new RecordHeaders());
      assertThat(topology.predictions()).hasSize(LEARNERS.size());
      assertThat(topology.deadLetters()).isEmpty();
    }
  }

  @Test
  void shouldCloseTheWindowsAtAnEndRecordWhateverItsTime() {
    Headers end = new RecordHeaders().add(PointHeaders.END, new byte[0]);
    try (DrivenTopology topology = new DrivenTopology(settings(), folder.resolve("state"))) {
      topology.send(bytes(GOOD), TIME_MS);
      topology.end();

      List<TestRecord<byte[], Metrics>> metrics = topology.metrics();
      assertThat(metrics).hasSize(LEARNERS.size());
      for (TestRecord<byte[], Metrics> record : metrics) {
        assertThat(record.value().closed()).isTrue();
        assertThat(record.value().totals().points()).isOne();
        assertThat(record.timestamp()).isEqualTo(record.value().windowEnd());
      }
      assertThat(topology.parameters()).hasSize(LEARNERS.size());
      topology.send(null, null, Long.MAX_VALUE, end);
      assertThat(topology.metrics()).isEmpty();
      assertThat(topology.predictions()).hasSize(LEARNERS.size());
      assertThat(topology.deadLetters()).isEmpty();
      byte[] position = topology.store().get(StoreContent.key(LogPosition.KEY));
      assertThat(LogPosition.read(position, "test").next()).isEqualTo(3);
    }
  }

  /** 4,096 units of 100 columns: more numbers than a record takes. */
  @Test
  void shouldPublishOfALargeLearnerWhatTheTopicTakes() {
    List<LearnerSettings> large =
        LearnersJson.parse(
            "[{\"name\":\"a\",\"kind\":\"network\",\"hidden\":4096,\"learningRate\":0.1}]", "test");
    String point = "{\"features\":[" + "1,".repeat(99) + "2],\"label\":1}";
    try (DrivenTopology topology = new DrivenTopology(settings(large), folder.resolve("state"))) {
      topology.send(bytes(point), TIME_MS);
      topology.end();

      Parameters parameters = topology.parameters().get(0).value();
      assertThat(parameters.leftOut()).isEqualTo(Map.of("w1", 409_600L));
      assertThat(parameters.columns()).hasSize(100);
      assertThat(parameters.learned()).containsOnlyKeys("b1", "w2", "b2", "scaling");
    }
  }

  @Test
  void shouldTakeARecordWithAValueForNoEnd() {
    Headers end = new RecordHeaders().add(PointHeaders.END, new byte[0]);
    try (DrivenTopology topology = new DrivenTopology(settings(), folder.resolve("state"))) {
      topology.send(null, bytes(GOOD), TIME_MS, end);
      topology.send(null, bytes("no point"), TIME_MS, end);

      assertThat(topology.predictions()).hasSize(LEARNERS.size());
      assertThat(topology.deadLetters()).hasSize(1);
      assertThat(topology.metrics()).isEmpty();
    }
  }

  private TestRecord<byte[], byte[]> letterOf(byte[] key, byte[] value, Headers headers) {
    try (DrivenTopology topology = new DrivenTopology(settings(), folder.resolve("state"))) {
      topology.send(key, value, TIME_MS, headers);
      assertThat(topology.predictions()).isEmpty();
      List<TestRecord<byte[], byte[]>> letters = topology.deadLetters();
      assertThat(letters).hasSize(1);
      return letters.get(0);
    }
  }

  private static String text(TestRecord<?, ?> record, String header) {
    Header last = record.headers().lastHeader(header);
    return last == null ? null : new String(last.value(), UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  /** So that the bad ones above differ from a good one in one thing only. */
  @Test
  void shouldTakeTheGoodValueThatTheBadOnesAreMadeFrom() throws Exception {
    assertThat(
            RecordReader.of(RecordSettings.standard(), RecordReader.Accepts.POINTS)
                .read(bytes(GOOD))
                .features())
        .containsExactly(0.5, -1);
  }
}
