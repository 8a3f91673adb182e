package io.gyre.learning;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * The learners that others may mix, in the order of the list, and the answers about the current
 * point: theirs, and the intermediate ones of those that mix them. Not thread-safe.
 */
public final class Members {

  private record Member(String name, Learner learner, int place) {}

  private final List<Member> all = new ArrayList<>();
  private final List<double[]> answers = new ArrayList<>(); // by place
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
    int place = reserve(1);
    all.add(new Member(name, learner, place));
    asked = Arrays.copyOf(asked, all.size());
    nameOwner(name);
    return place;
  }

  /** Makes places for answers; returns the first. */
  public int reserve(int count) {
    int first = answers.size();
    answers.addAll(Collections.nCopies(count, null));
    return first;
  }

  /** Names the learner for which places were reserved last. */
  public void nameOwner(String name) {
    owners.addAll(Collections.nCopies(answers.size() - owners.size(), name));
  }

  /** Returns the name of the learner that a place belongs to. */
  public String owner(int place) {
    return owners.get(place);
  }

  /** Tells whether a learner mixes others. */
  public boolean mixes(String owner) {
    return owners.contains(owner) && all.stream().noneMatch(each -> each.name.equals(owner));
  }

  /** Returns the number of places. */
  public int places() {
    return owners.size();
  }

  /** Returns the first place of a learner, before its others; -1 for an unknown learner. */
  public int firstPlace(String owner) {
    return owners.indexOf(owner);
  }

  /**
   * Begins with a point without answers.
   *
   * @param known K at that time
   */
  public void begin(int known) {
    classes = known;
    age = 0;
    Collections.fill(answers, null);
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
   * The intermediate answers about a point of those that mix learners. Immutable.
   *
   * @param classes K when it came
   * @param answers by place; null for no answer, and at the learners' places
   * @param labels how many labels had been learned from
   */
  public record Said(int classes, double[][] answers, long labels) {}

  /**
   * Copies the intermediate answers about the current point, without those of the learners.
   *
   * @param labels how many labels have been learned from
   */
  public Said said(long labels) {
    double[][] copies = answers.toArray(double[][]::new);
    all.forEach(each -> copies[each.place] = null);
    Arrays.setAll(copies, i -> copies[i] == null ? null : copies[i].clone());
    return new Said(classes, copies, labels);
  }

  /**
   * Makes a point that waited for its label the current one; the learners' answers must be given
   * again.
   *
   * @param labels the number of labels learned so far
   */
  public void recall(Said said, long labels) {
    begin(said.classes());
    age = labels - said.labels();
    for (int i = 0; i < said.answers().length; i++) {
      answers.set(i, said.answers()[i]);
    }
  }

  /** Asks each about a point, which becomes the current one. */
  public void ask(double[] row, int known) {
    begin(known);
    for (int e = 0; e < all.size(); e++) {
      if (!answers(e)) {
        continue;
      }
      if (asked[e] == null || asked[e].length != known) {
        asked[e] = new double[known];
      }
      all.get(e).learner.predict(row, asked[e]);
      answered(place(e), asked[e]);
    }
  }

  /** Returns the numbers that predictions of all of them read: {@link Learner#numbersRead}. */
  public long numbersRead(Set<Object> counted) {
    return all.stream().mapToLong(each -> each.learner.numbersRead(counted)).sum();
  }

  /** Returns the number of learners. */
  public int size() {
    return all.size();
  }

  /** Tells whether a learner has answers so far. */
  public boolean answers(int member) {
    return all.get(member).learner.answers();
  }

  public String name(int member) {
    return all.get(member).name;
  }

  /** Returns the place of a learner's answers. */
  public int place(int member) {
    return all.get(member).place;
  }

  /** Returns K when the current point came. */
  public int classes() {
    return classes;
  }

  /** Returns the number of labels learned since the current point was answered. */
  public long age() {
    return age;
  }

  /** Returns an answer about the current point: K numbers; null without an answer. */
  public double[] answer(int place) {
    return answers.get(place);
  }

  /** Returns a number that is different for each point. */
  public long point() {
    return point;
  }
}
