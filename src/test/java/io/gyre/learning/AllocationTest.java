package io.gyre.learning;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.gyre.Examples;
import io.gyre.data.Fields;
import io.gyre.data.Point;
import io.gyre.encoding.AnyRecords;
import io.gyre.encoding.Encoder;
import io.gyre.encoding.Encoders;
import io.gyre.encoding.Row;
import io.gyre.format.RecordSettings;
import io.gyre.learning.amounts.LastSettings;
import io.gyre.learning.memory.AmountScale;
import io.gyre.learning.memory.Memory;
import io.gyre.learning.neighbours.NeighboursSettings;
import io.gyre.learning.settings.ColumnView;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AllocationTest {

  private static final int POINTS = 4_000;

  private final Row row = new Row();
  private final Answers answers = new Answers();
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /**
   * The least of several rounds, since the JVM may allocate on a thread's account for its own ends,
   * as when it compiles; what the learner allocates, it allocates in every round.
   */
  @ParameterizedTest(name = "{0}, {1} classes")
  @MethodSource
  void shouldAllocateNothingPerPoint(KindSettings settings, int classes) {
    Memory memory = new Memory(Shared.capacity(List.of(settings)), 2, false);
    Shared shared = new Shared(Encoders.ofFeatures(2), memory, null);
    Learner learner = settings.create(shared, classes);
    List<Point> points = LongStream.range(0, POINTS).mapToObj(Examples.spirals(42)::at).toList();
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 5; round++) {
      least = Math.min(least, allocatedBy(learner, shared, points, new double[classes]));
    }

    assertThat(least)
        .as(
            "bytes that predict, learn and flush allocated for %d points; keep and reuse arrays",
            POINTS)
        .isZero();
  }

  /**
   * The learners that Gyre starts with, scaled and not, one of every kind, and one that EJML
   * multiplies for.
   */
  static Stream<Arguments> shouldAllocateNothingPerPoint() {
    Stream<KindSettings> standard =
        Examples.learners().stream()
            .flatMap(
                learner ->
                    Arrays.stream(ColumnView.values())
                        .map(
                            view -> {
                              SettingsDraft draft = SettingsDraft.standard(learner.name());
                              draft.view = view;
                              return draft.settings();
                            }));
    SettingsDraft pointByPoint = SettingsDraft.network(32);
    pointByPoint.batch = 1;
    Stream<KindSettings> byEjml = Stream.of(pointByPoint.settings());
    return Stream.of(standard, byEjml, AnySettings.some(1).stream())
        .flatMap(settings -> settings)
        .flatMap(settings -> Stream.of(2, 5).map(classes -> Arguments.of(settings, classes)));
  }

  private long allocatedBy(
      Learner learner, Shared shared, List<Point> points, double[] probabilities) {
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < POINTS; i++) {
      Point point = points.get(i);
      int label = i % probabilities.length;
      row.show(point.features());
      answers.begin(probabilities.length);
      learner.predict(row, answers, probabilities);
      shared.add(row, label);
      learner.learn(row, answers, label);
      if (i % 1_001 == 0) {
        learner.flush();
      }
    }
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  /** Two others come before each on the list, so that a mix has some to mix. */
  @ParameterizedTest(name = "{0}")
  @MethodSource
  void shouldAllocateNothingPerPointOfAnAmount(KindSettings settings) {
    List<KindSettings> all = List.of(new LastSettings(), new NeighboursSettings(2, 9, 3), settings);
    Memory memory = new Memory(Shared.capacity(all), 2, true);
    AmountScale scale = new AmountScale();
    Shared shared = new Shared(Encoders.ofFeatures(2), memory, scale);
    Members members = shared.members();
    for (KindSettings each : all) {
      members.add("learner-" + members.learners().count(), each.create(shared, 0), each.mixes());
    }
    List<Point> points = LongStream.range(0, POINTS).mapToObj(Examples.spirals(42)::at).toList();
    Learner[] learners = members.learners().toArray(Learner[]::new);
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 5; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < POINTS; i++) {
        row.show(points.get(i).features());
        members.begin(answers, 0);
        for (int n = 0; n < learners.length; n++) {
          members.predict(n, row, answers);
        }
        double z = scale.take(i % 17);
        members.rescale(answers);
        shared.add(row, z);
        for (Learner each : learners) {
          each.learn(row, answers, z);
        }
        if (i % 1_001 == 0) {
          learners[learners.length - 1].flush();
        }
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }

    assertThat(least).as("bytes for %d points; keep and reuse arrays", POINTS).isZero();
  }

  static Stream<KindSettings> shouldAllocateNothingPerPointOfAnAmount() {
    return AnySettings.ofAmounts(2).stream();
  }

  /** When all columns are known, a record of any shape is encoded, kept and learned in place. */
  @ParameterizedTest(name = "{0}, {1} classes")
  @MethodSource
  void shouldAllocateNothingPerRecordOfAnyShape(KindSettings settings, int classes) {
    AnyRecords records = new AnyRecords(5);
    List<Fields> points =
        Stream.generate(() -> AnyRecords.fields(records.next())).limit(POINTS / 4).toList();
    Memory memory = new Memory(Shared.capacity(List.of(settings)), 0, false);
    Encoder encoder = new Encoder(RecordSettings.standard());
    points.forEach(encoder::learn);
    points.forEach(encoder::learn);
    memory.widen(encoder.slots());
    Shared shared = new Shared(encoder, memory, null);
    Learner learner = settings.create(shared, classes);
    double[] probabilities = new double[classes];
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 5; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < points.size(); i++) {
        Fields point = points.get(i);
        encoder.maker().fill(point, row);
        answers.begin(classes);
        learner.predict(row, answers, probabilities);
        encoder.learn(point);
        encoder.maker().fill(point, row);
        shared.add(row, i % classes);
        learner.learn(row, answers, i % classes);
      }
      learner.flush();
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }

    assertThat(encoder.columns()).isGreaterThan(500);
    assertThat(least).as("bytes for %d records; keep and reuse arrays", points.size()).isZero();
  }

  static Stream<Arguments> shouldAllocateNothingPerRecordOfAnyShape() {
    SettingsDraft pointByPoint = SettingsDraft.logistic();
    pointByPoint.batch = 1;
    pointByPoint.optimiser = "adagrad";
    SettingsDraft replaying = SettingsDraft.standard("challenger");
    Stream<KindSettings> gradient =
        Stream.of(pointByPoint, replaying)
            .map(
                draft -> {
                  draft.view = ColumnView.FULL;
                  return draft.settings();
                });
    return Stream.concat(gradient, AnySettings.ofAllColumns(1).stream())
        .flatMap(settings -> Stream.of(2, 5).map(classes -> Arguments.of(settings, classes)));
  }
}
