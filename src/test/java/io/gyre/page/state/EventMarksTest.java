package io.gyre.page.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gyre.data.Alert;
import io.gyre.data.Label;
import io.gyre.topic.Topic;
import io.gyre.version.Version;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class EventMarksTest {

  private static final List<Label> CLASSES =
      List.of(Label.of(7), Label.of(8), Label.TRUE, Label.of(9));

  private final EventMarks marks = new EventMarks();

  @Test
  void shouldMarkARestartOnceHoweverManyLearnersTellOfIt() {
    marks.started(0, 1_000, 77);
    marks.started(0, 1_000, 77);
    marks.started(0, 2_000, 99);
    marks.started(0, 2_000, 99);
    assertThat(marks.all()).as("that window was begun before").isEmpty();
    marks.started(0, 4_000, -1);
    marks.started(0, 5_000, 99);

    assertThat(marks.all()).extracting(EventMarks.Mark::time).containsExactly(4_000L);
    assertThat(marks.all()).extracting(EventMarks.Mark::kind).containsExactly("restart");
  }

  @Test
  void shouldMarkADriftWhereItBegan() {
    marks.drift(new Alert.Drift(9_000, "blend", Alert.Measure.COST, 0.25, 1.125, 8_000));

    assertThat(marks.all())
        .containsExactly(
            new EventMarks.Mark(
                8_000, "drift", "Drift: the error of answers rose from 0.250 to 1.13"));
  }

  @Test
  void shouldNotMarkAnotherPartitionsProcess() {
    marks.started(0, 1_000, 77);
    marks.started(1, 1_000, 99);

    assertThat(marks.all()).isEmpty();
  }

  @Test
  void shouldMarkClassesThatCameAfterTheFirstAndNameThemAsSoonAsTheNameIsKnown() {
    marks.classes(0, 1_000, 0);
    marks.classes(0, 2_000, 2);
    assertThat(marks.all()).as("those of the first labels have not appeared").isEmpty();

    marks.classes(0, 3_000, 3);
    marks.classes(0, 3_000, 3);
    assertThat(marks.all())
        .containsExactly(new EventMarks.Mark(3_000, "class", "A class appeared"));

    marks.names(0, 4_000, CLASSES, Set.of());
    marks.classes(0, 5_000, 4);
    assertThat(marks.all())
        .containsExactly(
            new EventMarks.Mark(3_000, "class", "The class true appeared"),
            new EventMarks.Mark(5_000, "class", "The class 9 appeared"));
  }

  /** Each partition numbers its own classes. */
  @Test
  void shouldNameAClassByTheClassesOfItsPartition() {
    marks.classes(1, 1_000, 2);
    marks.classes(1, 2_000, 3);
    marks.names(0, 3_000, CLASSES, Set.of());
    assertThat(marks.all()).extracting(EventMarks.Mark::text).containsExactly("A class appeared");
  }

  @Test
  void shouldMarkAFieldWhenItsFirstColumnAppears() {
    marks.names(0, 1_000, CLASSES, Set.of("age", "carrier=DL"));
    marks.names(
        0, 2_000, CLASSES, Set.of("age", "carrier=DL", "carrier=UA", "age missing", "carrier#7"));
    assertThat(marks.all()).isEmpty();

    marks.names(0, 3_000, CLASSES, Set.of("age", "carrier=DL", "zip#3"));
    assertThat(marks.all())
        .containsExactly(new EventMarks.Mark(3_000, "field", "The field zip appeared"));
  }

  @Test
  void shouldKeepTheLatest() {
    for (int i = 0; i < 1_000; i++) {
      marks.started(0, i, i);
    }

    assertThat(marks.all()).hasSize(200);
    assertThat(marks.all().get(199).time()).isEqualTo(999);
  }

  private void version(int number, String name, String reason, long timeMs) {
    ObjectNode json = Topic.VERSIONS.definition().example().get("value").deepCopy();
    json.put("number", number).put("name", name).put("reason", reason).put("timeMs", timeMs);
    record(number, json.toString().getBytes(UTF_8));
  }

  private void record(int number, byte[] value) {
    byte[] key = ("version/" + number).getBytes(UTF_8);
    marks.version(new ConsumerRecord<>("gyre-versions", 0, number, key, value));
  }

  @Test
  void shouldMarkVersionsAsLongAsThereAreSuch() {
    version(1, "", "time", -1);
    version(2, "", "time", 2_000);
    version(3, "before the sale", "asked", 3_000);
    version(4, "", "settings", 4_000);
    version(5, "", "release", 5_000);
    record(2, null);
    marks.drift(new Alert.Drift(9_000, "blend", Alert.Measure.COST, 0.25, 1.125, 8_000));

    assertThat(marks.versions()).extracting(Version::number).containsExactly(1, 3, 4, 5);
    assertThat(marks.all())
        .as("a version from before the first point has no place")
        .startsWith(
            new EventMarks.Mark(3_000, "version", "Version 3, before the sale"),
            new EventMarks.Mark(4_000, "version", "Version 4, before other settings"),
            new EventMarks.Mark(5_000, "version", "Version 5, before another release of Gyre"))
        .hasSize(4);
  }
}
