package io.gyre.fold;

import io.gyre.GyreException;
import io.gyre.data.Label;
import io.gyre.fold.answer.Answer;
import io.gyre.fold.answer.ClassNumbers;
import io.gyre.fold.intake.AskOptions;
import io.gyre.scoring.Outcomes;
import io.gyre.scoring.Scope;
import io.gyre.scoring.ScopedMetrics;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The scores of a fold that learns nothing more, on points that another fold learns: what it would
 * have answered each time, had it been frozen and only asked. Not thread-safe.
 */
public final class FrozenScores {

  private final Fold frozen;
  private final ClassNumbers classes;
  private final boolean ofAmounts;
  private final Outcomes outcome = new Outcomes(1);
  private final AnswerOutcomes made;
  private final ScopedMetrics[] totals; // by learner

  /**
   * Begins to score.
   *
   * @param frozen is asked, and not modified
   * @param learning the report of the fold that learns the points
   * @throws GyreException if the classes of one are not the first of the other's, so that answers
   *     cannot be compared
   */
  public FrozenScores(Fold frozen, FoldReport learning) {
    this.frozen = frozen;
    classes = learning.classNumbers();
    ofAmounts = classes.areAmounts();
    List<Label> known = frozen.report().classes();
    if (known.size() > classes.size() || !classes.all().subList(0, known.size()).equals(known)) {
      throw GyreException.of(
          "%s: cannot be compared, it knows the classes %s, and what learns the points %s",
          frozen.state.owner, known, classes.all());
    }
    made = new AnswerOutcomes(outcome, classes);
    totals = new ScopedMetrics[frozen.state.names.size()];
    Arrays.setAll(totals, i -> new ScopedMetrics(Scope.TOTAL, classes.size(), ofAmounts));
  }

  /**
   * Asks about a point, and scores the answers by its label. Since nothing is learned, the answer
   * is that of any time before.
   */
  public void add(Labelled of) {
    Answer answer = frozen.ask(of.point().fields(), AskOptions.ALL);
    for (int i = 0; i < totals.length; i++) {
      if (answer.has(i)) {
        outcome.clear();
        if (ofAmounts) {
          made.addAmount(of.label(), false, answer, i, of.lastLabel(), of.usual());
        } else {
          int label = (int) of.label();
          totals[i].resize(Math.max(classes.size(), label + 1));
          int last = (int) of.lastLabel();
          // Where the others knew nothing yet, no answer counts.
          made.add(label, answer, i, last, (int) of.usual(), last != Outcomes.NONE);
        }
        totals[i].add(outcome);
      }
    }
  }

  /** Returns the scores of each learner that has answers, by its name. */
  public Map<String, Map<String, Object>> totals() {
    Map<String, Map<String, Object>> named = new LinkedHashMap<>();
    frozen
        .report()
        .answering()
        .forEach(i -> named.put(frozen.state.names.get(i), classes.named(totals[i].values(true))));
    return named;
  }
}
