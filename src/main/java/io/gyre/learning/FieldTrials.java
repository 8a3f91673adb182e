package io.gyre.learning;

import io.gyre.data.Fields;
import io.gyre.encoding.Encoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/**
 * Finds how much each field of a point speaks for a class. Where a learner's logits have no terms
 * it is asked again without each field, which costs a prediction a field: fields are tried until
 * the numbers read reach the bound of a question. It has no clock, so that every run of the same
 * log gives the same answers. Nothing that is learned changes. Not thread-safe.
 */
public final class FieldTrials {

  /** So many numbers a question may read beside its prediction: 10 to 20 ms. */
  public static final long MOST_NUMBERS = 4_000_000;

  private final Fields point;
  private final int k;
  private final Map<String, Double> changes = new LinkedHashMap<>();
  private List<String> heaviest;
  private long left;
  private int untried;
  private boolean done;
  private Contributions terms;

  /**
   * @param point not modified
   * @param k the class, 0…K−1
   * @param most how many numbers may be read
   */
  public FieldTrials(Fields point, int k, long most) {
    this.point = point;
    this.k = k;
    left = most;
  }

  /**
   * Tries fields that were not tried yet.
   *
   * @param learner whose answers they are
   * @param all the learners: if not all fields can be tried, those come first that have the largest
   *     terms in the first whose logits have terms; then the others, as they appeared
   * @param whole K probabilities of the point with all its fields, not modified
   * @param enough asked after each field
   */
  public void run(
      Learner learner, List<Learner> all, Encoder encoder, double[] whole, BooleanSupplier enough) {
    done = !hasMore(learner, all, encoder, whole, enough);
  }

  private boolean hasMore(
      Learner learner, List<Learner> all, Encoder encoder, double[] whole, BooleanSupplier enough) {
    double[] row = encoder.row(point).clone();
    terms = learner.terms(row, k);
    if (terms != null) {
      return false;
    }
    List<Integer> open = open(encoder, row);
    untried = open.size();
    long cost =
        encoder.slots() + learner.numbersRead(Collections.newSetFromMap(new IdentityHashMap<>()));
    if (heaviest == null && cost * untried > left) {
      left -= encoder.slots();
      heaviest = left < cost ? List.of() : heaviest(all, row);
    }
    if (left < cost) {
      return false;
    }
    if (heaviest != null) {
      sort(open, encoder);
    }
    double[] probabilities = new double[whole.length];
    for (int field : open) {
      if (left < cost) {
        return false;
      }
      left -= cost;
      double[] without = Arrays.copyOf(row, encoder.slots());
      encoder.setMissing(without, field);
      learner.ask(without, probabilities);
      changes.put(encoder.field(field), whole[k] - probabilities[k]);
      untried--;
      if (enough.getAsBoolean()) {
        break;
      }
    }
    return untried > 0;
  }

  /** The fields that the point has and that were not tried yet, by their numbers. */
  private List<Integer> open(Encoder encoder, double[] row) {
    List<Integer> open = new ArrayList<>();
    for (int field = 0; field < encoder.fields(); field++) {
      if (!encoder.isMissing(row, field) && !changes.containsKey(encoder.field(field))) {
        open.add(field);
      }
    }
    return open;
  }

  private void sort(List<Integer> open, Encoder encoder) {
    Map<String, Integer> ranks = new HashMap<>();
    heaviest.forEach(path -> ranks.put(path, ranks.size()));
    open.sort(
        Comparator.comparingInt(
            field -> ranks.getOrDefault(encoder.field(field), Integer.MAX_VALUE)));
  }

  private List<String> heaviest(List<Learner> all, double[] row) {
    return all.stream()
        .map(learner -> learner.terms(row, k))
        .filter(Objects::nonNull)
        .findFirst()
        .map(found -> List.copyOf(found.fields().keySet()))
        .orElse(List.of());
  }

  /** Tells whether no field is left that may be tried. */
  public boolean isDone() {
    return done;
  }

  /** What was found by now. */
  public Contributions found() {
    return terms != null ? terms : Contributions.ofProbability(changes, untried);
  }
}
