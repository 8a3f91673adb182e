package io.gyre.fold;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.data.InvalidPointException;
import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.encoding.AnyRecords;
import io.gyre.learning.LearnerSettings;
import io.gyre.scoring.WindowSettings;
import io.gyre.state.MapEntries;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Any list of learners on any records: neither restarts, nor questions in between, nor other
 * learners beside it change a bit of what a learner says and is. {@code -Dgyre.folds=500} tries so
 * many.
 */
class FoldOnAnyDataTest {

  private static final int FOLDS = Integer.getInteger("gyre.folds", 12);

  static final String[] MEMBERS = {
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
    1e300, -1e300, 1e12, 1e-300, Double.MIN_VALUE, Double.MAX_VALUE, Double.POSITIVE_INFINITY
  };

  private Random random;
  private final List<String> members = new ArrayList<>();
  private final List<Point> points = new ArrayList<>();
  private final List<Long> times = new ArrayList<>();
  private WindowSettings windowing;

  private void draw(Random seeded) {
    random = seeded;
    windowing = new WindowSettings(50, 0, 1_000, random.nextBoolean());
    int count = 1 + random.nextInt(6);
    for (int i = 0; i < count; i++) {
      members.add("\"name\":\"m%d\",%s".formatted(i, MEMBERS[random.nextInt(MEMBERS.length)]));
    }
    drawPoints(60 + random.nextInt(500));
  }

  private void drawPoints(int count) {
    AnyRecords records = new AnyRecords(random.nextInt());
    int most = 1 + random.nextInt(4) * random.nextInt(4);
    boolean monstrous = random.nextBoolean();
    long time = 1_000_000;
    for (int i = 0; i < count; i++) {
      Map<String, Object> record = records.next();
      if (monstrous && random.nextInt(9) == 0) {
        record.put("x", MONSTERS[random.nextInt(MONSTERS.length)]);
      }
      int label = random.nextInt(1 + Math.min(most, i / 20));
      Object x = record.get("x");
      label = label > 0 && x instanceof Double number && number > 0 ? 0 : label;
      Point point =
          new Point(
              "p",
              AnyRecords.fields(record),
              random.nextInt(8) == 0 ? null : Label.of(label),
              Point.NO_TIME);
      points.add(random.nextInt(12) == 0 ? point.asRepeated() : point);
      time += random.nextInt(6);
      times.add(random.nextInt(15) == 0 ? time + random.nextInt(3_000) - 1_000 : time);
    }
  }

  /** The members in an order, of which some may be left out, with one or two that mix them. */
  private List<LearnerSettings> list(List<String> some, boolean mixed) {
    List<String> list = new ArrayList<>(some);
    if (mixed) {
      list.add("\"name\":\"blend\",\"kind\":\"blend\"");
      list.add(
          random.nextInt(list.size() - 1) + 1,
          "\"name\":\"fast\",\"kind\":\"blend\",\"trustRate\":10");
    }
    return Loop.learners(list.toArray(String[]::new));
  }

  /** One way through the points. */
  private final class Way {

    private final Map<String, byte[]> store = new TreeMap<>();
    private final Random disturbance;
    private final ArrayDeque<WaitingPoint> waiting = new ArrayDeque<>();
    private final List<String> said = new ArrayList<>();
    private List<LearnerSettings> list;
    private PartitionFold fold;
    private int next;

    Way(List<LearnerSettings> list, Random disturbance) {
      this.disturbance = disturbance;
      begin(list);
    }

    void begin(List<LearnerSettings> other) {
      if (fold != null) {
        fold.save(new MapEntries(store));
      }
      list = other;
      fold = new PartitionFold(new FoldSettings(list, windowing), "test");
      fold.load(new MapEntries(store));
    }

    /**
     * @param delay so many labels wait
     */
    void run(int to, int delay) {
      for (; next < to; next++) {
        disturb(delay);
        Point point = points.get(next);
        long time = fold.timeOf(point, times.get(next));
        if (point.labelled() && delay > 0) {
          waiting.add(fold.await(point, time, window -> {}));
          note();
          if (waiting.size() > delay) {
            WaitingPoint oldest = waiting.remove();
            check(oldest.point());
            disturbByQuestion();
            fold.label(oldest);
          }
        } else {
          check(point);
          fold.apply(point, time, window -> {});
          note();
        }
        fold.position().moveTo(next + 1);
      }
    }

    private void check(Point point) {
      try {
        fold.check(point);
      } catch (InvalidPointException e) {
        throw new IllegalStateException(e);
      }
    }

    private void disturb(int delay) {
      if (disturbance == null) {
        return;
      }
      if (disturbance.nextInt(4) == 0) {
        disturbByQuestion();
      }
      if (disturbance.nextInt(7) == 0) {
        fold.save(new MapEntries(store));
      }
      if (delay == 0 && disturbance.nextInt(20) == 0) {
        begin(list);
      }
    }

    private void disturbByQuestion() {
      if (disturbance == null || disturbance.nextInt(3) > 0) {
        return;
      }
      Point question = points.get(disturbance.nextInt(points.size()));
      fold.ask(question);
      int learner = disturbance.nextInt(list.size());
      if (disturbance.nextInt(3) == 0) {
        fold.why(learner, question, disturbance.nextInt(100_000));
      }
      fold.report(learner).digest();
    }

    /** Keeps what every learner said of the present point, to the last bit. */
    private void note() {
      StringBuilder all = new StringBuilder();
      for (int learner = 0; learner < list.size(); learner++) {
        ClassProbabilities answer = fold.answer(learner);
        double sum = 0;
        all.append(list.get(learner).name());
        for (int k = 0; k < answer.size(); k++) {
          assertThat(answer.probability(k)).isBetween(0.0, 1.0 + 1e-12);
          sum += answer.probability(k);
          all.append(' ').append(Double.toHexString(answer.probability(k)));
        }
        assertThat(Math.abs(sum - 1) < 1e-12 || answer.size() == 0).isTrue();
        all.append('\n');
      }
      said.add(all.toString());
    }

    List<String> digests() {
      return list.stream().map(learner -> digest(learner.name())).toList();
    }

    String digest(String name) {
      for (int i = 0; i < list.size(); i++) {
        if (list.get(i).name().equals(name)) {
          return fold.report(i).digest();
        }
      }
      throw new IllegalArgumentException(name);
    }

    void assertSameAs(Way other, String what) {
      for (int i = 0; i < said.size(); i++) {
        assertThat(said.get(i)).as("%s, point %d", what, i).isEqualTo(other.said.get(i));
      }
      assertThat(digests()).as(what).isEqualTo(other.digests());
    }
  }

  private static FoldOnAnyDataTest draw(int seed) {
    Random random = new Random(seed);
    random.nextInt();
    FoldOnAnyDataTest drawn = new FoldOnAnyDataTest();
    drawn.draw(random);
    return drawn;
  }

  @Test
  void shouldNotBeChangedByRestartsAndQuestions() {
    for (int seed = 0; seed < FOLDS; seed++) {
      draw(seed).assertDisturbanceChangesNothing(0, "seed " + seed);
    }
  }

  @Test
  void shouldNotBeChangedByQuestionsWhileLabelsAreLate() {
    for (int seed = 0; seed < FOLDS; seed++) {
      draw(seed).assertDisturbanceChangesNothing(1 + 4 * seed, "seed " + seed);
    }
  }

  private void assertDisturbanceChangesNothing(int delay, String what) {
    List<LearnerSettings> list = list(members, true);
    Way straight = new Way(list, null);
    Way disturbed = new Way(list, new Random(random.nextInt()));
    int half = points.size() / 2;
    straight.run(half, delay);
    disturbed.run(half, delay);
    if (delay == 0) {
      // Some learners leave, come back, or change places: in both.
      List<String> some = new ArrayList<>(members);
      Collections.shuffle(some, random);
      List<LearnerSettings> fewer =
          list(some.subList(0, 1 + some.size() / 2), random.nextBoolean());
      straight.begin(fewer);
      disturbed.begin(fewer);
      straight.run(half + 20, 0);
      disturbed.run(half + 20, 0);
      List<LearnerSettings> again = list(some, true);
      straight.begin(again);
      disturbed.begin(again);
    }
    straight.run(points.size(), delay);
    disturbed.run(points.size(), delay);
    disturbed.assertSameAs(straight, what);
  }

  @Test
  void shouldBeTheSameWithAndWithoutOthers() {
    for (int seed = 0; seed < FOLDS; seed++) {
      FoldOnAnyDataTest any = draw(seed);
      Way all = any.new Way(any.list(any.members, true), null);
      all.run(any.points.size(), 0);
      for (int i = 0; i < any.members.size(); i++) {
        Way alone = any.new Way(any.list(List.of(any.members.get(i)), false), null);
        alone.run(any.points.size(), 0);
        String name = "m" + i;
        assertThat(alone.digest(name))
            .as("seed %d, %s", seed, any.members.get(i))
            .isEqualTo(all.digest(name));
      }
    }
  }
}
