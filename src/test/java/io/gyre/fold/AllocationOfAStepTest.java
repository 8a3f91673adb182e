package io.gyre.fold;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.gyre.data.Fields;
import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.encoding.AnyRecords;
import io.gyre.fold.intake.LogRecord;
import io.gyre.fold.state.FoldSettings;
import io.gyre.fold.state.FoldStore;
import io.gyre.learning.list.LearnerPresets;
import io.gyre.time.WindowSettings;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a record allocates from its JSON to its step, with the default list. */
class AllocationOfAStepTest {

  private static final int RECORDS = 1_000;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final Random random = new Random(1);
  private final AnyRecords records = new AnyRecords(1);

  private byte[] record(Supplier<Fields> fields) {
    Label label = Label.of(random.nextInt(3));
    return FoldLoop.json(new Point("p", fields.get(), label, Point.NO_TIME, false));
  }

  /** The least of several rounds, since the JVM may allocate on a thread's account. */
  @ParameterizedTest
  @CsvSource({"16 numbers, 2500", "any shape, 4000"})
  void shouldAllocateLittlePerRecord(String shape, long most) {
    Supplier<Fields> fields =
        shape.equals("any shape")
            ? () -> AnyRecords.fields(records.next())
            : () -> Fields.ofFeatures(random.doubles(16).toArray());
    List<byte[]> values = Stream.generate(() -> record(fields)).limit(RECORDS).toList();
    FoldSettings settings =
        new FoldSettings(LearnerPresets.DATA.learners(), WindowSettings.standard());
    Fold fold = Fold.open(settings, FoldStore.unsaved("test"));
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 6; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < RECORDS; i++) {
        fold.apply(LogRecord.of(LogRecord.Kind.POINT, values.get(i), 1_000_000, 0, i));
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }

    System.out.printf("allocated for a record of %s: %d bytes%n", shape, least / RECORDS);
    assertThat(least / RECORDS).isLessThanOrEqualTo(most);
  }
}
