package io.gyre.learning;

import io.gyre.data.Fields;
import io.gyre.encoding.Encoder;
import io.gyre.encoding.Row;
import io.gyre.encoding.RowMaker;
import io.gyre.encoding.TextFields;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/**
 * Finds the contribution of each field of a point to a class, and of each word of a text. A learner
 * whose logits have no terms is asked again without each field, one prediction a field, until the
 * numbers read reach the limit of a question. It has no clock, so that every run of the same log
 * gives the same answers. It changes no learned state. Not thread-safe.
 */
public final class FieldTrials {

  /** The numbers that a question may read beside its prediction: 10 to 20 ms. */
  public static final long MOST_NUMBERS = 4_000_000;

  /** The numbers that may be read for the reasons of an alert: 1 to 2 ms. */
  public static final long MOST_NUMBERS_OF_ALERT = 400_000;

  private static final int MOST_WORDS = 100; // a text may be long
  private final Row row = new Row();
  private final Answers answers = new Answers();
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
   * @param all the learners: if not all fields can be tried, those come first that have the largest
   *     terms in the first whose logits have terms; then the others, as they appeared
   * @param learner the number of the one whose answers they are
   * @param whole K probabilities of the point with all its fields, not modified
   * @param enough asked after each field
   */
  public void run(
      Members all, int learner, RowMaker maker, double[] whole, BooleanSupplier enough) {
    done = true;
    Encoder encoder = maker.encoder();
    Learner asked = all.get(learner).learner();
    maker.fill(point, row);
    terms = asked.terms(row, k);
    List<TextFields.Word> words = maker.wordsIn(point);
    words.subList(Math.min(words.size(), MOST_WORDS), words.size()).clear();
    long cost = cost(asked, encoder, whole.length);
    if (terms != null) {
      addTermsOfWords(asked, maker, words, cost);
      return;
    }
    words.removeIf(word -> changes.containsKey(word.name()));
    List<Integer> open = open(encoder);
    untried = open.size() + words.size();
    if (heaviest == null && cost * untried > left) {
      left -= encoder.slots();
      heaviest = left < cost ? List.of() : heaviest(all);
    }
    if (heaviest != null && left >= cost) {
      sort(open, encoder);
    }
    List<Trial> trials = new ArrayList<>();
    open.forEach(f -> trials.add(new Trial(encoder.field(f), () -> fillWithout(f, maker))));
    words.forEach(w -> trials.add(new Trial(w.name(), () -> maker.fillWithout(w, point, row))));
    for (Trial trial : trials) {
      if (left < cost) {
        return;
      }
      left -= cost;
      trial.fill.run();
      all.begin(answers, whole.length);
      double[] without = all.ask(learner, row, answers);
      changes.put(trial.name, whole[k] - without[k]);
      untried--;
      if (enough.getAsBoolean()) {
        done = untried == 0;
        return;
      }
    }
  }

  /** A field or a word, and what fills the row without it. */
  private record Trial(String name, Runnable fill) {}

  private void fillWithout(int field, RowMaker maker) {
    maker.fill(point, row);
    maker.encoder().setMissing(row, field);
  }

  /**
   * A field whose term is not among the largest has no words. Each costs as much as a prediction.
   */
  private void addTermsOfWords(
      Learner learner, RowMaker maker, List<TextFields.Word> words, long cost) {
    Map<String, Map<String, Double>> parts = new LinkedHashMap<>();
    for (TextFields.Word word : words) {
      String field = point.path(word.field());
      Double all = terms.fields().get(field);
      if (all != null && left >= cost) {
        left -= cost;
        maker.fillWithout(word, point, row);
        Map<String, Double> others = learner.terms(row, k).fields();
        if (others.containsKey(field)) {
          parts
              .computeIfAbsent(field, absent -> new LinkedHashMap<>())
              .put(word.name(), all - others.get(field));
        }
      }
    }
    terms = parts.isEmpty() ? terms : terms.withParts(parts);
  }

  private static long cost(Learner learner, Encoder encoder, int classes) {
    return encoder.slots()
        + learner.numbersRead(classes, Collections.newSetFromMap(new IdentityHashMap<>()));
  }

  /** Returns the fields that the point has and that were not tried yet, by their numbers. */
  private List<Integer> open(Encoder encoder) {
    List<Integer> open = new ArrayList<>();
    for (int field = 0; field < encoder.fields(); field++) {
      if (!encoder.isMissing(row, field) && !changes.containsKey(encoder.field(field))) {
        open.add(field);
      }
    }
    return open;
  }

  private void sort(List<Integer> open, Encoder encoder) {
    open.sort(
        Comparator.comparingInt(
            field -> {
              int rank = heaviest.indexOf(encoder.field(field));
              return rank < 0 ? Integer.MAX_VALUE : rank;
            }));
  }

  private List<String> heaviest(Members all) {
    return all.learners()
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

  public Contributions found() {
    return terms != null ? terms : Contributions.ofProbability(changes, untried);
  }
}
