package io.gyre.page;

import io.gyre.data.Fields;
import io.gyre.data.InvalidPointException;
import io.gyre.data.Label;
import io.gyre.data.PointContent;
import io.gyre.fold.Figures;
import io.gyre.fold.LiveFolds;
import io.gyre.fold.answer.Answer;
import io.gyre.fold.answer.AnswerOf;
import io.gyre.fold.intake.AskOptions;
import io.gyre.fold.intake.KnownSchemas;
import io.gyre.fold.intake.LogPointReader;
import io.gyre.format.RecordSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** One learner a partition that says 1 the more probable, the larger the sum of the numbers is. */
public class StubModel extends LiveFolds {

  /** None can be asked. */
  public static final StubModel AWAY = new StubModel(List.of());

  private static final List<Label> CLASSES = List.of(Label.of(0), Label.of(1));

  private final List<String> learners;
  private final Map<Integer, Figures> figures = new TreeMap<>();

  /**
   * @param learners by partition
   */
  public StubModel(List<String> learners) {
    this.learners = learners;
  }

  /** Sets the figures of a partition; returns this. */
  public StubModel with(int partition, Figures told) {
    figures.put(partition, told);
    return this;
  }

  @Override
  public Map<Integer, Figures> figures() {
    return Map.copyOf(figures);
  }

  static double[] answer(Fields fields) {
    double sum = 0;
    for (int i = 0; i < fields.size(); i++) {
      sum += fields.missing(i) ? 0 : fields.number(i);
    }
    double p = 1 / (1 + Math.exp(-sum));
    return new double[] {1 - p, p};
  }

  /** Answers a point as it is read, or refuses it. */
  static Answer answered(PointContent point, Function<Fields, Answer> answer) {
    try {
      LogPointReader reader =
          new LogPointReader(RecordSettings.standard(), false, new KnownSchemas());
      return answer.apply(reader.read(point).fields());
    } catch (InvalidPointException e) {
      Answer refused = new Answer(List.of(), List.of(), Answer.NONE, 0, 0);
      refused.refuse(e.getMessage());
      return refused;
    }
  }

  @Override
  public Optional<Answer> ask(int partition, PointContent point, boolean why) {
    return partition >= learners.size()
        ? Optional.empty()
        : Optional.of(
            answered(
                point,
                fields -> AnswerOf.one(learners.get(partition), CLASSES, 1, answer(fields))));
  }

  @Override
  public Optional<Answer> ask(
      int partition,
      AskOptions detail,
      int points,
      IntFunction<? extends PointContent> point,
      Visitor visitor) {
    if (partition >= learners.size()) {
      return Optional.empty();
    }
    Answer last = null;
    for (int i = 0; i < points; i++) {
      last = AnswerOf.one(detail.learners().get(0), CLASSES, 1, answer((Fields) point.apply(i)));
      visitor.answer(i, last, 0);
    }
    return Optional.of(last);
  }

  @Override
  public boolean isFree() {
    return true;
  }

  @Override
  public Optional<LearnedStream> learnedStream(int partition) {
    return Optional.empty();
  }

  @Override
  public Optional<LearnedStream> look(int partition) {
    return Optional.empty();
  }

  @Override
  public List<Integer> partitions() {
    return IntStream.range(0, learners.size()).boxed().toList();
  }

  @Override
  public String whyNot(int partition) {
    return "cannot be asked now: nobody is here";
  }

  @Override
  public OptionalLong ageMs(int partition) {
    return OptionalLong.of(250);
  }
}
