package io.gyre.format.survey;

import io.gyre.GyreException;
import io.gyre.Setting;
import io.gyre.data.Label;
import io.gyre.data.LabelBins;
import io.gyre.data.Point;
import io.gyre.format.RecordSettings;
import io.gyre.words.PrintableText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The first labels of a stream: classes, or amounts, of which bins may be made. */
public final class LabelSurvey {

  /** The number of labels of a full survey. */
  public static final int LABELS = 1_000;

  private static final int ENOUGH = 50; // with fewer labels nothing is said of whole numbers
  private static final int FEW = 20; // so many values may be classes, whatever they are
  private static final int MANY = 200; // more classes are seldom named by numbers
  private static final int LABELS_A_BIN = 10;

  private static final Pattern NAMED = Pattern.compile("(?i)(.*[._-])?amount");

  private final Map<Label, Integer> values = new HashMap<>();
  private final List<Double> numbers = new ArrayList<>();
  private int labels;

  public boolean isFull() {
    return labels >= LABELS;
  }

  /** Looks at a point's label, if there is one, unless the survey is full. */
  public void add(Point point) {
    Label label = point == null ? null : point.label();
    if (label != null && !isFull()) {
      labels++;
      values.merge(label, 1, Integer::sum);
      if (label.isNumber() && Double.isFinite(label.number().doubleValue())) {
        numbers.add(label.number().doubleValue());
      }
    }
  }

  /**
   * Returns settings of labels that are amounts, if the labels are; or with the edges of the bins
   * that they ask for, made of at least so many labels. Throws a {@link GyreException} if bins
   * cannot be made of them.
   */
  public RecordSettings settle(RecordSettings records, int least) {
    String label = PrintableText.brief(records.label());
    int bins = records.bins();
    if (bins <= 0) {
      return bins == 0 && isAmount(records.label()) ? records.withAmounts() : records;
    }
    int needed = Math.max(least, LABELS_A_BIN * bins);
    boolean differ = numbers.stream().distinct().count() >= bins;
    if (labels < needed || 2 * numbers.size() < labels || !differ) {
      throw GyreException.of(
          "%s %d needs %,d labels of %s, most of them numbers and %d different; found %,d, of which %,d are numbers. If more are to come, start again then; if its values are classes, leave %s out",
          Setting.BINS, bins, needed, label, bins, labels, numbers.size(), Setting.BINS);
    }
    double[] sorted = numbers.stream().mapToDouble(number -> number).sorted().toArray();
    return records.withBins(bins, LabelBins.edges(sorted, bins));
  }

  /**
   * Tells whether the labels are amounts: most are numbers, and the field is called amount; or they
   * have more than {@value #FEW} values, most of them not whole, with fewer than 20 labels a value;
   * or, of {@value #ENOUGH} labels or more, more than {@value #MANY} values, or so many that came
   * once that these make more than a fifth of the labels.
   */
  private boolean isAmount(String path) {
    int all = values.size();
    if (NAMED.matcher(path).matches() && all > 2) {
      return 10 * numbers.size() >= 9 * labels;
    }
    long once = values.values().stream().filter(count -> count == 1).count();
    long broken = numbers.stream().distinct().filter(n -> n != Math.rint(n)).count();
    boolean isSpread = labels >= ENOUGH && (all > MANY || 5 * once > labels);
    return all > FEW
        && 10 * numbers.size() >= 9 * labels
        && (isSpread || 2 * broken > all && 20 * all > labels);
  }
}
