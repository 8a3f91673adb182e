package io.gyre.cli.view;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.topic.DeadLetterHeaders;
import io.gyre.topic.ForeignValues;
import io.gyre.topic.Topic;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code gyre watch} goes on, whatever somebody else has written on a topic. */
class ForeignRecordsTest {

  private static final byte[][] KEYS = {null, {}, {(byte) 0xff}, "gyre/a/x".getBytes(UTF_8)};

  private static Stream<Arguments> views() {
    return Stream.of(
        of(Topic.METRICS, () -> MetricsView.cost(Set.of(), true)),
        of(Topic.METRICS, () -> MetricsView.all(Set.of(), false)),
        of(Topic.PREDICTIONS, () -> new PredictionsView(Set.of())),
        of(Topic.ALERTS, () -> new AlertsView(new HashSet<>(List.of("blend")))),
        of(Topic.ALERTS, () -> new AlertsView(Set.of())),
        of(Topic.DEAD_LETTERS, DeadLettersView::new));
  }

  private static Arguments of(Topic<?> topic, Supplier<RecordView<?>> view) {
    return Arguments.of(topic, view);
  }

  private static ConsumerRecord<byte[], byte[]> record(Topic<?> topic, byte[] key, byte[] value) {
    RecordHeaders headers = new RecordHeaders();
    headers.add(DeadLetterHeaders.MESSAGE, key);
    headers.add(DeadLetterHeaders.PARTITION, key);
    return new ConsumerRecord<>(
        topic.name(),
        0,
        7,
        1,
        TimestampType.CREATE_TIME,
        0,
        0,
        key,
        value,
        headers,
        Optional.empty());
  }

  @ParameterizedTest
  @MethodSource("views")
  void shouldShowOrRefuseARecordAndThenTheNext(Topic<?> topic, Supplier<RecordView<?>> made) {
    byte[] real = topic.definition().example().get("value").toString().getBytes(UTF_8);
    byte[] realKey = topic.definition().example().get("key").asText().getBytes(UTF_8);
    Map<String, String> wrong = new TreeMap<>();
    ForeignValues.of(real)
        .forEach(
            (what, value) -> {
              RecordView<?> view = made.get();
              for (byte[] key : KEYS) {
                try {
                  ConsumerRecord<byte[], byte[]> foreign = record(topic, key, value);
                  MetricsView.application(key);
                  view.header();
                  view.line(foreign);
                  view.json(foreign);
                  Optional.ofNullable(view.lateLabels()).ifPresent(LateLabelText::hint);
                } catch (SerializationException e) {
                  assertThat(e).hasMessageContaining("record on " + topic.name());
                } catch (RuntimeException e) {
                  wrong.put(what, e.toString());
                }
              }
              assertThat(view.line(record(topic, realKey, real))).isNotEmpty();
            });

    assertThat(wrong).isEmpty();
  }
}
