package io.gyre.learning.amounts;

import io.gyre.encoding.Row;
import io.gyre.learning.Answers;
import io.gyre.learning.LearnedPart;
import io.gyre.learning.OnePartLearner;
import io.gyre.learning.expression.Expression;
import io.gyre.learning.expression.InexpressibleException;
import io.gyre.learning.expression.ModelInputs;
import io.gyre.learning.memory.AmountScale;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.util.List;
import java.util.Set;

/** Answers with what the labels so far say, whatever the features: their mean, or the last. */
final class Guess extends OnePartLearner {

  private final AmountScale scale;
  private final boolean isLast;

  /**
   * @param isLast whether it says the last label that is known; else the recent mean, whose z is 0
   */
  Guess(AmountScale scale, boolean isLast) {
    super("guess");
    this.scale = scale;
    this.isLast = isLast;
  }

  @Override
  public void predict(Row row, Answers answers, double[] answer) {
    answer[0] = isLast && scale.labels() > 0 ? scale.scaled(scale.last()) : 0;
  }

  @Override
  public long numbersRead(int classes, Set<Object> counted) {
    return 1;
  }

  @Override
  public void learn(Row row, Answers answers, double label) {
    stepped();
  }

  @Override
  public void addClass(Row row, double probability) {}

  @Override
  public Expression expression(ModelInputs inputs) throws InexpressibleException {
    throw InexpressibleException.ofAmounts();
  }

  @Override
  public List<LearnedPart> learned() {
    return List.of(LearnedPart.of("amount", isLast ? scale.last() : scale.mean()));
  }

  @Override
  public void write(StateWriter out) {
    out.putLong(step);
  }

  @Override
  public void read(StateReader in, int version) {
    step = in.getLong();
  }
}
