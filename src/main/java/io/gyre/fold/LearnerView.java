package io.gyre.fold;

import io.gyre.data.Label;
import io.gyre.data.PrintableText;
import io.gyre.data.Utf8;
import io.gyre.learning.KindSettings;
import io.gyre.learning.LearnerSettings;
import io.gyre.scoring.Window;
import java.util.List;
import java.util.Map;

/** What there is to tell of one learner of a partition, as it stands; nothing is kept. */
public final class LearnerView {

  private static final int LONGEST_NAME = 40;

  /**
   * With quotes, a comma and two numbers of a scale it takes less than {@link KindSettings#NAME}.
   */
  private static final int MOST_NAME_BYTES = 120;

  private final PartitionFold fold;
  private final ScoredLearner learner;

  LearnerView(PartitionFold fold, ScoredLearner learner) {
    this.fold = fold;
    this.learner = learner;
  }

  /** What makes it what it is. */
  public LearnerSettings settings() {
    return learner.settings();
  }

  /** The classes by their numbers. */
  public List<Label> classes() {
    return fold.classes().all();
  }

  /** The positive one of two classes; null unless there are two. */
  public Label positive() {
    int positive = fold.classes().positive();
    return positive == ClassNumbers.UNKNOWN ? null : fold.classes().label(positive);
  }

  /** The names of the columns that it sees; long values are cut. */
  public List<String> columns() {
    return learner.learner().columns().stream().map(column -> shortened(column.name())).toList();
  }

  private static String shortened(String name) {
    int most = LONGEST_NAME;
    String shortened = PrintableText.shortened(name, most);
    while (Utf8.bytesInJson(shortened) > MOST_NAME_BYTES) {
      shortened = PrintableText.shortened(name, --most);
    }
    return shortened;
  }

  /** How many columns there are that it does not see, since it would be too large. */
  public int withoutRoom() {
    return learner.learner().withoutRoom();
  }

  /** Updates made since the start. */
  public long step() {
    return learner.learner().step();
  }

  /** Updates refused since the start. */
  public long refused() {
    return learner.learner().refused();
  }

  /** How long predicting and learning took, in ns, since time was measured. */
  public long nanos() {
    return learner.nanos();
  }

  /** Points learned from since the start, without those that came before. */
  public long labelled() {
    return learner.labelled();
  }

  /** What has been counted since the learner's start, without points that came before. */
  public PointCounts counts() {
    return learner.counts(PointCounts.of(fold.windows()));
  }

  /** Updates made in a window. */
  public long steps(Window window) {
    return learner.steps(window);
  }

  /** Updates refused in a window. */
  public long refused(Window window) {
    return learner.refused(window);
  }

  /** The scores of a window, by metric. */
  public Map<String, Object> scores(Window window) {
    return fold.named(learner.scores(window));
  }

  /** The scores of all points, each counting 0.999 times what the next one does. */
  public Map<String, Object> faded() {
    return fold.named(learner.faded());
  }

  /** The scores of all points but those that came before. */
  public Map<String, Object> total() {
    return fold.named(learner.total());
  }

  /**
   * How much of its answers each other learner is, by name; below 0 where it says the contrary.
   * Empty unless it mixes others.
   */
  public Map<String, Double> memberWeights() {
    return learner.learner().memberWeights();
  }

  /** What it has learned, by name; copies. */
  public Map<String, Object> parameters() {
    return learner.learner().parameters();
  }

  /**
   * The SHA-256, in hexadecimal, of the learner's settings, the classes, what it has learned, its
   * faded and total scores, and the points in the memory that it may still use.
   *
   * <p>Times, open windows, offsets, ids and other learners are left out: the same points give the
   * same digest wherever they lie, with or without dead letters between them.
   */
  public String digest() {
    return fold.digest(learner);
  }
}
