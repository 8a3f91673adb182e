package io.gyre.stream;

import io.gyre.data.SurveyedFields;
import io.gyre.fold.Fold;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Lets other threads ask the folds of this instance between two records. What is learned is not
 * changed by that, only delayed: a question waits for the record that is being processed, and
 * learning goes on between its slices. Thread-safe.
 */
public final class FoldAccess {

  private final Map<Integer, FoldTurn> turns = new ConcurrentHashMap<>();

  /** What is asked, slice by slice. */
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

  /** Whose turn it is with a partition. */
  FoldTurn of(int partition) {
    return turns.computeIfAbsent(partition, absent -> new FoldTurn());
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
    FoldTurn turn = turns.get(partition);
    return turn != null && turn.ask(question);
  }

  /** What was found of the fields of a partition since its fold is here; empty if it is not. */
  public Optional<SurveyedFields> survey(int partition) {
    FoldTurn turn = turns.get(partition);
    return turn == null ? Optional.empty() : Optional.ofNullable(turn.survey());
  }
}
