package io.gyre.fold;

import io.gyre.data.Fields;
import io.gyre.data.Label;
import io.gyre.encoding.Encoder;
import io.gyre.encoding.Row;
import io.gyre.fold.answer.ClassNumbers;
import io.gyre.fold.keys.KeyHistories;
import io.gyre.fold.state.FoldSettings;
import io.gyre.learning.Learner;
import io.gyre.learning.Shared;
import io.gyre.learning.list.LearnerSettings;
import io.gyre.state.Sha256;
import io.gyre.state.StateWriter;
import io.gyre.time.PartitionWindows;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

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

  /** Returns the hash of each part of the state, by its key. */
  public static Map<String, String> hashes(Fold fold) {
    Map<String, String> hashes = new TreeMap<>();
    StateWriter out = new StateWriter();
    fold.state
        .parts()
        .filter(each -> each.part.present())
        .forEach(
            each -> {
              each.part.write(out.clear());
              hashes.put(each.key, HexFormat.of().formatHex(Sha256.of(out)));
            });
    return hashes;
  }

  /**
   * Returns the parts that differ between two folds, though the settings of the second one cannot
   * touch them: what was learned by learners that stay is what it was.
   */
  public static List<String> lost(Fold before, Fold after) {
    Map<String, String> then = hashes(before);
    Map<String, String> now = hashes(after);
    FoldSettings a = before.state.settings;
    FoldSettings b = after.state.settings;
    boolean classes = !Objects.equals(then.get("classes"), now.get("classes"));
    return then.keySet().stream()
        .filter(key -> !then.get(key).equals(now.get(key)))
        .filter(key -> !mayDiffer(key, a, b, classes))
        .toList();
  }

  private static boolean mayDiffer(String key, FoldSettings a, FoldSettings b, boolean classes) {
    boolean decider =
        !a.deciding().equals(b.deciding()) || !Objects.equals(a.positive(), b.positive());
    if (key.startsWith("learner/")) {
      return mayLearnerDiffer(key.split("/", 3), a, b, classes);
    }
    return switch (key.replaceAll("/.*", "")) {
      case "settings", "position" -> true;
      case "memory" -> a.memory() != b.memory();
      case "intervals" -> !a.learners().equals(b.learners());
      case "decisions" -> decider || !Objects.equals(a.decisions(), b.decisions());
      case "drift" -> decider;
      case "scaler" -> standardises(a) != standardises(b);
      case "classes" ->
          !a.classes().equals(b.classes())
              || !Objects.equals(a.positive(), b.positive())
              || !Objects.equals(a.lateLabels(), b.lateLabels());
      case "keys" -> !a.keys().equals(b.keys()) || !a.records().keys().equals(b.records().keys());
      case "waiting", "age" -> !Objects.equals(a.lateLabels(), b.lateLabels());
      case "clock" -> !a.windowing().equals(b.windowing());
      default -> false;
    };
  }

  private static boolean mayLearnerDiffer(
      String[] key, FoldSettings a, FoldSettings b, boolean classes) {
    LearnerSettings then = learner(key[1], a);
    LearnerSettings now = learner(key[1], b);
    return classes
        || now == null // off the list it is not read
        || key[2].equals("settings")
        || !Objects.equals(then, now)
        || (key[2].equals("windows") && !a.windowing().equals(b.windowing()))
        || (now.settings().mixes() && !a.learners().equals(b.learners()));
  }

  private static boolean standardises(FoldSettings of) {
    return of.learners().stream().anyMatch(each -> each.settings().standardises());
  }

  private static LearnerSettings learner(String name, FoldSettings of) {
    return of.learners().stream().filter(each -> each.name().equals(name)).findAny().orElse(null);
  }

  /** Makes room for a class, as one that comes with an empty point after 20 labels. */
  public static void add(Fold fold, Label label) {
    Row empty = new Row();
    Arrays.fill(empty.begin(fold.state.encoder.slots()), Double.NaN);
    fold.state.classes.add(label);
    fold.state.learners.forEach(learner -> learner.addClass(empty, 20));
  }
}
