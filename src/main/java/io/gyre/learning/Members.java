package io.gyre.learning;

import io.gyre.encoding.Encoder;
import io.gyre.encoding.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * The learners of a list, in its order, and the places of their answers in {@link Answers}. Here
 * alone a learner that mixes others is asked after these. Not thread-safe.
 */
public final class Members {

  /**
   * A learner of the list.
   *
   * @param place that of its answer
   * @param mixes whether it mixes others, and so is not mixed itself
   */
  public record Member(String name, Learner learner, int place, boolean mixes) {}

  private final Encoder encoder;
  private final List<Member> all = new ArrayList<>();
  private final List<String> owners = new ArrayList<>(); // of each place
  private final BitSet ofAnswers = new BitSet(); // places
  private int places;

  Members(Encoder encoder) {
    this.encoder = encoder;
  }

  /** Makes places for what the next learner to be added finds on its way; returns the first. */
  public int reserve(int count) {
    places += count;
    return places - count;
  }

  /**
   * Adds a learner.
   *
   * @param name its, not that of another
   * @return its number on the list
   */
  public int add(String name, Learner learner, boolean mixes) {
    int place = reserve(1);
    all.add(new Member(name, learner, place, mixes));
    ofAnswers.set(place);
    owners.addAll(Collections.nCopies(places - owners.size(), name));
    return all.size() - 1;
  }

  /** Returns those so far that may be mixed. */
  public List<Member> mixable() {
    return all.stream().filter(each -> !each.mixes).toList();
  }

  /** Returns one by its number on the list. */
  public Member get(int learner) {
    return all.get(learner);
  }

  /** Returns all learners, in the order of the list. */
  public Stream<Learner> learners() {
    return all.stream().map(Member::learner);
  }

  /** Returns the name of the learner that a place belongs to. */
  public String owner(int place) {
    return owners.get(place);
  }

  /** Returns the number of places. */
  public int places() {
    return places;
  }

  /**
   * Returns the first place of a learner: what it finds on its way, then its answer; -1 for an
   * unknown learner.
   */
  public int firstPlace(String owner) {
    return owners.indexOf(owner);
  }

  /** Tells whether a place is for what a learner finds on its way, and not for its answer. */
  public boolean isInner(int place) {
    return !ofAnswers.get(place);
  }

  /**
   * Asks a learner about a point, when those before it have been asked. As long as there are no
   * columns, all classes are as probable.
   *
   * @param answers it may mix, and its own is put
   * @return its answer there: K probabilities; null without an answer
   */
  public double[] predict(int learner, Row row, Answers answers) {
    Member asked = all.get(learner);
    if (!asked.learner.answers()) {
      return null;
    }
    double[] p = answers.give(asked.place);
    if (encoder.isEmpty()) {
      Arrays.fill(p, 1.0 / p.length);
    } else {
      asked.learner.predict(row, answers, p);
    }
    return p;
  }

  /**
   * Asks a learner about a point, and before it those that it mixes: each that has not answered.
   *
   * @return its answer, in {@code answers}; null without an answer
   */
  public double[] ask(int learner, Row row, Answers answers) {
    Member asked = all.get(learner);
    for (int i = 0; asked.mixes && i < learner; i++) {
      if (!all.get(i).mixes && answers.of(all.get(i).place) == null) {
        predict(i, row, answers);
      }
    }
    double[] known = answers.of(asked.place);
    return known == null ? predict(learner, row, answers) : known;
  }
}
