package io.gyre.fold;

import io.gyre.data.Label;
import io.gyre.encoding.Encoder;
import io.gyre.encoding.FieldTable;
import io.gyre.fold.state.FoldSettings;
import io.gyre.learning.expression.Expression;
import java.util.List;
import java.util.Map;

/**
 * What a fold has learned, so that it can answer elsewhere: complete without the fold, and
 * unchanged by what it learns later.
 *
 * @param owner whose model it is, for messages
 * @param classes their labels, by number
 * @param positive the number of the positive class; {@link io.gyre.learning.PredictedClass#NONE}
 *     without one
 * @param fields how each field becomes a part of a row, in the order of their appearance
 * @param slots P, the numbers of a row ({@link Encoder#plain})
 * @param leftOut how many values had no room
 * @param inputs what rows consist of
 * @param answers of each learner that can be expressed, by its name: N×K probabilities
 * @param whyNot why others cannot, by their names
 * @param points how many training points the answers hold, with their labels
 */
public record LearnedModel(
    String owner,
    FoldSettings settings,
    List<Label> classes,
    int positive,
    List<FieldTable> fields,
    int slots,
    long leftOut,
    List<Expression.Input> inputs,
    Map<String, Expression> answers,
    Map<String, String> whyNot,
    int points) {

  /** Tells whether a row has words beside its numbers. */
  public boolean hasWords() {
    return inputs.size() > 1;
  }
}
