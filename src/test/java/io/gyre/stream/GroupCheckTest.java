package io.gyre.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.GyreException;
import io.gyre.data.RecordSettings;
import io.gyre.data.RecordSettings.Format;
import io.gyre.kafka.ClusterAdmin;
import io.gyre.kafka.FakeCluster;
import io.gyre.stream.InputShape.Meaning;
import io.gyre.stream.InputShape.Way;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Beside whom an instance may start, and which of its own places it gives up first. */
class GroupCheckTest {

  private static final String PROCESS = "0b5c3a9e-52f6-4b6b-8a40-7d0f4fbb2c11";
  private static final InputShape JOURNAL = new InputShape(Way.JOURNAL, false, null, null);
  private static final InputShape PARTITIONS = new InputShape(Way.PARTITIONS, false, null, null);
  private static final Inputs INPUTS = new Inputs("points", null, "gyre-journal");

  private static final TopicPartition[] ALL = {
    new TopicPartition("points", 0),
    new TopicPartition("points", 1),
    new TopicPartition("gyre-journal", 0)
  };

  private final FakeCluster cluster = new FakeCluster();
  private final GroupCheck check = new GroupCheck("gyre", new ClusterAdmin(cluster.admin()), "own");

  private void member(String instance, InputShape shape, TopicPartition... assigned) {
    cluster.members.add(GroupMembers.thread(instance, PROCESS, shape, assigned));
  }

  private void giveUpPlaces(boolean changed) {
    cluster.partitions.put("points", 2);
    cluster.partitions.put("gyre-journal", 1);
    check.check(JOURNAL);
    check.giveUpPlaces(INPUTS, changed);
  }

  @Test
  void shouldRefuseToStartBesideOneThatReadsInAnotherWay() {
    member("other", PARTITIONS);

    assertThatThrownBy(() -> check.check(JOURNAL))
        .isInstanceOf(GyreException.class)
        .hasMessageContaining("this one has points merged into a journal, with their labels")
        .hasMessageContaining("the one at host has a model for each partition of points");
  }

  private static InputShape meaning(RecordSettings records) {
    return new InputShape(Way.JOURNAL, false, null, Meaning.of(records));
  }

  @Test
  void shouldRefuseToStartBesideOneToWhichRecordsMeanSomethingElse() {
    member("other", meaning(RecordSettings.json("meta.outcome", "id", null)));

    assertThatThrownBy(() -> check.check(meaning(RecordSettings.json("kept", "id", null))))
        .isInstanceOf(GyreException.class)
        .hasMessageContaining("this one has the label kept")
        .hasMessageContaining("the one at host has the label meta.outcome")
        .hasMessageContaining("Start all with the same --label, --id");
  }

  /** The hash is what instances of this version and of later ones compare: it must not change. */
  @Test
  void shouldTellTheSameMeaningHoweverItIsSaid() {
    assertThat(Meaning.of(RecordSettings.standard()))
        .isEqualTo(new Meaning("44136fa3", RecordSettings.LABEL));
    assertThat(fields("b", "a")).isEqualTo(fields("a", "b")).isNotEqualTo(fields("a"));
  }

  private static Meaning fields(String... paths) {
    return Meaning.of(
        new RecordSettings(
            "label", "id", null, List.of(paths), null, null, Format.JSON, null, ';'));
  }

  @Test
  void shouldRefuseAnotherMeaningOfTheSameLabel() {
    member("other", meaning(RecordSettings.json("kept", "id", "at")));

    assertThatThrownBy(() -> check.check(meaning(RecordSettings.json("kept", "id", null))))
        .isInstanceOf(GyreException.class)
        .hasMessageContaining("in the same way");
    check.check(meaning(RecordSettings.json("kept", "id", "at")));
  }

  @Test
  void shouldStartBesideItsLikeAnEarlierGyreAndItselfAsItWas() {
    member("other", JOURNAL);
    member("earlier", null);
    member("own", PARTITIONS);

    assertThatCode(() -> check.check(JOURNAL)).doesNotThrowAnyException();
  }

  @Test
  void shouldKeepItsPlacesIfNothingHasChanged() {
    member("own", JOURNAL, ALL[0], ALL[1]);
    member("other", JOURNAL, ALL[2]);

    giveUpPlaces(false);

    assertThat(cluster.removed).isEmpty();
  }

  @Test
  void shouldGiveUpItsPlacesAfterAChange() {
    member("own", JOURNAL, ALL);
    member("other", JOURNAL);

    giveUpPlaces(true);

    assertThat(cluster.removed).containsExactly("own-1");
  }

  @Test
  void shouldGiveUpPlacesThatReadInAnotherWay() {
    member("own", PARTITIONS, ALL);

    giveUpPlaces(false);

    assertThat(cluster.removed).containsExactly("own-1");
  }

  /** The group gives it what it had, and nobody the rest. */
  @Test
  void shouldGiveUpItsPlacesIfAPartitionIsNobodys() {
    member("own", JOURNAL, ALL[0], ALL[1]);

    giveUpPlaces(false);

    assertThat(cluster.removed).containsExactly("own-1");
  }

  @Test
  void shouldLeaveThePlacesOfOthers() {
    member("other", JOURNAL, ALL[0]);

    giveUpPlaces(true);

    assertThat(cluster.removed).isEmpty();
  }
}
