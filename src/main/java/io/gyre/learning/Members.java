package io.gyre.learning;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * The learners that others may mix, in the order of the list, and what has been said of the present
 * point: by them, and by those that mix them on the way to an answer. Not thread-safe.
 */
public final class Members {

  private final List<String> names = new ArrayList<>();
  private final List<Learner> learners = new ArrayList<>();
  private final List<Integer> places = new ArrayList<>(); // of their answers
  private final List<double[]> answers = new ArrayList<>();
  private final List<String> owners = new ArrayList<>(); // of each place
  private double[][] asked = {};
  private int classes;
  private long age;
  private long point;

  /**
   * Adds a learner.
   *
   * @param name its, not that of another
   * @return the place of its answers
   */
  public int add(String name, Learner learner) {
    names.add(name);
    learners.add(learner);
    places.add(reserve(1));
    asked = Arrays.copyOf(asked, learners.size());
    nameOwner(name);
    return places.get(places.size() - 1);
  }

  /**
   * Names the learner that mixes others for which places were reserved last.
   *
   * @param name its, not that of another
   */
  public void nameOwner(String name) {
    while (owners.size() < answers.size()) {
      owners.add(name);
    }
  }

  /** The name of the learner that a place is of. */
  public String owner(int place) {
    return owners.get(place);
  }

  /** Tells whether a learner mixes others. */
  public boolean mixes(String owner) {
    return owners.contains(owner) && !names.contains(owner);
  }

  /** How many places there are. */
  public int places() {
    return owners.size();
  }

  /** The first place of a learner, behind which its others are; -1 if there is no such learner. */
  public int firstPlace(String owner) {
    return owners.indexOf(owner);
  }

  /** Makes places for answers; returns the first. */
  public int reserve(int count) {
    int first = answers.size();
    for (int i = 0; i < count; i++) {
      answers.add(null);
    }
    return first;
  }

  /**
   * Begins with a point of which nothing has been said.
   *
   * @param known K at that time
   */
  public void begin(int known) {
    classes = known;
    age = 0;
    for (int i = 0; i < answers.size(); i++) {
      answers.set(i, null);
    }
    point++;
  }

  /**
   * Takes an answer.
   *
   * @param probabilities K numbers; not copied
   */
  public void answered(int place, double[] probabilities) {
    answers.set(place, probabilities);
  }

  /**
   * What was said of a point by those that mix learners, on the way to their answers, for {@link
   * #recall}. Immutable.
   *
   * @param classes K when it came
   * @param answers by place; null where nothing was said, and at the learners' places
   * @param labels how many labels had been learned from
   */
  public record Said(int classes, double[][] answers, long labels) {}

  /**
   * Copies what has been said of the present point, but for the learners' answers.
   *
   * @param labels how many labels have been learned from
   */
  public Said said(long labels) {
    double[][] copies = new double[answers.size()][];
    for (int i = 0; i < copies.length; i++) {
      boolean kept = answers.get(i) != null && !places.contains(i);
      copies[i] = kept ? answers.get(i).clone() : null;
    }
    return new Said(classes, copies, labels);
  }

  /**
   * Makes a point the present one that waited for its label; what learners had answered is to be
   * told again.
   *
   * @param labels how many labels have been learned from by now
   */
  public void recall(Said said, long labels) {
    begin(said.classes());
    age = labels - said.labels();
    for (int i = 0; i < said.answers().length; i++) {
      answers.set(i, said.answers()[i]);
    }
  }

  /** Asks each of a point, which is the present one from now on. */
  public void ask(double[] row, int known) {
    begin(known);
    for (int e = 0; e < learners.size(); e++) {
      if (asked[e] == null || asked[e].length != known) {
        asked[e] = new double[known];
      }
      learners.get(e).predict(row, asked[e]);
      answered(places.get(e), asked[e]);
    }
  }

  /** What predictions of all of them read: {@link Learner#numbersRead}. */
  public long numbersRead(Set<Object> counted) {
    return learners.stream().mapToLong(learner -> learner.numbersRead(counted)).sum();
  }

  /** How many learners there are. */
  public int size() {
    return learners.size();
  }

  public String name(int member) {
    return names.get(member);
  }

  /** Where a learner's answers are. */
  public int place(int member) {
    return places.get(member);
  }

  /** K when the present point came. */
  public int classes() {
    return classes;
  }

  /** How many labels have been learned from since the present point was answered. */
  public long age() {
    return age;
  }

  /** What has been said of the present point: K numbers; null if nothing. */
  public double[] answer(int place) {
    return answers.get(place);
  }

  /** Another one for each point. */
  public long point() {
    return point;
  }
}
