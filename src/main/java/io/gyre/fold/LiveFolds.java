package io.gyre.fold;

import io.gyre.data.Fields;
import io.gyre.data.survey.SurveyedFields;
import io.gyre.fold.answer.Answer;
import io.gyre.fold.intake.AskOptions;
import io.gyre.learning.FieldTrials;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * Lets other threads ask the folds of this process between two records. What is learned is not
 * changed by that, only delayed: a question waits for the record that is being processed, and
 * learning goes on between its slices. Thread-safe.
 */
public final class LiveFolds implements LiveModel {

  /** How long an answer is reused: every frame of every page shows it. */
  private static final long REMEMBERED_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** How long the first look may take; later looks show the answer before. */
  private static final long FIRST_LOOK_MS = 300;

  private static final Executor LOOKING =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "live-folds");
            thread.setDaemon(true);
            return thread;
          });

  private final Map<Integer, FoldLock> turns = new ConcurrentHashMap<>();
  private final Map<Integer, Known> known = new ConcurrentHashMap<>();
  private final Map<Integer, CompletableFuture<Known>> looks = new ConcurrentHashMap<>();
  private final IntFunction<String> whyNot;
  private final IntFunction<OptionalLong> ageMs;

  /** A question that is asked slice by slice. */
  @FunctionalInterface
  public interface Question {

    /**
     * Asks until the time is over, and no longer than for what was begun.
     *
     * @param fold the same in all slices; that of an application learns between two of them
     * @param untilNanos when the slice ends, by {@link System#nanoTime}
     * @return whether there is more to ask
     */
    boolean ask(Fold fold, long untilNanos);
  }

  private record Known(Optional<Understood> understood, long nanos) {}

  /** Folds that learn in this process. */
  public LiveFolds() {
    this(
        partition ->
            "cannot be asked now: it is being restored, is busy, or learns in another process",
        partition -> OptionalLong.empty());
  }

  /**
   * Copies of folds that learn elsewhere.
   *
   * @param whyNot says why a partition's learners do not answer
   * @param ageMs says how long ago a partition's copy was known to be as they learn, in ms
   */
  public LiveFolds(IntFunction<String> whyNot, IntFunction<OptionalLong> ageMs) {
    this.whyNot = whyNot;
    this.ageMs = ageMs;
  }

  /** The partitions whose folds are here, or were. */
  public List<Integer> partitions() {
    return turns.keySet().stream().sorted().toList();
  }

  /** Whose turn it is with a partition. */
  public FoldLock of(int partition) {
    return turns.computeIfAbsent(partition, absent -> new FoldLock());
  }

  /**
   * Lets a fold be asked that learns nothing, in the place of the one before.
   *
   * @param fold asked by nobody else
   */
  public void open(int partition, Fold fold) {
    of(partition).open(fold, () -> SurveyedFields.NONE);
  }

  /** From now on there is nothing to be asked of a partition. */
  public void close(int partition) {
    of(partition).close();
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

  /**
   * Asks the fold of a partition for one thing, which is soon found.
   *
   * @param question null is no answer
   * @return empty if there is none, or as {@link #ask(int, Question)} says
   */
  public <T> Optional<T> find(int partition, Function<FoldReport, T> question) {
    List<T> found = new ArrayList<>();
    boolean asked =
        ask(
            partition,
            (fold, untilNanos) -> {
              found.add(question.apply(fold.report()));
              return false;
            });
    // The fold may have been closed and opened again meanwhile.
    return asked && !found.isEmpty() ? Optional.ofNullable(found.get(0)) : Optional.empty();
  }

  @Override
  public Optional<Answer> ask(int partition, Fields fields, boolean why) {
    AskOptions detail = why ? AskOptions.ALL.why(FieldTrials.MOST_NUMBERS) : AskOptions.ALL;
    Answer[] found = new Answer[1];
    boolean asked =
        ask(
            partition,
            (fold, untilNanos) -> {
              AskOptions slice =
                  detail.until(() -> System.nanoTime() >= untilNanos).after(found[0]);
              found[0] = fold.ask(fields, slice);
              return !found[0].isComplete();
            });
    return asked ? Optional.ofNullable(found[0]) : Optional.empty();
  }

  @Override
  public Optional<Answer> ask(
      int partition, String learner, int points, IntFunction<Fields> point, Visitor visitor) {
    AskOptions detail = AskOptions.of(List.of(learner));
    Answer[] last = new Answer[1];
    int[] next = {0};
    boolean asked =
        ask(
            partition,
            (fold, untilNanos) -> {
              int place = fold.report().learners().indexOf(learner);
              if (place < 0) {
                return false;
              }
              do {
                last[0] = fold.ask(point.apply(next[0]), detail);
                visitor.answer(next[0]++, last[0], place);
              } while (next[0] < points && System.nanoTime() < untilNanos);
              return next[0] < points;
            });
    return asked ? Optional.ofNullable(last[0]) : Optional.empty();
  }

  /** Returns an answer that is some seconds old at most, without waiting for the fold. */
  @Override
  public Optional<Understood> understood(int partition) {
    Known last = known.get(partition);
    if (last != null && System.nanoTime() - last.nanos <= REMEMBERED_NANOS) {
      return last.understood;
    }
    CompletableFuture<Known> look =
        looks.computeIfAbsent(
            partition, p -> CompletableFuture.supplyAsync(() -> lookAnew(p), LOOKING));
    Known now =
        last != null
            ? last
            : look.completeOnTimeout(
                    new Known(Optional.empty(), 0), FIRST_LOOK_MS, TimeUnit.MILLISECONDS)
                .join();
    return now.understood;
  }

  private Known lookAnew(int partition) {
    try {
      Known found = new Known(look(partition), System.nanoTime());
      known.put(partition, found);
      return found;
    } finally {
      looks.remove(partition);
    }
  }

  /** Waits for its turn, and returns what is understood of a partition's points now. */
  public Optional<Understood> look(int partition) {
    return find(partition, report -> understood(partition, report));
  }

  private Understood understood(int partition, FoldReport report) {
    Map<String, Double> micros = new LinkedHashMap<>();
    List<String> names = report.learners();
    for (int i = 0; i < names.size(); i++) {
      if (!Double.isNaN(report.micros(i))) {
        micros.put(names.get(i), report.micros(i));
      }
    }
    return new Understood(
        of(partition).survey(), report.labels(), report.settings().records(), micros);
  }

  @Override
  public String whyNot(int partition) {
    return whyNot.apply(partition);
  }

  @Override
  public OptionalLong ageMs(int partition) {
    return ageMs.apply(partition);
  }
}
