package io.gyre.fold;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.data.Label;
import io.gyre.data.Point;
import java.util.List;
import java.util.Map;
import java.util.Random;
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

  private static FoldLoop ran(int points, String... learners) {
    return new FoldLoop(FoldLoop.settings(learners)).run(POINTS.subList(0, points));
  }

  private static Map<?, ?> scaling(FoldLoop loop, int learner) {
    return (Map<?, ?>) loop.report().learned(learner, Long.MAX_VALUE).parameters().get("scaling");
  }

  @Test
  void shouldBeTheSameForAllLearnersAndCountPointsThatWaitForTheirBatch() {
    FoldLoop loop = ran(203, FIRST, SECOND, PLAIN);

    assertThat(scaling(loop, 0).get("count")).isEqualTo(203L);
    assertThat(scaling(loop, 1)).usingRecursiveComparison().isEqualTo(scaling(loop, 0));
    assertThat(scaling(loop, 2)).isNull();
    assertThat(loop.store.keySet()).contains("scaler").noneMatch(key -> key.endsWith("/scaler"));
  }

  @Test
  void shouldNotBeThereIfNobodyStandardises() {
    FoldLoop loop = ran(100, PLAIN);

    assertThat(loop.store.keySet()).doesNotContain("scaler");
    assertThat(loop.settings().memory()).isEqualTo(20);
    assertThat(FoldLoop.settings(PLAIN, FIRST).memory()).isEqualTo(64);
  }

  /** Before and after the scale has warmed up. */
  @Test
  void shouldBeInTheDigestOfThoseAloneThatStandardise() {
    for (int points : new int[] {0, 1, 40, 63, 64, 65, 200}) {
      FoldLoop all = ran(points, PLAIN, FIRST, SECOND);
      assertThat(all.digest(0)).isEqualTo(ran(points, PLAIN).digest(0));
      assertThat(all.digest(1)).isEqualTo(ran(points, FIRST).digest(0));
      assertThat(all.digest(2)).isEqualTo(ran(points, SECOND).digest(0));
      assertThat(all.restarted().digest(1)).isEqualTo(all.digest(1));
    }
  }

  @Test
  void shouldBeginWithWhatTheMemoryHoldsWhenTheFirstLearnerThatStandardisesComes() {
    FoldLoop plain = ran(100, PLAIN);

    FoldLoop joined = plain.restarted(FoldLoop.settings(PLAIN, FIRST));
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
    FoldLoop both = ran(100, PLAIN, FIRST);
    FoldLoop one = both.restarted(FoldLoop.settings(PLAIN));
    one.run(POINTS.subList(100, 200));
    FoldLoop back = one.restarted(both.settings());

    assertThat(scaling(back, 1).get("count")).isEqualTo(100L);
    back.run(POINTS.subList(200, 230));
    assertThat(scaling(back, 1).get("count")).isEqualTo(130L);
  }
}
