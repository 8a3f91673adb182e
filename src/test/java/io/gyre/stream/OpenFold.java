package io.gyre.stream;

import io.gyre.data.FieldSurvey;
import io.gyre.data.InvalidPointException;
import io.gyre.data.Point;
import io.gyre.data.RecordReader;
import io.gyre.fold.Fold;
import io.gyre.fold.FoldSettings;
import io.gyre.fold.FoldStore;
import io.gyre.fold.LogRecord;
import java.nio.charset.StandardCharsets;

/** A fold in this process that can be asked as that of an application, in partition 0. */
public final class OpenFold {

  private final Fold fold;
  private final FieldSurvey survey = new FieldSurvey();
  private final RecordReader reader;
  private final FoldAccess access = new FoldAccess();
  private long timeMs = Arriving.START_MS;

  public OpenFold(FoldSettings settings) {
    fold = Fold.open(settings, FoldStore.unsaved("test"));
    reader = new RecordReader(settings.records());
    access.of(0).open(fold, () -> survey.found(settings.records().label()));
  }

  public FoldAccess access() {
    return access;
  }

  /** Reads a point. */
  public Point point(String json) {
    try {
      return reader.read(json.getBytes(StandardCharsets.UTF_8));
    } catch (InvalidPointException e) {
      throw new AssertionError(e);
    }
  }

  /** Learns a point, 10 ms after the one before. */
  public void learn(String json) {
    byte[] value = json.getBytes(StandardCharsets.UTF_8);
    long offset = fold.report().next();
    access
        .of(0)
        .take(
            () ->
                survey.add(
                    fold.apply(LogRecord.of(LogRecord.Kind.POINT, value, timeMs, 0, offset))
                        .point()));
    timeMs += 10;
  }

  /** What a learner has learned, by its place. */
  public String digest(int learner) {
    return fold.report().digest(learner);
  }

  /** From now on it is not here. */
  public void close() {
    access.of(0).close();
  }
}
