package io.gyre.stream.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.gyre.Remedy;
import io.gyre.Remedy.Kind;
import io.gyre.fold.FoldLoop;
import io.gyre.fold.keys.KeySettings;
import io.gyre.fold.state.FoldSettings;
import io.gyre.format.RecordSettings;
import io.gyre.stream.Fixture;
import io.gyre.stream.GroupMembers;
import io.gyre.stream.processor.LearnerTopology;
import io.gyre.stream.start.InputMode.Meaning;
import io.gyre.stream.start.InputMode.Way;
import io.gyre.stream.start.StartFacts.FoundTopic;
import io.gyre.stream.start.StartFacts.Position;
import io.gyre.stream.start.TopicIdentityCheck.Change;
import io.gyre.stream.start.TopicIdentityCheck.Role;
import io.gyre.topic.ProvisioningReport.Difference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is found, and what follows: a row for each case. */
class StartRulesTest {

  private static final String JOURNAL = "test-journal";
  private static final String CHANGELOG = "test-state-changelog";
  private static final String PREDICTIONS = "predictions";
  private static final String PROCESS = "0b5c3a9e-52f6-4b6b-8a40-7d0f4fbb2c11";
  private static final Meaning MEANING =
      Meaning.of(RecordSettings.standard(), KeySettings.standard());
  private static final String ANEW = "START_ANEW OTHER_APPLICATION";

  /** What was found; a first start over one partition of points, unless a row says otherwise. */
  private static final class Found {
    private final Map<String, FoundTopic> topics = new HashMap<>();
    private final Map<TopicPartition, Long> committed = new HashMap<>();
    private final List<MemberDescription> members = new ArrayList<>();
    private final List<Change> changes = new ArrayList<>();
    private List<Difference> unfit = List.of();
    private String labels;
    private boolean perPartition;
    private boolean late;
    private boolean first = true;
    private boolean journalCommitted;
    private Position position;
    private StateFolder.Stores stores = new StateFolder.Stores(false, Duration.ZERO);

    Found() {
      topic("points", 1);
    }

    Found topic(String name, int partitions) {
      topics.put(name, new FoundTopic(partitions, "id of " + name, false));
      return this;
    }

    Found written(String name, int partitions) {
      topics.put(name, new FoundTopic(partitions, "id of " + name, true));
      return this;
    }

    Found absent(String name) {
      topics.remove(name);
      return this;
    }

    Found committed(String topic, long offset) {
      committed.put(new TopicPartition(topic, 0), offset);
      return this;
    }

    Found stateAt(String topic, long next) {
      position = new Position("id of " + topic, next);
      return written(CHANGELOG, 1);
    }

    Found labels() {
      labels = "labels";
      late = true;
      return this;
    }

    Found perPartition() {
      perPartition = true;
      return this;
    }

    Found late() {
      late = true;
      return this;
    }

    Found runsAgain() {
      first = false;
      return this;
    }

    Found journalCommitted() {
      journalCommitted = true;
      return written(JOURNAL, 1);
    }

    Found unfit(boolean alterable) {
      unfit = List.of(new Difference(JOURNAL, "partitions", "3", "1", true, alterable, "a remedy"));
      return this;
    }

    Found stores(boolean crashed, Duration age) {
      stores = new StateFolder.Stores(crashed, age);
      return this;
    }

    Found recreated(String topic) {
      changes.add(new Change(topic, Role.SOURCE, Uuid.ONE_UUID, Uuid.METADATA_TOPIC_ID));
      return this;
    }

    Found member(String instance, Way way, TopicPartition... assigned) {
      InputMode shape = way == null ? null : new InputMode(way, late, labels, MEANING);
      members.add(GroupMembers.thread(instance, PROCESS, shape, assigned));
      return this;
    }

    Found member(RecordSettings records) {
      InputMode shape =
          new InputMode(Way.POINTS, late, labels, Meaning.of(records, KeySettings.standard()));
      members.add(GroupMembers.thread("other", PROCESS, shape));
      return this;
    }

    StartDecision decide() {
      ApplicationSettings test = Fixture.application();
      FoldSettings fold = late ? test.fold().with(FoldLoop.LATE) : test.fold();
      ApplicationSettings settings =
          new ApplicationSettings(
              test.application(),
              test.topics(),
              new InputSettings(labels, perPartition, InputSettings.JOURNAL_BYTES),
              fold,
              test.published(),
              test.format(),
              test.state(),
              test.client());
      return StartRules.decide(
          settings,
          new StartFacts(
              "own",
              first,
              topics,
              journalCommitted,
              unfit,
              committed,
              position,
              members,
              changes,
              stores));
    }
  }

  private static Found found() {
    return new Found();
  }

  /** Learned directly, up to offset 20. */
  private static Found direct() {
    return found().committed("points", 20).stateAt("points", 20).topic(PREDICTIONS, 1);
  }

  /** Learned from a journal, up to offset 20, of points with two partitions. */
  private static Found merged() {
    return found()
        .topic("points", 2)
        .committed("points", 10)
        .committed(JOURNAL, 20)
        .written(JOURNAL, 1)
        .stateAt(JOURNAL, 20)
        .topic(PREDICTIONS, 2);
  }

  private static TopicPartition[] all() {
    return new TopicPartition[] {
      new TopicPartition("points", 0),
      new TopicPartition("points", 1),
      new TopicPartition(JOURNAL, 0)
    };
  }

  static Stream<Arguments> starts() {
    Duration month = Duration.ofDays(30);
    TopicPartition[] all = all();
    return Stream.of(
        arguments("a first start, of one partition", found(), "points"),
        arguments("a first start, of two", found().topic("points", 2), "journal create[journal]"),
        arguments(
            "a first start, of two, each with its model",
            found().topic("points", 2).perPartition(),
            "points"),
        arguments("a first start with labels", found().labels(), "journal create[journal, labels]"),
        arguments(
            "a first start with labels that are there",
            found().labels().topic("labels", 3),
            "journal create[journal]"),
        arguments("another start", direct(), "points"),
        arguments("another start behind the journal", merged(), "journal"),
        arguments(
            "points shrank to one, and all is on the journal",
            merged().topic("points", 1),
            "journal"),
        arguments(
            "its offsets of the journal are gone, its state is of it",
            found().committed("points", 10).written(JOURNAL, 1).stateAt(JOURNAL, 20),
            "journal"),
        arguments(
            "offsets of points lie elsewhere than the state, beside a journal",
            direct().committed("points", 30).written(JOURNAL, 1),
            "journal"),
        arguments(
            "somebody else's topic bears the journal's name",
            direct().journalCommitted(),
            "points"),
        arguments(
            "points has grown, and is merged from now on",
            direct().topic("points", 2),
            "journal create[journal] grow{predictions=2}"),
        arguments(
            "the first transaction of another instance is open",
            found().topic("points", 2).written(JOURNAL, 1),
            "journal"),
        arguments(
            "another instance has merged, and nothing is learned yet",
            found().topic("points", 2).journalCommitted().committed("points", 3),
            "journal"),
        arguments(
            "points has grown, with a model a partition",
            direct().topic("points", 3).perPartition(),
            "points grow{predictions=3, test-state-changelog=3}"),
        arguments(
            "the same, with keys",
            direct().topic("points", 3).topic("test-keys-changelog", 2).perPartition(),
            "points grow{predictions=3, test-keys-changelog=3, test-state-changelog=3}"),
        arguments(
            "the same, with places from before a crash",
            direct().topic("points", 2).perPartition().member("own", Way.PARTITIONS, all),
            "points grow{predictions=2, test-state-changelog=2} giveUpPlaces"),
        arguments(
            "places as they were",
            merged()
                .member("own", Way.JOURNAL, all[0], all[1])
                .member("other", Way.JOURNAL, all[2]),
            "journal"),
        arguments(
            "places that read in another way",
            merged().member("own", Way.PARTITIONS, all),
            "journal giveUpPlaces"),
        arguments(
            "places, and a partition that is nobody's",
            merged().member("own", Way.JOURNAL, all[0], all[1]),
            "journal giveUpPlaces"),
        arguments(
            "places of others",
            merged().member("other", Way.JOURNAL, all[0]).member("earlier", null),
            "journal"),
        arguments("a crash", direct().stores(true, Duration.ZERO), "points deleteStores"),
        arguments("stores of any age", direct().stores(false, month), "points"),
        arguments(
            "stores whose changelog may have forgotten deletions",
            direct().late().stores(false, LearnerTopology.TRUSTED_FOR.plusMinutes(1)),
            "points deleteStores"),
        arguments(
            "stores that are nearly so old",
            direct().late().stores(false, LearnerTopology.TRUSTED_FOR.minusMinutes(1)),
            "points"),
        arguments(
            "a source was created again",
            merged().runsAgain().recreated("points"),
            "journal beginAnew[points]"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("starts")
  void shouldStart(String what, Found found, String expected) {
    StartDecision decision = found.decide();

    List<String> said = new ArrayList<>(List.of(decision.inputs().merges() ? "journal" : "points"));
    if (!decision.create().isEmpty()) {
      said.add("create" + decision.create().keySet());
    }
    if (!decision.grow().isEmpty()) {
      said.add("grow" + new TreeMap<>(decision.grow()));
    }
    if (decision.giveUpPlaces()) {
      said.add("giveUpPlaces");
    }
    if (!decision.beginAnew().isEmpty()) {
      said.add("beginAnew" + decision.beginAnew().stream().map(Change::topic).toList());
    }
    if (decision.deleteStores()) {
      said.add("deleteStores");
    }
    assertThat(String.join(" ", said)).isEqualTo(expected);
  }

  static Stream<Arguments> refusals() {
    RecordSettings other = RecordSettings.json("kept", "id", null);
    return Stream.of(
        arguments("no points", found().absent("points"), "points is not there", ANEW, true),
        arguments(
            "no points, which are merged",
            merged().absent("points"),
            "points is not there: it was deleted. What has been learned from it is kept. Create",
            "",
            true),
        arguments(
            "no labels, which were read",
            found().labels().committed("labels", 3),
            "labels is not there",
            "",
            true),
        arguments(
            "no labels, in a later run",
            found().labels().runsAgain(),
            "labels is not there",
            "",
            true),
        arguments(
            "a model a partition over one for all",
            merged().perPartition(),
            "a model for each partition (--per-partition) cannot go on from it",
            "ONE_MODEL " + ANEW,
            false),
        arguments(
            "another reads in another way",
            merged().member("other", Way.PARTITIONS),
            "this one has points merged into a journal, with their labels, but the one at host has a model for each partition of points (--per-partition)",
            "",
            false),
        arguments(
            "to another records mean something else",
            direct().member(other),
            "this one has the label label (hash of all options of its records: 44136fa3), but the one at host has the label kept",
            "",
            false),
        arguments(
            "one model for all over a model a partition",
            found().topic("points", 2).written(CHANGELOG, 2),
            "has learned a model for each of 2 partitions",
            "PER_PARTITION " + ANEW,
            false),
        arguments(
            "labels over a model a partition",
            found().labels().written(CHANGELOG, 2),
            "which labels on a topic of their own need",
            ANEW,
            false),
        arguments(
            "the journal is gone", merged().absent(JOURNAL), "journal is not there", ANEW, false),
        arguments(
            "the journal and the group's offsets of it are gone",
            found()
                .topic("points", 2)
                .committed("points", 10)
                .written(CHANGELOG, 1)
                .stateAt(JOURNAL, 20),
            "journal is not there",
            ANEW,
            false),
        arguments(
            "the journal is another, which is empty",
            found()
                .topic("points", 2)
                .committed("points", 10)
                .topic(JOURNAL, 1)
                .stateAt("an earlier journal", 20),
            "was deleted and created again",
            ANEW,
            false),
        arguments(
            "the state is of no topic that is there",
            found().topic("points", 2).stateAt("an earlier journal", 20),
            "neither points nor a journal",
            "START_ANEW",
            false),
        arguments(
            "the state behind a journal is gone",
            merged().absent(CHANGELOG),
            "changelog is not there",
            ANEW,
            true),
        arguments(
            "the state is gone", direct().topic(CHANGELOG, 1), "another that is empty", ANEW, true),
        arguments(
            "the state is gone, and points has grown",
            direct().topic("points", 2).absent(CHANGELOG),
            "changelog is not there",
            ANEW,
            true),
        arguments(
            "the journal may be somebody else's",
            found().topic("points", 2).journalCommitted(),
            "a reset was cut off, or the topic is another's",
            ANEW,
            true),
        arguments(
            "the journal would lose records",
            merged().unfit(true),
            "cannot keep one order of all records: partitions: expected 1, found 3; a remedy",
            "ALTER_TOPICS",
            false),
        arguments(
            "the journal has three partitions",
            merged().unfit(false),
            "cannot keep one order of all records",
            ANEW,
            false),
        arguments(
            "points has fewer partitions than before",
            direct().perPartition().written(CHANGELOG, 3),
            "created again with fewer",
            ANEW,
            false));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusals")
  void shouldRefuse(String what, Found found, String message, String remedies, boolean mayPass) {
    assertThatThrownBy(found::decide)
        .isInstanceOfSatisfying(
            StartRefusal.class,
            refusal -> {
              assertThat(refusal).hasMessageContaining(message);
              assertThat(refusal.remedies.stream().map(Remedy::kind).map(Kind::name))
                  .containsExactlyElementsOf(
                      remedies.isEmpty() ? List.of() : List.of(remedies.split(" ")));
              assertThat(refusal.mayPass).isEqualTo(mayPass);
            });
  }

  /** The hash is what instances of this version and of later ones compare: it must not change. */
  @Test
  void shouldTellTheSameMeaningHoweverItIsSaid() {
    assertThat(MEANING).isEqualTo(new Meaning("44136fa3", RecordSettings.LABEL));
    assertThat(fields("b", "a")).isEqualTo(fields("a", "b")).isNotEqualTo(fields("a"));
  }

  private static Meaning fields(String... paths) {
    return Meaning.of(RecordSettings.standard().withFields(List.of(paths)), KeySettings.standard());
  }
}
