package io.gyre.replica;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.data.Fields;
import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.encoding.AnyRecords;
import io.gyre.fold.Fold;
import io.gyre.fold.FoldLoop;
import io.gyre.fold.answer.Answer;
import io.gyre.fold.intake.AskOptions;
import io.gyre.fold.state.FoldSettings;
import io.gyre.format.RecordSettings;
import io.gyre.learning.list.LearnerPresets;
import io.gyre.time.WindowSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class ChangelogReaderTest {

  private static final TopicPartition ZERO = new TopicPartition("gyre-state-changelog", 0);
  private static final TopicPartition KEYS = new TopicPartition("gyre-keys-changelog", 0);
  private static final TopicPartition ONE = new TopicPartition("gyre-state-changelog", 1);

  private static final FoldSettings SETTINGS =
      new FoldSettings(LearnerPresets.DATA.learners(), new WindowSettings(2_000, 10, 5_000))
          .withClasses(List.of(Label.of(1), Label.of(0)), Label.of(0));
  private final Random random = new Random(5);
  private final FoldLoop loop = new FoldLoop(SETTINGS);
  private final Map<String, byte[]> saved = loop.store;
  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
  private ChangelogReader reader;
  private long end;

  private long end(TopicPartition partition) {
    return consumer.endOffsets(Set.of(partition)).get(partition);
  }

  private void start() {
    consumer.updateBeginningOffsets(Map.of(ZERO, 0L, ONE, 0L, KEYS, 0L));
    consumer.updateEndOffsets(Map.of(ZERO, 0L, ONE, 0L, KEYS, 0L));
    reader = new ChangelogReader(consumer, List.of(ZERO, ONE), null, this::end);
  }

  /** Learns a point, and returns the entries that its save has put. */
  private Map<String, byte[]> learn() {
    double x = random.nextGaussian();
    Fields fields =
        new Fields(
            new String[] {"city", "x"},
            new double[] {Double.NaN, x},
            new String[] {"c" + random.nextInt(30), null});
    long next = loop.report().next();
    Map<String, byte[]> before = new TreeMap<>(saved);
    loop.run(List.of(new Point("p" + next, fields, Label.of(x > 0 ? 1 : 0), Point.NO_TIME, false)));
    Map<String, byte[]> put = new TreeMap<>(saved);
    put.entrySet().removeIf(entry -> before.get(entry.getKey()) == entry.getValue());
    return put;
  }

  private void add(String key, byte[] value) {
    consumer.addRecord(new ConsumerRecord<>(ZERO.topic(), 0, end++, key.getBytes(UTF_8), value));
  }

  private static List<double[]> answers(Fold fold) {
    Fields point =
        new Fields(
            new String[] {"city", "x"}, new double[] {Double.NaN, 0.3}, new String[] {"c3", null});
    Answer answer = fold.ask(point, AskOptions.ALL);
    return IntStream.range(0, answer.learners.size()).mapToObj(answer::probabilities).toList();
  }

  /** Each save is read entry by entry: only behind the last one and its commit is it whole. */
  @Test
  void shouldMakeAFoldOnlyAtTheEndOfWhatIsCommittedAndTheSameOne() {
    start();
    for (int save = 0; save < 30; save++) {
      Map<String, byte[]> put = learn();
      long whole = end + put.size() + 1; // With the marker of the commit.
      consumer.updateEndOffsets(Map.of(ZERO, whole));
      put.forEach(
          (key, value) -> {
            add(key, value);
            reader.read(Duration.ZERO);
            assertThat(reader.changed()).isEmpty();
          });
      consumer.seek(ZERO, ++end);
      reader.read(Duration.ZERO);

      assertThat(reader.changed()).containsExactly(ZERO);
      Fold made = reader.make(ZERO, "test");
      assertThat(made.report().settings()).isEqualTo(SETTINGS);
      assertThat(made.report().next()).isEqualTo(save + 1);
      assertThat(answers(made)).usingRecursiveComparison().isEqualTo(answers(loop.fold));
      assertThat(reader.changed()).isEmpty();
    }
    assertThat(reader.isChanged(ONE)).isFalse();
  }

  @Test
  void shouldForgetWhatWasDeleted() {
    start();
    learn().forEach(this::add);
    add("settings", null);
    consumer.updateEndOffsets(Map.of(ZERO, end));
    reader.read(Duration.ZERO);

    assertThat(reader.changed()).containsExactly(ZERO);
    assertThatThrownBy(() -> reader.make(ZERO, "test"))
        .hasMessageContaining("test: its state is of an earlier Gyre");
  }

  @Test
  void shouldNeedNoPointsThatWaitForTheirLabels() {
    FoldLoop late = new FoldLoop(SETTINGS.with(FoldLoop.LATE));
    late.run(List.of(new Point("a", new double[] {1, 2}, Label.of(1))));
    start();
    late.store.forEach(this::add);
    consumer.updateEndOffsets(Map.of(ZERO, end));
    reader.read(Duration.ZERO);

    Fold made = reader.make(ZERO, "test");

    assertThat(answers(made)).usingRecursiveComparison().isEqualTo(answers(late.fold));
    assertThat(made.report().lateLabels()).isNull();
  }

  /** A fold with keys, of which the reader has read all. */
  private FoldLoop readKeyed() {
    FoldLoop keyed = keyed();
    learn(keyed, 200);
    start();
    reader = new ChangelogReader(consumer, List.of(ZERO), KEYS.topic(), this::end);
    putState(keyed);
    putKeys(keyed);
    reader.read(Duration.ZERO);
    return keyed;
  }

  @Test
  void shouldAnswerWithWhatIsRememberedOfKeys() {
    FoldLoop keyed = readKeyed();

    assertThat(reader.changed()).containsExactly(ZERO);
    Fold made = reader.make(ZERO, "test");
    assertThat(answers(made)).usingRecursiveComparison().isEqualTo(answers(keyed.fold));
    assertThat(made.report().keys()).isEqualTo(keyed.report().keys());
  }

  @Test
  void shouldNotMakeAFoldWithoutWhatItRemembersOfKeys() {
    FoldLoop keyed = keyed();
    learn(keyed, 10);
    start();
    putState(keyed);
    reader.read(Duration.ZERO);

    assertThatThrownBy(() -> reader.make(ZERO, "test"))
        .hasMessage("test: what it remembers of keys is not there yet");
  }

  @Test
  void shouldWaitForKeysOfTheSameSnapshotAndLetTheFoldBeforeKeepItsOwn() {
    FoldLoop keyed = readKeyed();
    Fold first = reader.make(ZERO, "test");
    reader.use(ZERO);
    // The fold itself is not asked: it would keep what it read of the keys.
    List<double[]> before = answers(keyed.fold);

    learn(keyed, 100);
    putState(keyed);
    reader.read(Duration.ZERO);
    assertThat(reader.changed()).isEmpty();
    putKeys(keyed);
    reader.read(Duration.ZERO);
    assertThat(reader.changed()).containsExactly(ZERO);
    Fold second = reader.make(ZERO, "test");

    assertThat(answers(first)).usingRecursiveComparison().isEqualTo(before);
    reader.use(ZERO);
    assertThat(answers(second)).usingRecursiveComparison().isEqualTo(answers(keyed.fold));
  }

  /** Questions of many rows go on with the fold that they began with. */
  @Test
  void shouldLetAFoldAnswerWithItsOwnKeysAlsoAfterLaterOnes() {
    FoldLoop keyed = readKeyed();
    List<List<double[]>> expected = new ArrayList<>();
    List<Fold> folds = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      assertThat(reader.changed()).containsExactly(ZERO);
      folds.add(reader.make(ZERO, "test"));
      reader.use(ZERO);
      expected.add(answers(keyed.restarted().fold));
      learn(keyed, 100);
      putState(keyed);
      putKeys(keyed);
      reader.read(Duration.ZERO);
    }

    assertThat(folds.stream().map(ChangelogReaderTest::answers).toList())
        .usingRecursiveComparison()
        .isEqualTo(expected);
    assertThat(expected.get(0).get(0)).isNotEqualTo(expected.get(1).get(0));
  }

  private static FoldLoop keyed() {
    return new FoldLoop(SETTINGS.withRecords(RecordSettings.standard().withKeys(List.of("city"))));
  }

  private void learn(FoldLoop keyed, int points) {
    for (int i = 0; i < points; i++) {
      Fields fields = AnyRecords.of("city", "c" + i % 5, "x", random.nextGaussian());
      Label label = Label.of(i % 5 == 3 ? 1 : 0);
      keyed.apply(new Point("p" + i, fields, label, Point.NO_TIME, false));
    }
    keyed.save();
  }

  private void putState(FoldLoop keyed) {
    keyed.store.forEach((key, value) -> put(ZERO, key.getBytes(UTF_8), value));
  }

  private void putKeys(FoldLoop keyed) {
    FoldLoop.entries(keyed.keys).forEach((key, value) -> put(KEYS, key, value));
  }

  private void put(TopicPartition partition, byte[] key, byte[] value) {
    long next = consumer.endOffsets(Set.of(partition)).get(partition);
    consumer.addRecord(
        new ConsumerRecord<>(partition.topic(), partition.partition(), next, key, value));
    consumer.updateEndOffsets(Map.of(partition, next + 1));
  }
}
