package io.gyre.fold.keys;

import io.gyre.data.Fields;
import io.gyre.fold.answer.ClassNumbers;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which columns a point gets now, in what order, and under which names they stand beside its own
 * fields. Not thread-safe.
 */
final class ColumnNames {

  private static final String LAST_LABEL = ".last-label";
  private static final String LAST_AMOUNT = ".last";
  private static final String MEAN = ".mean.";

  private final List<String> keys;
  private final Fading fading;
  private final ClassNumbers classes;
  private final KeyFields fields;
  private final List<List<String>> numbered = new ArrayList<>();
  private final Extension[] extensions = new Extension[2];
  private int nextExtension;
  private Layout now;
  private int stamp = -1; // tells for which classes that is

  /**
   * Columns of one key after the other.
   *
   * @param paths their names
   * @param rates the classes whose rates are columns
   * @param last whether the last label is a column
   * @param ofAmounts whether labels are amounts: then their means are in the place of rates
   */
  record Layout(List<String> paths, int[] rates, boolean last, boolean ofAmounts) {}

  /**
   * Own fields with columns.
   *
   * @param kept the places of those columns that have names of their own
   * @param areClasses whether these are numbers of classes, which become texts
   */
  private record Extension(
      String[] own, List<String> paths, String[] all, int[] kept, boolean[] areClasses) {}

  ColumnNames(List<String> keys, Fading fading, ClassNumbers classes, KeyFields fields) {
    this.keys = keys;
    this.fading = fading;
    this.classes = classes;
    this.fields = fields;
  }

  /** Lays columns out anew, since there is a new field. */
  void fieldsChanged() {
    stamp = -1;
  }

  /** Returns which columns there are now; the same list of paths while they are the same. */
  Layout now() {
    int known = classes.size();
    int positive = classes.positive();
    int wanted = known == 2 ? 2 + positive * 100_000 : known; // at most 10,000 classes
    if (wanted != stamp) {
      stamp = wanted;
      boolean ofAmounts = classes.areAmounts();
      boolean last = ofAmounts || known > KeyHistory.MOST_CLASSES;
      int[] rates =
          known < 2
              ? new int[ofAmounts ? 1 : 0]
              : known == 2
                  ? new int[] {positive}
                  : IntStream.range(0, Math.min(known, KeyHistory.MOST_CLASSES)).toArray();
      List<String> paths = new ArrayList<>();
      keys.forEach(key -> addPaths(key, rates, last, paths));
      now = new Layout(paths, rates, last, ofAmounts);
    }
    return now;
  }

  /** In the order in which {@link KeyHistory#fill} fills them. */
  private void addPaths(String key, int[] rates, boolean last, List<String> paths) {
    paths.add(key + KeyColumns.GAP);
    if (fading.byTime) {
      fading.names.forEach(span -> paths.add(key + ".count." + span));
    } else {
      paths.add(key + ".count");
    }
    for (String field : fields.numbers) {
      for (String span : fading.names) {
        paths.add(key + "." + field + ".deviation." + span);
        paths.add(key + "." + field + ".ratio." + span);
      }
    }
    fields.texts.forEach(field -> paths.add(key + "." + field + ".same"));
    for (int number : rates) {
      String rate =
          key + (classes.areAmounts() ? MEAN : ".rate." + classes.label(number).text() + ".");
      fading.names.forEach(span -> paths.add(rate + span));
    }
    if (last) {
      paths.add(key + (classes.areAmounts() ? LAST_AMOUNT : LAST_LABEL));
    }
  }

  /** Returns a point's own fields with the columns, but those whose names are its own fields'. */
  Fields extended(Fields own, KeyColumns columns) {
    Extension as = extension(own.paths, columns.paths());
    double[] values = columns.values();
    int more = as.all.length - own.size();
    double[] added = new double[more];
    String[] texts = null;
    for (int i = 0; i < more; i++) {
      int place = as.kept[i];
      added[i] = values[place];
      if (as.areClasses[i] && !Double.isNaN(values[place])) {
        texts = texts == null ? new String[more] : texts;
        texts[i] = classes.label((int) values[place]).text();
        added[i] = Double.NaN;
      }
    }
    return own.with(as.all, added, texts);
  }

  @SuppressWarnings("ReferenceEquality")
  private Extension extension(String[] own, List<String> paths) {
    for (Extension known : extensions) {
      if (known != null && known.own == own && known.paths == paths) {
        return known;
      }
    }
    int[] kept = MorePaths.kept(own, paths);
    String[] all = MorePaths.all(own, paths, kept);
    boolean[] areClasses = new boolean[kept.length];
    for (int i = 0; i < kept.length; i++) {
      areClasses[i] = paths.get(kept[i]).endsWith(LAST_LABEL);
    }
    Extension made = new Extension(own, paths, all, kept, areClasses);
    extensions[nextExtension++ % extensions.length] = made;
    return made;
  }

  /** Returns the number under which paths are stored; -1 if they are not. */
  @SuppressWarnings("ReferenceEquality")
  int number(List<String> paths) {
    for (int i = numbered.size() - 1; i >= 0; i--) {
      if (numbered.get(i) == paths || numbered.get(i).equals(paths)) {
        numbered.set(i, paths);
        return i;
      }
    }
    return -1;
  }

  int add(List<String> paths) {
    numbered.add(paths);
    return numbered.size() - 1;
  }

  /** Returns the paths with a number; null if there are none such. */
  List<String> paths(int number) {
    return number < numbered.size() ? numbered.get(number) : null;
  }

  void write(StateWriter out) {
    out.putInt(numbered.size());
    numbered.forEach(out::putTexts);
  }

  void read(StateReader in) {
    for (int i = in.getCount(); i > 0; i--) {
      numbered.add(in.getTexts());
    }
  }
}
