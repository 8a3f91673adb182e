package io.gyre.learning;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.gyre.data.Point;
import io.gyre.data.Spirals;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AllocationTest {

  private static final int POINTS = 4_000;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /**
   * The least of several rounds, since the JVM may allocate on a thread's account for its own ends,
   * as when it compiles; what the learner allocates, it allocates in every round.
   */
  @ParameterizedTest(name = "{0}, scaling {1}")
  @MethodSource
  void shouldAllocateNothingPerPoint(String name, Scaler.Scaling scaling) {
    OnlineLearner learner = draft(name, scaling).learner(2);
    List<Point> points = LongStream.range(0, POINTS).mapToObj(Spirals.standard(42)::at).toList();
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 5; round++) {
      least = Math.min(least, allocatedBy(learner, points));
    }

    assertThat(least).as("bytes for %d points", POINTS).isZero();
  }

  static Stream<Arguments> shouldAllocateNothingPerPoint() {
    return Learners.standard().stream()
        .flatMap(
            learner ->
                Stream.of(Scaler.Scaling.values()).map(s -> Arguments.of(learner.name(), s)));
  }

  private static SettingsDraft draft(String name, Scaler.Scaling scaling) {
    LearnerSettings settings =
        Learners.standard().stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();
    SettingsDraft draft = SettingsDraft.of(settings);
    draft.scaling = scaling;
    return draft;
  }

  private long allocatedBy(OnlineLearner learner, List<Point> points) {
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < POINTS; i++) {
      Point point = points.get(i);
      learner.logit(point.features());
      learner.learn(point.features(), Integer.parseInt(point.label().text()));
      if (i % 1_001 == 0) {
        learner.flush();
      }
    }
    return threads.getCurrentThreadAllocatedBytes() - before;
  }
}
