package io.gyre.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.topic.ProvisioningReport.Difference;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WantedTopicTest {

  @ParameterizedTest
  @CsvSource({
    "predictions,  retention.bytes,                 -1",
    "predictions,  retention.bytes,                 9999999999",
    "predictions,  max.message.bytes,               10000000",
    "predictions,  segment.bytes,                   1073741824",
    "parameters,   min.cleanable.dirty.ratio,       0.5",
    "metrics,      retention.ms,                    -1",
    "points,       retention.bytes,                 1000",
    "points,       max.message.bytes,               1000",
    "points,       message.timestamp.type,          LogAppendTime",
    "points,       message.timestamp.after.max.ms,  3600000",
  })
  void shouldAcceptWhatServesAsWell(String topic, String setting, String value) {
    assertThat(differences(topic, setting, value)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "predictions,  message.timestamp.before.max.ms, 86400000",
    "metrics,      message.timestamp.after.max.ms,  3600000",
    "parameters,   message.timestamp.after.max.ms,  3600000",
    "dead-letters, message.timestamp.after.max.ms,  3600000",
    "parameters,   cleanup.policy,                  delete",
    "predictions,  cleanup.policy,                  compact",
    "dead-letters, cleanup.policy,                  'compact,delete'",
    "dead-letters, max.message.bytes,               1179647",
    "journal,      max.message.bytes,               1048588",
    "journal,      retention.ms,                    604800000",
    "predictions,  max.message.bytes,               1000",
  })
  void shouldCallEssentialWhatBreaksAPromise(String topic, String setting, String value) {
    assertThat(differences(topic, setting, value))
        .singleElement()
        .satisfies(
            difference -> {
              assertThat(difference.essential()).isTrue();
              assertThat(difference.alterable()).isTrue();
              assertThat(difference.setting()).isEqualTo(setting);
              assertThat(difference.found()).isEqualTo(value);
            });
  }

  @ParameterizedTest
  @CsvSource({
    "predictions,  retention.ms,              604800000",
    "metrics,      retention.bytes,           1000000",
    "metrics,      cleanup.policy,            compact",
    "parameters,   cleanup.policy,            'delete,compact'",
    "parameters,   max.message.bytes,         1048588",
    "dead-letters, max.message.bytes,         1179648",
    "metrics,      message.timestamp.type,    LogAppendTime",
    "points,       retention.ms,              604800000",
    "points,       cleanup.policy,            compact",
  })
  void shouldReportTheRest(String topic, String setting, String value) {
    assertThat(differences(topic, setting, value))
        .singleElement()
        .satisfies(
            difference -> {
              assertThat(difference.essential()).isFalse();
              assertThat(difference.alterable()).isEqualTo(!topic.equals("points"));
              assertThat(difference.setting()).isEqualTo(setting);
            });
  }

  @Test
  void shouldNotMindTheOrderOfPolicies() {
    WantedTopic wanted =
        new WantedTopic(Topic.METRICS, "m", 1, Map.of("cleanup.policy", "compact,delete"));

    assertThat(wanted.differences(1, Map.of("cleanup.policy", "delete, compact"))).isEmpty();
  }

  @Test
  void shouldNotMindASettingThatAnOldClusterDoesNotKnow() {
    WantedTopic wanted = wanted("predictions");
    Map<String, String> configs = new HashMap<>(wanted.configs());
    configs.remove("message.timestamp.before.max.ms");

    assertThat(wanted.differences(1, configs)).isEmpty();
  }

  @Test
  void shouldSayThatItMayNotLook() {
    WantedTopic wanted = wanted("predictions");

    assertThat(wanted.differences(1, Map.of()))
        .singleElement()
        .satisfies(
            difference -> {
              assertThat(difference.essential()).isFalse();
              assertThat(difference.message()).contains("DESCRIBE_CONFIGS");
            });
  }

  @ParameterizedTest
  @CsvSource({
    "predictions, 3, 1, true,  true",
    "predictions, 3, 5, true,  false",
    "metrics,     1, 3, false, false",
    "parameters,  1, 2, false, false",
  })
  void shouldCompareThePartitions(
      String name, int expected, int found, boolean essential, boolean alterable) {
    WantedTopic wanted = WantedTopic.of(topic(name), name, expected, Map.of());

    assertThat(wanted.differences(found, wanted.configs()))
        .singleElement()
        .returns("partitions", Difference::setting)
        .returns(Integer.toString(found), Difference::found)
        .returns(Integer.toString(expected), Difference::expected)
        .returns(essential, Difference::essential)
        .returns(alterable, Difference::alterable);
  }

  private static List<Difference> differences(String topic, String setting, String value) {
    WantedTopic wanted = wanted(topic);
    Map<String, String> configs = new HashMap<>(wanted.configs());
    configs.put(setting, value);
    return wanted.differences(1, configs);
  }

  private static WantedTopic wanted(String name) {
    return WantedTopic.of(topic(name), name, 1, Map.of());
  }

  private static Topic<?> topic(String name) {
    return Stream.concat(
            Topic.all().stream(), Stream.of(Topic.LABELS, Topic.JOURNAL, Topic.VERSIONS))
        .filter(t -> t.name().equals(name))
        .findAny()
        .orElseThrow();
  }
}
