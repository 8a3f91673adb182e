package io.gyre.fold.waiting;

import io.gyre.data.Point;
import io.gyre.fold.alerts.Decision;
import io.gyre.fold.answer.Answer;
import io.gyre.fold.answer.ClassNumbers;
import io.gyre.fold.keys.KeyColumns;
import io.gyre.fold.keys.KeyHistories;
import io.gyre.learning.Answers;
import io.gyre.learning.Members;
import io.gyre.learning.amounts.Intervals;
import io.gyre.state.DamagedStateException;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The stored form of a point that waits for its label, with the answers by the learners' names: the
 * list may have changed when its label comes. Not thread-safe.
 *
 * <pre>
 *  event time        8 bytes
 *  fields            FieldsFormat
 *  labels            learned from when it came
 *  last label, majority, K: plus 1, so that none is 0
 *  positive          plus 1, and 3 more if it was decided whether to look at the point
 *  learners          number · for each: name, K probabilities
 *  mixers            number · for each: name of the learner that mixes, which of its, K
 *                    probabilities
 *  amounts           of amounts: μ and σ of then · last label, the one before, mean · whether
 *                    anything is expected · of which learner · its interval · Intervals
 *  decision          if it was: whether it is an alert · probability, threshold, cost of a miss and
 *                    of an alarm
 *  columns           of keys, if there are any: the number of their paths · how many · floats
 * </pre>
 */
public final class WaitingPointFormat {

  /** Added to the positive class's number if there is a decision. */
  private static final int DECIDED = 3;

  // Whether something is expected of an amount; once without names.
  private static final int NOT_EXPECTED = 0;
  private static final int EXPECTED_UNNAMED = 1;
  private static final int EXPECTED = 2;

  private final List<String> names;
  private final ClassNumbers classes;
  private final Members members;
  private final KeyHistories keys;
  private final Intervals intervals;
  private final FieldsFormat fields = new FieldsFormat();

  /**
   * @param intervals null if labels are classes
   */
  public WaitingPointFormat(
      List<String> names,
      ClassNumbers classes,
      Members members,
      KeyHistories keys,
      Intervals intervals) {
    this.names = names;
    this.classes = classes;
    this.members = members;
    this.keys = keys;
    this.intervals = intervals;
  }

  public void write(StateWriter out, WaitingPoint waiting, long timeMs) {
    Answers answers = waiting.answers();
    Decision made = waiting.answer().decision();
    out.putLong(timeMs);
    fields.write(out, waiting.point().fields());
    out.putCompact(waiting.labels())
        .putCompact(waiting.lastLabel() + 1)
        .putCompact(waiting.majority() + 1)
        .putCompact(answers.classes() + 1)
        .putCompact(waiting.answer().positive() + 1 + (made == null ? 0 : DECIDED));
    int[] answered = IntStream.range(0, names.size()).filter(waiting.answer()::has).toArray();
    out.putCompact(answered.length);
    for (int i : answered) {
      out.putCompactText(names.get(i)).putDoubles(waiting.answer().probabilities(i));
    }
    int[] inner =
        IntStream.range(0, members.places())
            .filter(place -> members.isInner(place) && answers.of(place) != null)
            .toArray();
    out.putCompact(inner.length);
    for (int place : inner) {
      String owner = members.owner(place);
      out.putCompactText(owner).putCompact(place - members.firstPlace(owner));
      out.putDoubles(answers.of(place));
    }
    if (intervals != null) {
      writeAmounts(out, waiting.answer(), answers);
    }
    if (made != null) {
      out.putByte(made.alert() ? 1 : 0)
          .putDouble(made.probability())
          .putDouble(made.threshold())
          .putDouble(made.miss())
          .putDouble(made.alarm());
    }
    KeyColumns columns = waiting.columns();
    if (columns != null) {
      out.putCompact(keys.number(columns.paths())).putCompact(columns.values().length);
      for (double value : columns.values()) {
        out.putInt(Float.floatToIntBits((float) value));
      }
    }
  }

  private void writeAmounts(StateWriter out, Answer answer, Answers answers) {
    Answer.Amounts known = answer.amounts();
    out.putDouble(answers.mean()).putDouble(answers.deviation());
    out.putDouble(known.last()).putDouble(known.before()).putDouble(known.average());
    int learner = answer.expecting();
    out.putByte(learner == Answer.NONE ? NOT_EXPECTED : EXPECTED);
    if (learner != Answer.NONE) {
      out.putText(names.get(learner));
      out.putDouble(answer.lower(learner)).putDouble(answer.upper(learner));
      intervals.write(out, answer.expected());
    }
  }

  private void readAmounts(StateReader in, Answer answer, Answers answers) {
    double mean = in.getDouble();
    double deviation = in.getDouble();
    answers.beScaled(mean, deviation);
    for (int i = 0; i < names.size(); i++) {
      if (answer.has(i)) {
        answers.give(members.get(i).place())[0] = (answer.amount(i) - mean) / deviation;
      }
    }
    answer.ofAmounts(new Answer.Amounts(in.getDouble(), in.getDouble(), in.getDouble()));
    int expected = in.getByte();
    if (expected != NOT_EXPECTED) {
      int learner = names.indexOf(in.getText());
      double lower = in.getDouble();
      double upper = in.getDouble();
      Intervals.Expected of = intervals.read(in, expected != EXPECTED_UNNAMED);
      answer.expect(learner, of, lower, upper);
    }
  }

  /** Reads a point, to its end; returned without a label, and with its event time. */
  public WaitingPoint read(StateReader in, String id, boolean repeated) {
    long timeMs = in.getLong();
    Point point = new Point(id, fields.read(in), null, timeMs, repeated);
    long labels = in.getCompact();
    int known = classes.size();
    int lastLabel = number(in, known);
    int majority = number(in, known);
    int then = number(in, known + 1);
    if (then < 0) {
      throw new DamagedStateException("a waiting point does not say how many classes there were");
    }
    int stored = (int) in.getCompact(DECIDED + 2);
    boolean decided = stored >= DECIDED;
    int positive = stored - (decided ? DECIDED : 0) - 1;
    if (positive >= (then == 2 ? 2 : 0)) {
      throw new DamagedStateException(
          "of %d classes number %d was positive in a waiting point".formatted(then, positive));
    }
    Answers answers = new Answers();
    answers.begin(then);
    Answer answer = new Answer(names, classes.all().subList(0, then), positive, 0, 0);
    for (int i = in.getCompactCount(); i > 0; i--) {
      int place = names.indexOf(in.getCompactText());
      double[] probabilities = in.getDoubles(then);
      if (place >= 0) {
        answer.put(place, probabilities, 0); // Its updates then are no longer known.
        put(probabilities, answers, members.get(place).place());
      }
    }
    readInner(in, answers);
    if (intervals != null) {
      readAmounts(in, answer, answers);
    }
    if (decided) {
      answer.decide(Answer.NONE, readDecision(in));
    }
    KeyColumns columns = in.remaining() > 0 ? readColumns(in) : null;
    if (in.remaining() > 0) {
      throw new DamagedStateException(
          "a waiting entry goes on for %d bytes".formatted(in.remaining()));
    }
    return new WaitingPoint(point, columns, answer, answers, labels, lastLabel, majority);
  }

  private static Decision readDecision(StateReader in) {
    return new Decision(
        in.getByte() == 1, in.getDouble(), in.getDouble(), in.getDouble(), in.getDouble(), 0);
  }

  /** Returns null if no keys are remembered any more. */
  private KeyColumns readColumns(StateReader in) {
    int number = (int) in.getCompact(Integer.MAX_VALUE);
    double[] values = new double[in.getCompactCount()];
    Arrays.setAll(values, i -> Float.intBitsToFloat(in.getInt()));
    List<String> paths = keys.paths(number);
    if (paths != null && paths.size() != values.length) {
      throw new DamagedStateException(
          "a waiting point has %d columns of keys, expected %d"
              .formatted(values.length, paths.size()));
    }
    return paths == null ? null : new KeyColumns(paths, values);
  }

  /** Reads a number from 0 to a limit, or -1 for no number. */
  private static int number(StateReader in, int below) {
    return (int) in.getCompact(below) - 1;
  }

  private void readInner(StateReader in, Answers answers) {
    for (int i = in.getCompactCount(); i > 0; i--) {
      String owner = in.getCompactText();
      long place = members.firstPlace(owner) + in.getCompact();
      double[] probabilities = in.getDoubles(answers.classes());
      if (place >= 0
          && place < members.places()
          && members.owner((int) place).equals(owner)
          && members.isInner((int) place)) {
        put(probabilities, answers, (int) place);
      }
    }
  }

  private static void put(double[] probabilities, Answers answers, int place) {
    System.arraycopy(probabilities, 0, answers.give(place), 0, probabilities.length);
  }
}
