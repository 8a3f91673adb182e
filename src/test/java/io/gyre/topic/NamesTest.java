package io.gyre.topic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.GyreException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The keys and topic names that records go under. */
class NamesTest {

  @Test
  void shouldReadBackALearnerKey() {
    LearnerKey key = new LearnerKey("gyre", "réseau 2", 13);

    assertThat(new String(key.toBytes(), UTF_8)).isEqualTo("gyre/réseau 2/13");
    assertThat(LearnerKey.parse(key.toBytes())).isEqualTo(key);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {"", "gyre", "gyre/network", "gyre/network/x", "gyre//0", "/n/0", "a/n/-1"})
  void shouldRefuseAnotherKey(String key) {
    assertThatThrownBy(() -> LearnerKey.parse(key == null ? null : key.getBytes(UTF_8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected application/learner/partition, found '" + key + "'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a/b"})
  void shouldRefuseALearnerNameThatAKeyCannotHold(String learner) {
    assertThatThrownBy(() -> new LearnerKey("gyre", learner, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + learner + "'");
  }

  @Test
  void shouldPrefixAllTopicsAndReplacePoints() {
    TopicNames names = TopicNames.standard().withPrefix("a.").withPoints("clicks");

    assertThat(names.points()).isEqualTo("clicks");
    assertThat(names.all())
        .hasSize(Topic.all().size())
        .startsWith("clicks")
        .contains("a.predictions", "a.metrics", "a.parameters", "a.dead-letters");
    assertThat(names.outputs())
        .isEqualTo(Topic.outputs().stream().map(topic -> "a." + topic.name()).toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a b", "a/b", "é"})
  void shouldRefuseANameThatKafkaRefuses(String name) {
    assertThatThrownBy(() -> TopicNames.standard().withPoints(name))
        .isInstanceOf(GyreException.class)
        .hasMessageContaining("'" + name + "'");
  }

  @Test
  void shouldRefuseOneTopicForTwoPurposes() {
    assertThatThrownBy(() -> TopicNames.standard().withPoints("metrics"))
        .isInstanceOf(GyreException.class)
        .hasMessageContaining("'metrics'");
  }

  @Test
  void shouldHaveATopicForLabelsThatIsNoOther() {
    TopicNames names = TopicNames.standard();

    names.requireLabels("clicks");
    for (String taken : List.of(names.points(), names.of(Topic.METRICS), "a b")) {
      assertThatThrownBy(() -> names.requireLabels(taken))
          .isInstanceOf(GyreException.class)
          .hasMessageContaining("'" + taken + "'");
    }
    assertThatThrownBy(() -> names.requireLabels(names.points()))
        .hasMessageContaining("where labels go without one");
  }
}
