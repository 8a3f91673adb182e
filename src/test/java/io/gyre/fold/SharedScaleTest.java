package io.gyre.fold;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.data.Label;
import io.gyre.data.Point;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** All learners of a partition that standardise have one scale, which only they pay for. */
class SharedScaleTest {

  private static final String PLAIN =
      "\"name\":\"p\",\"kind\":\"logistic\",\"learningRate\":0.3,\"view\":\"plain\",\"memory\":20";
  private static final String FIRST =
      "\"name\":\"a\",\"kind\":\"logistic\",\"learningRate\":0.3,\"batch\":5,\"memory\":20";
  private static final String SECOND =
      "\"name\":\"b\",\"kind\":\"network\",\"learningRate\":0.1,\"view\":\"standardised\",\"clip\":3,\"replay\":9,\"memory\":300";

  private static final Random RANDOM = new Random(1);

  /** Of two numbers; the class says which is larger. */
  private static final List<Point> POINTS =
      Stream.generate(SharedScaleTest::draw).limit(300).toList();

  private static Point draw() {
    double[] x = {7 + RANDOM.nextGaussian(), 7 + 100 * RANDOM.nextGaussian()};
    return new Point("p", x, Label.of(x[0] > x[1] ? 1 : 0));
  }

  private static Loop loop(Map<String, byte[]> store, String... learners) {
    return new Loop(Loop.settings(learners), store);
  }

  private static Loop ran(int points, String... learners) {
    Loop loop = loop(new TreeMap<>(), learners);
    loop.run(POINTS.subList(0, points));
    return loop;
  }

  private static Map<?, ?> scaling(Loop loop, int learner) {
    return (Map<?, ?>) loop.fold.report(learner).parameters().get("scaling");
  }

  private static void assertSameScaling(Map<?, ?> found, Map<?, ?> expected) {
    assertThat(found).usingRecursiveComparison().isEqualTo(expected);
  }

  @Test
  void shouldBeTheSameForAllLearnersAndCountPointsThatWaitForTheirBatch() {
    Loop loop = ran(203, FIRST, SECOND, PLAIN);

    assertThat(scaling(loop, 0).get("count")).isEqualTo(203L);
    assertSameScaling(scaling(loop, 1), scaling(loop, 0));
    assertThat(scaling(loop, 2)).isNull();
    assertThat(loop.store.keySet()).contains("scaler").noneMatch(key -> key.endsWith("/scaler"));
  }

  @Test
  void shouldNotBeThereIfNobodyStandardises() {
    Loop loop = ran(100, PLAIN);

    assertThat(loop.store.keySet()).doesNotContain("scaler");
    assertThat(loop.fold.settings().memory()).isEqualTo(20);
    assertThat(ran(0, PLAIN, FIRST).fold.settings().memory()).isEqualTo(64);
  }

  /** Before and after the scale has warmed up. */
  @Test
  void shouldBeInTheDigestOfThoseAloneThatStandardise() {
    for (int points : new int[] {0, 1, 40, 63, 64, 65, 200}) {
      Loop all = ran(points, PLAIN, FIRST, SECOND);
      assertThat(all.digest(0)).isEqualTo(ran(points, PLAIN).digest(0));
      assertThat(all.digest(1)).isEqualTo(ran(points, FIRST).digest(0));
      assertThat(all.digest(2)).isEqualTo(ran(points, SECOND).digest(0));
      assertThat(all.restarted().digest(1)).isEqualTo(all.digest(1));
    }
  }

  @Test
  void shouldBeginWithWhatTheMemoryHoldsWhenTheFirstLearnerThatStandardisesComes() {
    Loop plain = ran(100, PLAIN);

    Loop joined = loop(plain.store, PLAIN, FIRST);
    assertThat(scaling(joined, 1).get("count")).isEqualTo(0L);
    joined.run(POINTS.subList(100, 101));

    // The memory held 20 points so far.
    assertThat(scaling(joined, 1).get("count")).isEqualTo(21L);
    assertThat(joined.restarted().digest(1)).isEqualTo(joined.digest(1));
    assertThat(joined.store).containsKey("scaler");
  }

  /** It is kept while nobody standardises, as the state of a learner is that left. */
  @Test
  void shouldGoOnWhenALearnerThatStandardisesReturns() {
    Loop both = ran(100, PLAIN, FIRST);
    Loop one = loop(both.store, PLAIN);
    one.run(POINTS.subList(100, 200));
    Loop back = loop(one.store, PLAIN, FIRST);

    assertThat(scaling(back, 1).get("count")).isEqualTo(100L);
    back.run(POINTS.subList(200, 230));
    assertThat(scaling(back, 1).get("count")).isEqualTo(130L);
  }
}
