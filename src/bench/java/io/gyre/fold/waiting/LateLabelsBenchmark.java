package io.gyre.fold.waiting;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.gyre.Examples;
import io.gyre.TimedBenchmark;
import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.fold.Fold;
import io.gyre.fold.FoldLoop;
import io.gyre.fold.intake.LogRecord;
import io.gyre.fold.state.FoldSettings;
import io.gyre.fold.state.FoldStore;
import io.gyre.learning.list.LearnerSettings;
import io.gyre.time.WindowSettings;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * What a point and its label cost a fold, with the label in the point's record and in one that
 * comes 1,000 points later; points wait in memory, as for {@code gyre score}. {@code
 * scripts/bench-core LateLabels} runs it.
 */
public class LateLabelsBenchmark extends TimedBenchmark {

  private static final int FIELDS = 16;
  private static final int DELAY = 1_000;
  private static final int VALUES = 4_096;
  private static final byte[] END = {'}'};

  /** So many ids are remembered. */
  private static final LateLabels LATE = new LateLabels(3_600_000, 20_000, 1L << 30, null, false);

  @Param({"false", "true"})
  public boolean late;

  /** The members of records, without what comes before them. */
  private final byte[][] members = new byte[VALUES][];

  private final int[] labels = new int[VALUES];
  private Fold fold;
  private int sent;
  private long next;

  @Setup
  public void setUp() {
    Random random = new Random(1);
    for (int i = 0; i < VALUES; i++) {
      double[] x = random.doubles(FIELDS, -1, 1).toArray();
      byte[] record = FoldLoop.json(new Point(null, x, null));
      members[i] = Arrays.copyOfRange(record, 1, record.length);
      labels[i] = x[0] > 0 ? 1 : 0;
    }
    List<LearnerSettings> logistic =
        Examples.learners().stream().filter(one -> one.name().equals("logistic")).toList();
    FoldSettings plain =
        new FoldSettings(logistic, WindowSettings.standard())
            .withClasses(List.of(Label.of(0), Label.of(1)), null);
    FoldSettings settings = late ? plain.with(LATE) : plain;
    fold = Fold.open(settings.withReports(FoldSettings.NO_REPORTS), FoldStore.unsaved("benchmark"));
    for (int i = 0; late && i < DELAY; i++) {
      apply(LogRecord.Kind.POINT, id(sent), members[sent++ % VALUES]);
    }
  }

  @Benchmark
  public void pointAndLabel() {
    if (late) {
      apply(LogRecord.Kind.POINT, id(sent), members[sent++ % VALUES]);
      apply(LogRecord.Kind.LABEL, id(sent - 1 - DELAY) + label(sent - 1 - DELAY), END);
    } else {
      apply(LogRecord.Kind.POINT, id(sent) + label(sent) + ",", members[sent++ % VALUES]);
    }
  }

  private static String id(int of) {
    return "{\"id\":\"p" + of + "\",";
  }

  private String label(int of) {
    return "\"label\":" + labels[of % VALUES];
  }

  private void apply(LogRecord.Kind kind, String head, byte[] tail) {
    byte[] record = Arrays.copyOf(head.getBytes(US_ASCII), head.length() + tail.length);
    System.arraycopy(tail, 0, record, head.length(), tail.length);
    fold.apply(LogRecord.of(kind, record, 1_000_000 + sent, 0, next++));
  }
}
