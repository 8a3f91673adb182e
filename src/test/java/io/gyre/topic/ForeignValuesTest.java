package io.gyre.topic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody else writes on a topic of outputs is a value of it, or refused in words. */
class ForeignValuesTest {

  private static Stream<Topic<?>> topics() {
    return Stream.of(Topic.METRICS, Topic.PREDICTIONS, Topic.ALERTS, Topic.PARAMETERS);
  }

  @ParameterizedTest
  @MethodSource("topics")
  void shouldReadOrRefuseWhateverIsInTheValue(Topic<?> topic) {
    byte[] real = topic.definition().example().get("value").toString().getBytes(UTF_8);
    requireReadOrRefused(topic, real);
  }

  @ParameterizedTest
  @MethodSource("formatted")
  <V> void shouldDoSoBesideASchemaOfConnect(Topic<V> topic) {
    byte[] plain = topic.definition().example().get("value").toString().getBytes(UTF_8);
    V value = topic.deserializer().deserialize("t", plain);
    requireReadOrRefused(
        topic, topic.serializer(OutputFormat.CONNECT_JSON, 0).serialize("t", value));
  }

  private static Stream<Topic<?>> formatted() {
    return Topic.formatted().stream();
  }

  private static void requireReadOrRefused(Topic<?> topic, byte[] real) {
    Deserializer<?> reader = topic.deserializer();
    Map<String, String> wrong = new TreeMap<>();
    ForeignValues.of(real)
        .forEach(
            (what, value) -> {
              try {
                reader.deserialize(topic.name(), value);
              } catch (SerializationException e) {
                assertThat(e).hasMessageContaining("record on " + topic.name() + ": ");
              } catch (RuntimeException e) {
                wrong.put(what, e.toString());
              }
            });

    assertThat(wrong).isEmpty();
    assertThat(reader.deserialize("t", real)).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "x", "/", "//", "///", "gyre/a/", "gyre/a/x", "gyre/a/-1", "a/b/99999999999"})
  void shouldRefuseForeignKeys(String key) {
    assertThat(catchThrowable(() -> LearnerKey.parse(key.getBytes(UTF_8))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected application/learner/partition, found '" + key);
  }

  @Test
  void shouldRefuseNoKey() {
    assertThat(catchThrowable(() -> LearnerKey.parse(null)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
