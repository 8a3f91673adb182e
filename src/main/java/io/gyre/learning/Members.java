package io.gyre.learning;

import io.gyre.encoding.Encoder;
import io.gyre.encoding.Row;
import io.gyre.learning.memory.AmountScale;
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
  private final BitSet differences = new BitSet(); // places
  private final List<Integer> spreads = new ArrayList<>(); // places
  private int places;
  private final AmountScale amounts; // null if labels are classes

  Members(Encoder encoder, AmountScale amounts) {
    this.encoder = encoder;
    this.amounts = amounts;
  }

  /** Makes places for what the next learner to be added finds on its way; returns the first. */
  public int reserve(int count) {
    places += count;
    return places - count;
  }

  /**
   * Makes places for what the next learner to be added finds of amounts that is no amount but a
   * difference of two, as an expected error is; returns the first.
   */
  public int reserveDifferences(int count) {
    differences.set(places, places + count);
    return reserve(count);
  }

  /** Makes a place for how far those differ that an amount is the mean of; returns it. */
  public int reserveSpread() {
    spreads.add(places);
    return reserveDifferences(1);
  }

  /**
   * Returns the places of such spreads that are known whenever a learner is asked: its own, and of
   * those that it mixes.
   */
  public int[] spreads(int learner) {
    Member asked = all.get(learner);
    return spreads.stream()
        .filter(place -> asked.mixes || owner(place).equals(asked.name))
        .mapToInt(place -> place)
        .toArray();
  }

  boolean isDifference(int place) {
    return differences.get(place);
  }

  /**
   * Makes answers those about a point that nobody has answered yet.
   *
   * @param classes K; anything if labels are amounts
   */
  public void begin(Answers answers, int classes) {
    if (amounts == null) {
      answers.begin(classes);
    } else {
      answers.begin(amounts);
    }
  }

  /** Scales amounts that were answered as they would be now. */
  public void rescale(Answers answers) {
    answers.rescale(amounts, this);
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
   * columns, all classes are as probable, and an amount is the mean.
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
      Arrays.fill(p, amounts == null ? 1.0 / p.length : 0);
    } else {
      asked.learner.predict(row, answers, p);
      if (amounts != null) {
        p[0] = amounts.limit(p[0]);
      }
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
