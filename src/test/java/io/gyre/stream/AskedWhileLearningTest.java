package io.gyre.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.data.Fields;
import io.gyre.fold.Fold;
import io.gyre.fold.FoldLock;
import io.gyre.fold.FoldLoop;
import io.gyre.fold.FoldReport;
import io.gyre.fold.LiveFolds;
import io.gyre.fold.answer.Answer;
import io.gyre.fold.intake.AskOptions;
import io.gyre.fold.state.FoldSettings;
import io.gyre.fold.state.FoldStore;
import io.gyre.learning.KindsOfClasses;
import io.gyre.learning.list.LearnerSettings;
import io.gyre.stream.processor.LearnerTopology;
import io.gyre.stream.processor.PredictionSampling;
import io.gyre.stream.processor.TopologySettings;
import io.gyre.time.WindowSettings;
import io.gyre.topic.Metrics;
import io.gyre.topic.Parameters;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever asks what is learned changes nothing of it, and keeps nobody waiting for long. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AskedWhileLearningTest {

  private static final int RECORDS = 400;
  private static final long START_MS = Arriving.START_MS;

  @TempDir Path folder;

  private static TopologySettings settings(boolean late) {
    List<LearnerSettings> learners = new ArrayList<>(Fixture.VARIANTS);
    KindsOfClasses.names().forEach(kind -> learners.add(Fixture.ofKind(kind)));
    FoldSettings fold =
        new FoldSettings(learners, WindowSettings.standard()).with(late ? FoldLoop.LATE : null);
    TopologySettings direct = Fixture.settings(fold, PredictionSampling.ALL);
    return late ? Fixture.merged(direct, "labels") : direct;
  }

  /** Text, numbers, fields and classes that appear, and labels that come later. */
  private static void send(DrivenTopology topology, boolean late) {
    Random random = new Random(7);
    for (int i = 0; i < RECORDS; i++) {
      long timeMs = START_MS + 20L * i;
      String label = "c" + random.nextInt(i < RECORDS / 2 ? 2 : 4);
      StringBuilder json = new StringBuilder("{\"id\":\"p-" + i + "\"");
      json.append(",\"age\":").append(random.nextInt(60));
      json.append(",\"zip\":\"z").append(random.nextInt(1 + i / 10)).append('"');
      if (random.nextInt(3) > 0) {
        json.append(",\"price\":").append(random.nextGaussian());
      }
      boolean waits = late && i % 3 > 0;
      String end = waits ? "}" : ",\"label\":\"" + label + "\"}";
      send(topology, "points", json + end, timeMs);
      if (waits) {
        String of = "{\"id\":\"p-" + i + "\",\"label\":\"" + label + "\"}";
        send(topology, "labels", of, timeMs + 1);
      }
    }
  }

  private static void send(DrivenTopology topology, String topic, String value, long timeMs) {
    topology.sendTo(topic, value.getBytes(StandardCharsets.UTF_8), timeMs, new RecordHeaders());
  }

  private record Outcome(List<Metrics> metrics, List<Parameters> parameters, Object predictions) {}

  private Outcome run(TopologySettings settings, boolean late, String name) {
    try (DrivenTopology topology = new DrivenTopology(settings, folder.resolve(name))) {
      send(topology, late);
      return new Outcome(
          topology.metrics().stream().map(TestRecord::value).toList(),
          topology.parameters().stream().map(TestRecord::value).toList(),
          topology.predictions().stream().map(TestRecord::value).toList());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldLeaveNoTraceInWhatIsLearnedHoweverMuchIsAsked(boolean late) throws Exception {
    Outcome undisturbed = run(settings(late), late, "undisturbed");
    TopologySettings settings = settings(late);
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger asked = new AtomicInteger();
    AtomicReference<Throwable> failed = new AtomicReference<>();
    List<Thread> storm = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Random random = new Random(i);
      Thread thread = new Thread(() -> askUntil(over, settings.folds(), random, asked));
      thread.setUncaughtExceptionHandler((of, e) -> failed.set(e));
      thread.start();
      storm.add(thread);
    }
    Outcome disturbed = run(settings, late, "disturbed");
    over.set(true);
    for (Thread thread : storm) {
      thread.join();
    }

    assertThat(failed.get()).isNull();
    System.out.println(asked + " questions during " + RECORDS + " records");
    assertThat(asked.get()).isGreaterThan(RECORDS);
    assertThat(undisturbed.parameters).hasSizeGreaterThan(20);
    assertThat(disturbed.parameters)
        .extracting(Parameters::digest)
        .isEqualTo(undisturbed.parameters.stream().map(Parameters::digest).toList());
    assertThat(disturbed.metrics).isEqualTo(undisturbed.metrics);
    assertThat(disturbed.predictions).isEqualTo(undisturbed.predictions);
  }

  private static void askUntil(
      AtomicBoolean over, LiveFolds folds, Random random, AtomicInteger asked) {
    while (!over.get()) {
      folds.ask(0, (fold, until) -> askOne(fold, random, asked));
      folds.look(0);
    }
  }

  private static boolean askOne(Fold fold, Random random, AtomicInteger asked) {
    Fields point = point(random);
    FoldReport report = fold.report();
    List<String> names = report.learners();
    List<String> some = random.nextBoolean() ? null : names.subList(random.nextInt(3), 4);
    Answer answer =
        fold.ask(
            point,
            AskOptions.of(some).why(random.nextInt(2) * 50_000).after(null, random::nextBoolean));
    for (int learner = 0; learner < names.size(); learner++) {
      if (answer.has(learner) && !answer.classes().isEmpty()) {
        assertThat(Arrays.stream(answer.probabilities(learner)).sum())
            .isBetween(1 - 1e-9, 1 + 1e-9);
      }
      report.micros(learner);
      asked.incrementAndGet();
    }
    report.labels();
    return random.nextInt(5) > 0;
  }

  /** With values, fields and kinds of them that no point has. */
  private static Fields point(Random random) {
    String[] paths = {"age", "zip", "price", "unknown"};
    double[] numbers = {random.nextInt(99), Double.NaN, random.nextGaussian(), 1};
    String[] texts = {null, "z" + random.nextInt(50), null, null};
    for (int i = 0; i < numbers.length; i++) {
      if (random.nextInt(4) == 0) {
        numbers[i] = Double.NaN;
        texts[i] = random.nextBoolean() ? "t" : null;
      }
    }
    return new Fields(paths, numbers, texts);
  }

  @Test
  void shouldBeClosedWhereNothingIsLearned() {
    TopologySettings settings = settings(false);
    assertThat(settings.folds().ask(0, (fold, until) -> false)).isFalse();
    try (DrivenTopology topology = new DrivenTopology(settings, folder.resolve("open"))) {
      send(topology, false);
      assertThat(settings.folds().ask(0, (fold, until) -> false)).isTrue();
      assertThat(settings.folds().ask(1, (fold, until) -> false)).isFalse();
      assertThat(settings.folds().look(0).orElseThrow().survey().points()).isEqualTo(RECORDS);
    }
    assertThat(settings.folds().ask(0, (fold, until) -> false)).isFalse();
    assertThat(settings.folds().look(0)).isEmpty();
  }

  /** The thread that learns asks for the lock again as soon as it has given it back. */
  @Test
  void shouldAnswerThoughLearningNeverPauses() throws Exception {
    LiveFolds folds = opened();
    FoldLock turn = folds.of(0);
    AtomicBoolean asked = new AtomicBoolean();
    Thread asking =
        new Thread(
            () ->
                folds.ask(
                    0,
                    (fold, until) -> {
                      asked.set(true);
                      return false;
                    }));
    turn.begin();
    asking.start();
    // Until it is in the lock's queue.
    while (asking.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    turn.end();
    turn.begin();
    boolean askedBetween = asked.get();
    turn.end();
    asking.join();

    assertThat(askedBetween).isTrue();
  }

  /** Four questions without an end leave most of the time to learning. */
  @Test
  void shouldLearnThoughQuestionsNeverEnd() throws Exception {
    LiveFolds folds = opened();
    FoldLock turn = folds.of(0);
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger slices = new AtomicInteger();
    List<Thread> asking = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Thread thread =
          new Thread(
              () ->
                  folds.ask(
                      0,
                      (fold, until) -> {
                        slices.incrementAndGet();
                        spin(Duration.ofNanos(Math.max(0, until - System.nanoTime())));
                        return !over.get();
                      }));
      thread.start();
      asking.add(thread);
    }
    long learned = 0;
    while (learned < 10_000) {
      turn.begin();
      spin(Duration.ofNanos(50_000));
      turn.end();
      learned++;
    }
    over.set(true);
    for (Thread thread : asking) {
      thread.join();
    }

    System.out.println(learned + " records of 0.05 ms between " + slices + " slices");
    assertThat(learned).isGreaterThan(2L * slices.get());
  }

  @Test
  void shouldRestTwiceAsLongAsASliceThatLearningWaitedFor() throws Exception {
    LiveFolds folds = opened();
    Thread learning = new Thread(() -> folds.of(0).take(() -> {}));
    List<Long> begun = new ArrayList<>();
    List<Long> ended = new ArrayList<>();

    folds.ask(
        0,
        (fold, until) -> {
          begun.add(System.nanoTime());
          if (begun.size() == 1) {
            learning.start();
            while (learning.getState() != Thread.State.WAITING) {
              Thread.onSpinWait();
            }
          }
          ended.add(System.nanoTime());
          return begun.size() == 1;
        });
    learning.join();

    long most = Duration.ofMillis(50).toNanos();
    assertThat(begun.get(1) - ended.get(0))
        .isGreaterThanOrEqualTo(Math.min(2 * (ended.get(0) - begun.get(0)), most));
  }

  /** One question of a learner that takes long; others who ask must not find it busy for long. */
  @Test
  void shouldRestOnlyShortlyAfterALongSlice() throws Exception {
    LiveFolds folds = opened();
    FoldLock turn = folds.of(0);
    CountDownLatch begun = new CountDownLatch(1);
    Thread learning =
        new Thread(
            () -> {
              try {
                begun.await();
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
              turn.take(() -> {});
            });
    learning.start();

    long begin = System.nanoTime();
    folds.ask(
        0,
        (fold, until) -> {
          begun.countDown();
          spin(Duration.ofSeconds(1));
          return false;
        });
    long slow = System.nanoTime() - begin;
    learning.join();
    folds.ask(0, (fold, until) -> false);

    // The rest after a slice of the usual length would be twice as long as that.
    assertThat(System.nanoTime() - begin - slow).isLessThan(slow);
  }

  /** Nobody asks in most processes: there the values of many fields are not to be kept. */
  @Test
  void shouldSurveyAfterARestartOnlyFromTheFirstTimeThatSomebodyAsks() throws Exception {
    TopologySettings settings = settings(false);
    try (DrivenTopology topology = new DrivenTopology(settings, folder.resolve("first"))) {
      send(topology, false);
      StoreContent.write(
          StoreContent.of(topology.store()),
          LearnerTopology.STORE,
          folder.resolve("again").resolve(Fixture.APPLICATION).resolve("0_0"));
    }
    TopologySettings again = settings(false);
    try (DrivenTopology topology = new DrivenTopology(again, folder.resolve("again"))) {
      topology.nextOffset(RECORDS);
      int next = RECORDS;
      send(topology, "points", "{\"age\":1}", START_MS + 20L * next++);
      assertThat(again.folds().look(0).orElseThrow().survey().points()).isZero();
      send(topology, "points", "{\"age\":1}", START_MS + 20L * next);
      assertThat(again.folds().look(0).orElseThrow().survey().points()).isEqualTo(1);
    }
  }

  private static LiveFolds opened() {
    LiveFolds folds = new LiveFolds();
    folds.open(0, Fold.open(settings(false).fold(), FoldStore.unsaved("test")));
    return folds;
  }

  private static void spin(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }
}
