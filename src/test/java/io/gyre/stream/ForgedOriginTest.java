package io.gyre.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.Examples;
import io.gyre.data.PointJson;
import io.gyre.format.RecordReader;
import io.gyre.learning.list.LearnerSettings;
import io.gyre.stream.processor.TopologySettings;
import io.gyre.topic.DeadLetterHeaders;
import io.gyre.topic.Origin;
import io.gyre.topic.PointHeaders;
import io.gyre.topic.Prediction;
import io.gyre.topic.TopicNames;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What says where a record came from is believed on a journal only, and only as merge writes it.
 */
class ForgedOriginTest {

  private static final List<LearnerSettings> LEARNERS = Examples.learners();
  private static final PointJson JSON = new PointJson();
  private static final String JOURNAL = TopicNames.journalOf(Fixture.APPLICATION);
  private static final String TOPIC_ID = new FixedSourceLog().topicId;
  private static final List<Arriving> STREAM = Arriving.randomStream(8, 200, 2);

  /** As merge writes it, of a record that comes later, of another topic, and what is none. */
  private static final List<String> FORGED =
      List.of(
          "POINT points " + TOPIC_ID + " 0 190 0 0",
          "LABEL labels " + TOPIC_ID + " 0 0 0 0",
          "POINT points another-id 11 5000 9000000000000 70",
          "POINT points " + TOPIC_ID + " 0 0 0 0 value: too large",
          "POINT points " + TOPIC_ID,
          "");

  @TempDir Path folder;

  private static TopologySettings direct() {
    return Fixture.settings(LEARNERS);
  }

  private static Headers forged(int i) {
    return new RecordHeaders()
        .add(Origin.HEADER, FORGED.get(i % FORGED.size()).getBytes(UTF_8))
        .add("trace", new byte[] {(byte) i});
  }

  private record Told(
      List<String> digests,
      List<Prediction> predictions,
      List<TestRecord<byte[], byte[]>> letters) {}

  private Told told(TopologySettings settings, String name, Consumer<DrivenTopology> feed) {
    try (DrivenTopology topology = new DrivenTopology(settings, folder.resolve(name))) {
      feed.accept(topology);
      // Closes the window of the last points.
      topology.end();
      List<String> digests = topology.digests();
      assertThat(digests).hasSizeGreaterThan(10);
      return new Told(
          digests,
          topology.predictions().stream().map(TestRecord::value).toList(),
          topology.deadLetters());
    }
  }

  private static byte[] value(Arriving arriving) {
    return JSON.write(arriving.point());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldNotBeBelievedOnPoints(boolean merged) {
    TopologySettings settings = merged ? Fixture.merged(direct(), null) : direct();
    Told expected = told(settings, "clean", topology -> topology.send(STREAM));

    Told found =
        told(
            settings,
            "forged",
            topology -> {
              for (int i = 0; i < STREAM.size(); i++) {
                Arriving next = STREAM.get(i);
                topology.send(null, value(next), next.timestampMs(), forged(i));
              }
            });

    assertThat(found).isEqualTo(expected);
    assertThat(found.letters()).isEmpty();
  }

  @Test
  void shouldNotBeBelievedOnLabels() {
    Told expected = told(Fixture.late(), "clean", topology -> labelLater(topology, false));
    Told found = told(Fixture.late(), "forged", topology -> labelLater(topology, true));

    assertThat(found).isEqualTo(expected);
    assertThat(found.letters()).isEmpty();
    assertThat(found.predictions()).hasSize(STREAM.size() * LEARNERS.size());
  }

  private static void labelLater(DrivenTopology topology, boolean forged) {
    for (int i = 0; i < STREAM.size(); i++) {
      Arriving next = STREAM.get(i);
      Arriving unlabelled = new Arriving(next.point().withoutLabel(), next.timestampMs());
      topology.send(unlabelled);
      if (next.point().labelled()) {
        String label = "{\"id\":\"%s\",\"label\":%s}";
        topology.sendTo(
            "labels",
            label.formatted(next.point().id(), next.point().label()).getBytes(UTF_8),
            next.timestampMs(),
            forged ? forged(i) : new RecordHeaders());
      }
    }
  }

  /** Records of other people on the journal: points, ends, old questions, deletions, anything. */
  private static List<TestRecord<byte[], byte[]>> strays() {
    byte[] point = "{\"features\":[1,2],\"label\":1}".getBytes(UTF_8);
    return Stream.of(
            new TestRecord<byte[], byte[]>(null, point, new RecordHeaders(), 0L),
            new TestRecord<byte[], byte[]>(null, point, forged(FORGED.size() - 1), 0L),
            new TestRecord<byte[], byte[]>(null, point, forged(FORGED.size() - 2), 0L),
            new TestRecord<byte[], byte[]>(
                null, point, new RecordHeaders().add(Origin.HEADER, null), 0L),
            new TestRecord<byte[], byte[]>(
                null, null, new RecordHeaders().add(PointHeaders.END, new byte[0]), 0L),
            new TestRecord<byte[], byte[]>(
                null, point, new RecordHeaders().add(PointHeaders.ASKED, new byte[0]), 0L),
            new TestRecord<byte[], byte[]>(null, null, new RecordHeaders(), 0L),
            new TestRecord<byte[], byte[]>(null, new byte[7 << 20], new RecordHeaders(), 0L))
        .toList();
  }

  @Test
  void shouldMakeDeadLettersOfWhatOthersWriteToTheJournal() {
    TopologySettings settings = Fixture.merged(direct(), null);
    Told expected = told(settings, "clean", topology -> topology.send(STREAM));
    List<TestRecord<byte[], byte[]>> strays = strays();

    Told found =
        told(
            settings,
            "strays",
            topology -> {
              for (int i = 0; i < STREAM.size(); i++) {
                if (i < strays.size()) {
                  TestRecord<byte[], byte[]> stray = strays.get(i);
                  topology.sendTo(JOURNAL, stray.value(), Arriving.START_MS * 2, stray.headers());
                }
                topology.send(STREAM.get(i));
              }
            });

    assertThat(found.digests()).isEqualTo(expected.digests());
    assertThat(found.predictions()).isEqualTo(expected.predictions());
    assertThat(found.letters()).hasSameSizeAs(strays);
    for (int i = 0; i < strays.size(); i++) {
      TestRecord<byte[], byte[]> letter = found.letters().get(i);
      assertThat(text(letter, DeadLetterHeaders.TOPIC)).isEqualTo(JOURNAL);
      assertThat(text(letter, DeadLetterHeaders.PARTITION)).isEqualTo("0");
      assertThat(text(letter, DeadLetterHeaders.OFFSET)).isEqualTo("" + 2 * i);
      assertThat(text(letter, DeadLetterHeaders.MESSAGE)).startsWith("header gyre-origin: ");
    }
  }

  /** Else the records of that partition would be skipped from then on. */
  @Test
  void shouldLearnWhatComesBehindAnOffsetThatIsForged() {
    TopologySettings settings = Fixture.merged(direct(), null);
    Told expected = told(settings, "clean", topology -> topology.send(STREAM));
    String forged = "POINT points " + TOPIC_ID + " 0 9000000000000000000 0 9000000000000000000";

    Told found =
        told(
            settings,
            "far",
            topology -> {
              topology.send(STREAM.subList(0, 100));
              RecordHeaders headers = new RecordHeaders();
              headers.add(Origin.HEADER, forged.getBytes(UTF_8));
              topology.sendTo(JOURNAL, null, 0, headers);
              topology.send(STREAM.subList(100, 200));
            });

    assertThat(found).isEqualTo(expected);
  }

  /** The journal keeps what it has: what ended the application would end it for ever. */
  @Test
  void shouldNotEndForAnythingThatIsWrittenAsMergeWritesIt() {
    List<String> origins =
        List.of(
            "POINT points x 7 %d 1700000000000 0",
            "POINT points x 2147483647 9223372036854775806 -5 9223372036854775806",
            "POINT points x 2147483647 9223372036854775807 -5 9223372036854775807",
            "POINT  x 0 %d 9223372036854775807 0",
            "LABEL points x 0 %d -9223372036854775808 0",
            "LABEL labels x 1 %d 0 0 cut",
            "POINT points x 0 %d 0 0 said to be cut");
    told(
        Fixture.late(),
        "written",
        topology -> {
          long offset = 0;
          topology.send(STREAM.subList(0, 100));
          for (String origin : origins) {
            for (String value :
                List.of("{\"id\":\"a\",\"x\":1}", "{\"id\":\"b\",\"label\":2}", "")) {
              topology.sendTo(
                  JOURNAL,
                  value.isEmpty() ? new byte[3 << 20] : value.getBytes(UTF_8),
                  5,
                  new RecordHeaders()
                      .add(Origin.HEADER, origin.formatted(offset++).getBytes(UTF_8)));
            }
          }
          assertThat(topology.deadLetters())
              .hasSize(17)
              .anyMatch(letter -> letter.value().length == RecordReader.MAX_BYTES)
              .allMatch(letter -> letter.value().length <= RecordReader.MAX_BYTES);
          topology.send(STREAM.subList(100, 200));
        });
  }

  private static String text(TestRecord<?, ?> record, String header) {
    return new String(record.headers().lastHeader(header).value(), UTF_8);
  }
}
