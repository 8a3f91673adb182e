package io.gyre.fold;

import io.gyre.data.Fields;
import io.gyre.data.Label;
import io.gyre.encoding.Encoder;
import io.gyre.encoding.Row;
import io.gyre.fold.answer.ClassNumbers;
import io.gyre.fold.keys.KeyHistories;
import io.gyre.learning.Learner;
import io.gyre.learning.Shared;
import io.gyre.time.PartitionWindows;
import java.util.Arrays;
import java.util.List;

/** Looks into a fold, for tests of its parts. */
public final class FoldParts {

  private FoldParts() {}

  public static Shared shared(Fold fold) {
    return fold.state.shared;
  }

  public static Encoder encoder(Fold fold) {
    return fold.state.encoder;
  }

  public static ClassNumbers classes(Fold fold) {
    return fold.state.classes;
  }

  public static KeyHistories keys(Fold fold) {
    return fold.state.keys;
  }

  public static PartitionWindows windows(Fold fold) {
    return fold.state.windows;
  }

  public static List<Learner> learners(Fold fold) {
    return fold.state.learners.stream().map(each -> each.learner).toList();
  }

  /** The fields that the point of a question has. */
  public static Fields extended(Fold fold, Fields own) {
    return keys(fold).extended(own, keys(fold).columnsIf(own, windows(fold).time()));
  }

  /** Makes room for a class, as one that comes with an empty point after 20 labels. */
  public static void add(Fold fold, Label label) {
    Row empty = new Row();
    Arrays.fill(empty.begin(fold.state.encoder.slots()), Double.NaN);
    fold.state.classes.add(label);
    fold.state.learners.forEach(learner -> learner.addClass(empty, 20));
  }
}
