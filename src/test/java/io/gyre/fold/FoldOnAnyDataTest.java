package io.gyre.fold;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.data.Fields;
import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.data.counts.LateLabelCounts;
import io.gyre.encoding.AnyRecords;
import io.gyre.fold.intake.AskOptions;
import io.gyre.fold.intake.LogRecord.Kind;
import io.gyre.fold.state.FoldSettings;
import io.gyre.fold.waiting.LateLabels;
import io.gyre.fold.waiting.LateLabelsTest;
import io.gyre.time.WindowSettings;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Any list of learners on any records, with labels at once, held, or late and with any faults:
 * neither restarts, nor crashes with another run over the same records, nor questions in between,
 * nor other learners beside it change a bit of what a learner says and is, or of what waits and is
 * counted. {@code -Dgyre.folds=500} tries so many.
 */
class FoldOnAnyDataTest {

  private static final int FOLDS = Integer.getInteger("gyre.folds", 8);

  private static final String[] MEMBERS = {
    "\"kind\":\"logistic\",\"optimiser\":\"adagrad\",\"learningRate\":0.3,\"batch\":1,\"clip\":5",
    "\"kind\":\"logistic\",\"learningRate\":40,\"batch\":3,\"clip\":0,\"clipNorm\":0",
    "\"kind\":\"logistic\",\"learningRate\":0.1,\"view\":\"plain\",\"batch\":2",
    "\"kind\":\"logistic\",\"learningRate\":0.1,\"view\":\"standardised\",\"batch\":1,\"memory\":9",
    "\"kind\":\"network\",\"optimiser\":\"adam\",\"learningRate\":0.03,\"batch\":1,\"replay\":7,\"memory\":90",
    "\"kind\":\"network\",\"optimiser\":\"momentum\",\"learningRate\":1e30,\"batch\":1,\"l2\":0.01",
    "\"kind\":\"network\",\"view\":\"standardised\",\"learningRate\":0.1,\"batch\":4,\"steps\":2",
    "\"kind\":\"neighbours\",\"k\":5,\"memory\":300",
    "\"kind\":\"neighbours\",\"k\":9,\"memory\":300",
    "\"kind\":\"neighbours\",\"k\":1,\"memory\":1",
    "\"kind\":\"neighbours\",\"k\":20,\"memory\":40,\"clip\":0",
    "\"kind\":\"label-chain\"",
    "\"kind\":\"prior\",\"fade\":0",
  };

  private static final double[] MONSTERS = {
    1e300, -1e300, 1e12, 1e-300, Double.MIN_VALUE, Double.MAX_VALUE
  };

  /** A record of points or of labels. */
  private record Next(Kind kind, Point point, long time) {}

  private Random random;
  private boolean late;
  private WindowSettings windowing;
  private LateLabels bounds;
  private final List<String> members = new ArrayList<>();
  private final List<Next> log = new ArrayList<>();

  private FoldOnAnyDataTest draw(int seed, boolean withLateLabels) {
    random = new Random(seed);
    random.nextInt();
    random.nextInt(); // a log of other seeds need not have all that can happen
    late = withLateLabels;
    windowing = new WindowSettings(50, 60 * (seed % 2), 1_000);
    bounds =
        new LateLabels(
            random.nextBoolean() ? 100 : random.nextBoolean() ? 400 : 1_000_000,
            random.nextBoolean() ? 20 : 10_000,
            random.nextBoolean() ? 12_000 : 1 << 30,
            null,
            false);
    if (random.nextInt(3) > 0) {
      bounds =
          new LateLabels(
              bounds.waitMs(),
              bounds.waiting(),
              bounds.waitingBytes(),
              Label.of(random.nextInt(2)),
              random.nextBoolean());
    }
    for (int i = random.nextInt(5); i >= 0; i--) {
      members.add("\"name\":\"m%d\",%s".formatted(i, MEMBERS[random.nextInt(MEMBERS.length)]));
    }
    drawLog(100 + random.nextInt(400));
    return this;
  }

  private static Stream<FoldOnAnyDataTest> drawn(boolean late) {
    return IntStream.range(0, FOLDS).mapToObj(seed -> new FoldOnAnyDataTest().draw(seed, late));
  }

  /**
   * Labels that are late lie up to 60 records behind their points, or 20 before; some are doubled,
   * lost, or wrong.
   */
  private void drawLog(int points) {
    AnyRecords records = new AnyRecords(random.nextInt());
    int classes = 1 + random.nextInt(4) * random.nextInt(6);
    boolean monstrous = random.nextBoolean();
    List<List<Next>> slots =
        Stream.<List<Next>>generate(ArrayList::new).limit(points + 61).toList();
    long time = 1_000_000;
    for (int i = 0; i < points; i++) {
      Map<String, Object> record = records.nextWithText();
      if (monstrous && random.nextInt(9) == 0) {
        record.put("x", MONSTERS[random.nextInt(MONSTERS.length)]);
      }
      time += random.nextInt(6);
      long shown = random.nextInt(15) == 0 ? time + random.nextInt(3_000) - 1_000 : time;
      boolean positive = record.get("x") instanceof Double x && x > 0;
      Label label = Label.of(positive ? 0 : random.nextInt(1 + Math.min(classes, i / 20)));
      // An id comes again now and then.
      String id = "p-" + (late && random.nextInt(20) == 0 ? random.nextInt(points) : i);
      Point drawn = new Point(id, AnyRecords.fields(record), label, Point.NO_TIME, false);
      Point point = random.nextInt(12) == 0 ? drawn.asRepeated() : drawn;
      boolean atOnce = random.nextInt(8) < (late ? 2 : 7);
      slots.get(i).add(new Next(Kind.POINT, atOnce ? point : point.withoutLabel(), shown));
      for (int n = late ? labels(atOnce) : 0; n > 0; n--) {
        int slot = Math.max(0, i + random.nextInt(80) - 20);
        slots.get(Math.min(slot, points + 60)).add(labelOf(point, time));
      }
    }
    slots.forEach(log::addAll);
  }

  private int labels(boolean atOnce) {
    int one = random.nextInt(10);
    return atOnce || one == 0 ? one / 9 : one == 1 ? 2 : 1;
  }

  private Next labelOf(Point point, long time) {
    Point of = random.nextInt(10) > 0 ? point : point.withLabel(Label.of(random.nextInt(3)));
    Point alone = of.labelAlone();
    return switch (random.nextInt(3)) {
      case 0 -> new Next(Kind.LABEL, of, time);
      case 1 -> new Next(Kind.POINT, alone, time);
      default -> new Next(Kind.POINT, of, time);
    };
  }

  /** The learners in their order, of which some may be left out, with two that mix them. */
  private FoldSettings mixed(List<String> some) {
    List<String> list = new ArrayList<>(some);
    list.add("\"name\":\"blend\",\"kind\":\"blend\"");
    list.add(
        random.nextInt(list.size() - 1) + 1,
        "\"name\":\"fast\",\"kind\":\"blend\",\"trustRate\":10");
    return settings(list);
  }

  private FoldSettings settings(List<String> list) {
    return new FoldSettings(FoldLoop.learners(list.toArray(String[]::new)), windowing)
        .with(late ? bounds : null);
  }

  /** One way through the log. */
  private final class Way {

    private final Random disturbance;
    private final int delay;
    private final List<String> said = new ArrayList<>();
    private FoldLoop loop;
    private int next;
    private final ArrayDeque<Point> held = new ArrayDeque<>();

    /**
     * @param delay so many labels are withheld
     * @param disturbance null for none
     */
    Way(FoldSettings settings, int delay, Random disturbance) {
      loop = new FoldLoop(delay == 0 ? settings : settings.with(FoldLoop.LATE));
      this.delay = delay;
      this.disturbance = disturbance;
    }

    Way run(int to) {
      while (next < to) {
        if (disturbance != null) {
          disturb(to);
        }
        said.add(apply(loop, log.get(next++)));
        if (held.size() > delay) {
          disturbByQuestion();
          loop.release(held.remove());
        }
      }
      return this;
    }

    private String apply(FoldLoop loop, Next record) {
      boolean holds = delay > 0 && record.point.labelled();
      Step step =
          holds
              ? loop.hold(record.point, record.time)
              : loop.next(record.kind, record.point, record.time);
      if (holds) {
        held.add(record.point);
      }
      String answer = step.isPoint() ? FoldLoop.text(step.answer()) : "";
      if (step.isPoint()) {
        FoldTest.assertProbabilities(step.answer());
      }
      return "%s, %s, %s, %s".formatted(step.kind(), step.reason(), step.time(), answer);
    }

    private void disturb(int to) {
      disturbByQuestion();
      if (delay == 0) {
        switch (disturbance.nextInt(40)) {
          case 0, 1, 2, 3 -> loop.save();
          case 4, 5, 6 -> loop = loop.restarted();
          case 7 -> crash(to);
          default -> {}
        }
      }
    }

    /** Goes on for a while, and then again from what was saved before. */
    private void crash(int to) {
      FoldLoop doomed = loop;
      loop = loop.restarted();
      for (int i = next; i < Math.min(to, next + disturbance.nextInt(30)); i++) {
        apply(doomed, log.get(i));
      }
    }

    private void disturbByQuestion() {
      if (disturbance == null || disturbance.nextInt(10) > 0) {
        return;
      }
      Fields question = log.get(disturbance.nextInt(log.size())).point.fields();
      List<String> names = loop.report().learners();
      int learner = disturbance.nextInt(names.size());
      loop.fold.ask(question, AskOptions.ALL);
      if (disturbance.nextInt(3) == 0) {
        AskOptions one = AskOptions.of(List.of(names.get(learner)));
        loop.fold.ask(question, one.why(disturbance.nextInt(100_000)));
      }
      loop.digest(learner);
    }
  }

  /** Learners leave, come, and change places in between, unless labels are withheld. */
  private FoldLoop assertDisturbanceChangesNothing(int delay) {
    FoldSettings settings = mixed(members);
    Way straight = new Way(settings, delay, null);
    Way disturbed = new Way(settings, delay, new Random(random.nextInt()));
    for (int to : new int[] {log.size() / 2, log.size() / 2 + 40, log.size()}) {
      straight.run(to);
      disturbed.run(to);
      if (delay == 0) {
        List<String> others = new ArrayList<>(members);
        Collections.shuffle(others, random);
        List<String> some = new ArrayList<>(others.subList(0, 1 + random.nextInt(others.size())));
        some.add("\"name\":\"new\",\"kind\":\"label-chain\"");
        FoldSettings changed = mixed(some);
        straight.loop = straight.loop.restarted(changed);
        disturbed.loop = disturbed.loop.restarted(changed);
      }
    }
    for (int i = 0; i < log.size(); i++) {
      assertThat(disturbed.said.get(i)).as("record %d", i).isEqualTo(straight.said.get(i));
    }
    assertThat(disturbed.loop.digests()).isEqualTo(straight.loop.digests());
    assertThat(disturbed.loop.counts()).isEqualTo(straight.loop.counts());
    return disturbed.loop;
  }

  @Test
  void shouldNotBeChangedByRestartsCrashesAndQuestions() {
    drawn(false).forEach(any -> any.assertDisturbanceChangesNothing(0));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 40})
  void shouldNotBeChangedByQuestionsWhileLabelsAreWithheld(int delay) {
    drawn(false).forEach(any -> any.assertDisturbanceChangesNothing(delay));
  }

  @Test
  void shouldNotBeChangedByRestartsCrashesAndQuestionsWhileLabelsAreLate() {
    long[] sums = new long[11];
    drawn(true)
        .forEach(
            any -> {
              FoldLoop loop = any.assertDisturbanceChangesNothing(0);
              LateLabelsTest.assertDigest(loop);
              LateLabelCounts c = loop.counts();
              long[] counts = {
                c.matched() - c.before(),
                c.before(),
                c.repeated(),
                c.corrections(),
                c.sameId(),
                c.expired(),
                c.evicted(),
                c.unmatched(),
                c.silent(),
                c.tooLate(),
                c.learnedTooLate()
              };
              Arrays.setAll(sums, i -> sums[i] + counts[i]);
            });
    // All that can happen did.
    assertThat(Arrays.stream(sums)).allMatch(sum -> sum > 5);
  }

  /** The same points, and each label so many points later: one that is withheld says the same. */
  @ParameterizedTest
  @ValueSource(ints = {1, 40})
  void shouldLearnWhatIsLearnedOfLabelsThatAreWithheld(int delay) {
    drawn(false).forEach(any -> any.assertSameAsWithheld(delay));
  }

  private void assertSameAsWithheld(int delay) {
    FoldSettings settings = mixed(members);
    Way withheld = new Way(settings, delay, null).run(log.size());
    FoldLoop loop = new FoldLoop(settings.with(FoldLoop.LATE));
    ArrayDeque<Point> waiting = new ArrayDeque<>();
    for (Next next : log) {
      loop.apply(next.point.withoutLabel(), next.time);
      if (next.point.labelled()) {
        waiting.add(next.point);
      }
      if (waiting.size() > delay) {
        loop.apply(waiting.remove(), next.time);
      }
      loop = random.nextInt(20) == 0 ? loop.restarted() : loop;
    }
    assertThat(loop.digests()).isEqualTo(withheld.loop.digests());
  }

  @Test
  void shouldBeTheSameWithAndWithoutOthers() {
    drawn(false)
        .forEach(
            any -> {
              Way all = any.new Way(any.mixed(any.members), 0, null).run(any.log.size());
              for (String member : any.members) {
                FoldSettings one = any.settings(List.of(member));
                assertThat(all.loop.digests())
                    .as(member)
                    .containsAllEntriesOf(
                        any.new Way(one, 0, null).run(any.log.size()).loop.digests());
              }
            });
  }
}
