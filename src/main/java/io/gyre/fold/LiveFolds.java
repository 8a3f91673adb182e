package io.gyre.fold;

import io.gyre.data.Label;
import io.gyre.data.PointContent;
import io.gyre.fold.answer.Answer;
import io.gyre.fold.intake.AskOptions;
import io.gyre.fold.state.FoldSettings;
import io.gyre.format.RecordSettings;
import io.gyre.format.survey.SurveyedFields;
import io.gyre.learning.FieldTrials;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * Lets other threads ask the folds of this process between two records. Questions delay learning
 * but do not change it: a question waits for the current record, and learning continues between its
 * slices. Thread-safe.
 */
public class LiveFolds {

  /** The time for which an answer is reused, because every frame of every page shows it. */
  private static final long REMEMBERED_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** From this age on an answer is waited for anew, as if it was the first. */
  private static final long OLD_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** The longest wait for the first answer; later requests show the answer before. */
  private static final long FIRST_LOOK_MS = 300;

  private static final Executor LOOKING =
      task -> {
        Thread thread = new Thread(task, "live-folds");
        thread.setDaemon(true);
        thread.start();
      };

  private final Map<Integer, FoldLock> turns = new ConcurrentHashMap<>();
  private final Map<Integer, Look> known = new ConcurrentHashMap<>();
  private final Map<Integer, CompletableFuture<Look>> looks = new ConcurrentHashMap<>();

  /** The settings of copies; what is known of a copy with others is no longer true. */
  private final Map<Integer, FoldSettings> copies = new ConcurrentHashMap<>();

  private final IntFunction<String> whyNot;
  private final IntFunction<OptionalLong> ageMs;

  /** A question that is asked slice by slice. */
  @FunctionalInterface
  public interface Question {

    /**
     * Asks until the time is over, or until the question that was begun is answered.
     *
     * @param fold the same in all slices; that of an application learns between two of them
     * @param untilNanos when the slice ends, by {@link System#nanoTime}
     * @return whether there is more to ask
     */
    boolean ask(Fold fold, long untilNanos);
  }

  /** Receives the answers of one learner about many points. */
  @FunctionalInterface
  public interface Visitor {

    /** Takes the answer to a point, quickly, since learning waits meanwhile. */
    void answer(int point, Answer answer, int place);
  }

  /**
   * What has been learned of a stream: its fields, classes and learners.
   *
   * @param survey the first points since the start of this process
   * @param classes how many labels each class had since the learners' start, by their numbers
   * @param learners the names of the learners that have answers
   * @param deciding the one of them that speaks for all: {@link FoldSettings#deciding}
   * @param fields the fields of records that points had so far, and of each whether it was a number
   *     whenever it was there
   * @param interval the level of the intervals of amounts; it means nothing for classes
   */
  public record LearnedStream(
      SurveyedFields survey,
      Map<Label, Long> classes,
      RecordSettings records,
      List<String> learners,
      String deciding,
      Map<String, Boolean> fields,
      double interval) {}

  /**
   * What was found at a time.
   *
   * @param copy the settings of the copy that was asked; null if it was none
   */
  private record Look(Optional<LearnedStream> stream, FoldSettings copy, long nanos) {}

  /** Folds that learn in this process. */
  public LiveFolds() {
    this(
        partition ->
            "cannot be asked now: it is being restored, is busy, or learns in another process",
        partition -> OptionalLong.empty());
  }

  /** Copies of folds that learn elsewhere. */
  public LiveFolds(IntFunction<String> whyNot, IntFunction<OptionalLong> ageMs) {
    this.whyNot = whyNot;
    this.ageMs = ageMs;
  }

  /** Tells whether a question need not wait now, or for a ms or two. */
  public boolean isFree() {
    return turns.values().stream().allMatch(FoldLock::isFree);
  }

  /** Returns the partitions whose learners are here, or were. */
  public List<Integer> partitions() {
    return turns.keySet().stream().sorted().toList();
  }

  public FoldLock of(int partition) {
    return turns.computeIfAbsent(partition, absent -> new FoldLock());
  }

  /** Replaces a partition's fold with one that learns nothing and is not used elsewhere. */
  public void open(int partition, Fold fold) {
    of(partition).open(fold, () -> SurveyedFields.NONE);
    copies.put(partition, fold.report().settings());
  }

  /** Lets none be asked from now on, and forgets which partitions there were. */
  public void clear() {
    turns.values().forEach(FoldLock::close);
    turns.clear();
    copies.clear();
    known.clear();
  }

  /**
   * Asks the fold of a partition.
   *
   * @return whether all was asked; not if the fold is not here, is being restored, or its thread
   *     was busy with one record for too long
   */
  public boolean ask(int partition, Question question) {
    FoldLock turn = turns.get(partition);
    return turn != null && turn.ask(question);
  }

  /** Asks the fold of a partition for something that is found quickly; empty if it is null. */
  public <T> Optional<T> find(int partition, Function<FoldReport, T> question) {
    AtomicReference<T> found = new AtomicReference<>();
    Question once =
        (fold, untilNanos) -> {
          found.set(question.apply(fold.report()));
          return false;
        };
    return ask(partition, once) ? Optional.ofNullable(found.get()) : Optional.empty();
  }

  /**
   * Asks every learner about a point.
   *
   * @param why whether to say why, which costs a prediction for each field and learner, within the
   *     bounds of {@link io.gyre.learning.FieldTrials}
   */
  public Optional<Answer> ask(int partition, PointContent point, boolean why) {
    AskOptions detail = why ? AskOptions.ALL.why(FieldTrials.MOST_NUMBERS) : AskOptions.ALL;
    Answer[] found = new Answer[1];
    Question slice =
        (fold, untilNanos) -> {
          found[0] = fold.ask(point, detail.after(found[0], () -> System.nanoTime() >= untilNanos));
          return !found[0].isComplete();
        };
    return ask(partition, slice) ? Optional.ofNullable(found[0]) : Optional.empty();
  }

  /**
   * Asks one learner about many points; it may learn between two of them.
   *
   * @param detail names it; a digest comes with the last answer
   * @param points how many, 1 or more
   * @param point makes each of them, one after the other
   * @return the answer about the last one, or about the first that cannot be read; empty too if
   *     there is no learner of that name
   */
  public Optional<Answer> ask(
      int partition,
      AskOptions detail,
      int points,
      IntFunction<? extends PointContent> point,
      Visitor visitor) {
    AskOptions plain = detail.withDigest(false);
    Answer[] last = new Answer[1];
    int[] next = {0};
    Answer[] begun = {null};
    Question slice =
        (fold, untilNanos) -> {
          int place = fold.report().learners().indexOf(detail.learners().get(0));
          if (place < 0) {
            return false;
          }
          do {
            AskOptions asked = next[0] == points - 1 ? detail : plain;
            last[0] =
                fold.ask(
                    point.apply(next[0]),
                    asked.after(begun[0], () -> System.nanoTime() >= untilNanos));
            if (last[0].reason() != null) {
              return false;
            }
            begun[0] = last[0].isComplete() ? null : last[0];
            if (begun[0] == null) {
              visitor.answer(next[0]++, last[0], place);
            }
          } while (next[0] < points && System.nanoTime() < untilNanos);
          return next[0] < points;
        };
    return ask(partition, slice) ? Optional.ofNullable(last[0]) : Optional.empty();
  }

  /** Returns the figures of each partition whose fold answers; waits for them. */
  public Map<Integer, Figures> figures() {
    Map<Integer, Figures> all = new TreeMap<>();
    for (int partition : partitions()) {
      List<Figures.OfLearner> learners = new ArrayList<>();
      int[] next = {0};
      Figures[] found = new Figures[1];
      Question figures =
          (fold, untilNanos) -> {
            FoldReport report = fold.report();
            for (; next[0] < report.learners().size(); next[0]++) {
              if (System.nanoTime() >= untilNanos) {
                return true;
              }
              if (report.answers(next[0])) {
                learners.add(report.figures(next[0]));
              }
            }
            found[0] = report.figures(learners);
            return false;
          };
      if (ask(partition, figures)) {
        all.put(partition, found[0]);
      }
    }
    return all;
  }

  /** Returns what was understood of the points of a partition some seconds ago at most. */
  public Optional<LearnedStream> learnedStream(int partition) {
    FoldSettings copy = copies.get(partition);
    Look last = known.get(partition);
    if (last != null && !Objects.equals(last.copy, copy)) {
      last = null;
    }
    if (last != null && System.nanoTime() - last.nanos <= REMEMBERED_NANOS) {
      return last.stream;
    }
    CompletableFuture<Look> look =
        looks.computeIfAbsent(
            partition, p -> CompletableFuture.supplyAsync(() -> lookAnew(p), LOOKING));
    if (last != null && System.nanoTime() - last.nanos <= OLD_NANOS) {
      return last.stream;
    }
    Look otherwise = last == null ? new Look(Optional.empty(), null, 0) : last;
    return look.completeOnTimeout(otherwise, FIRST_LOOK_MS, TimeUnit.MILLISECONDS).join().stream;
  }

  private Look lookAnew(int partition) {
    try {
      FoldSettings copy = copies.get(partition);
      Look found = new Look(look(partition), copy, System.nanoTime());
      known.put(partition, found);
      return found;
    } finally {
      looks.remove(partition);
    }
  }

  /** Waits for the partition's learners, and returns what is understood of its points now. */
  public Optional<LearnedStream> look(int partition) {
    return find(
        partition,
        report ->
            new LearnedStream(
                of(partition).survey(),
                report.labels(),
                report.settings().records(),
                report.answering().mapToObj(report.learners()::get).toList(),
                report.settings().deciding(),
                report.fields(),
                report.settings().interval()));
  }

  /** Returns why the learners of a partition do not answer, if they do not. */
  public String whyNot(int partition) {
    return whyNot.apply(partition);
  }

  /** Returns how many ms ago a copy was known to be as its learners; empty without a copy. */
  public OptionalLong ageMs(int partition) {
    return ageMs.apply(partition);
  }
}
