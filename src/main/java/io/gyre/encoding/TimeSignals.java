package io.gyre.encoding;

import io.gyre.data.Fields;
import io.gyre.state.DamagedStateException;
import io.gyre.state.StatePart;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * Finds which of what times tell (the hour, the weekday) foretells labels. Only that has columns:
 * on a stream whose labels do not depend on the time, five more columns of each time would cost the
 * neighbours and the trees a tenth of their accuracy.
 *
 * <p>The values of such a field lie in at most {@value #BINS} bins b: eighths of [−1, 1] for the
 * sine or cosine, and days. With the n labels of which n_y were y, and those n_b and n_by of bin b,
 *
 * <pre>
 *  p_y  = (n_y + ½) / (n + K/2)            of the K ≤ 32 classes that came, with y
 *  p_by = (n_by + 10·p_y) / (n_b + 10)
 *  G   ← max(1, G·p_by / p_y)              with each label y; it foretells once G ≥ 1,000,000
 * </pre>
 *
 * <p>If labels do not depend on the bin, the factor p_by / p_y is 1 in the mean: G is what a bettor
 * would own who can foresee nothing, begins with 1, and begins anew when less is left; so it
 * reaches a million once in some million labels. Labels of a visit to a bin count in n_b once
 * another bin is seen: else a drift within a day would look like one that comes again each day.
 * What has been found stays. Not thread-safe.
 */
final class TimeSignals extends StatePart {

  /** Fields beyond this number have no columns. */
  static final int MOST = 64;

  private static final int BINS = 8;
  private static final int CLASSES = 32; // labels of further ones are not looked at
  private static final double ENOUGH = 1_000_000;
  private static final double OF_ALL = 10; // how many labels p counts in a bin

  private final Map<String, Signal> signals = new LinkedHashMap<>();
  private boolean present;

  private static final class Signal {
    double gain = 1;
    boolean found;
    long[] all = new long[CLASSES];
    long n; // all of them
    int classes; // that came
    long[][] ofBin = new long[BINS][CLASSES];
    long[] nOfBin = new long[BINS];
    final List<String> names = new ArrayList<>(); // of the bins, if they are texts
    int visited; // the bin of the last label
    long[] visit = new long[CLASSES]; // the labels since another was
  }

  TimeSignals() {
    super("times");
  }

  @Override
  public boolean present() {
    return present;
  }

  /** Says whether there is anything to be read. */
  void expect(boolean some) {
    present = some;
  }

  /** Returns the paths of what times have told. */
  Set<String> paths() {
    return signals.keySet();
  }

  /** Tells whether a field of a point has columns: what its times tell may have none. */
  boolean admits(Fields point, int i) {
    if (i < point.read || i >= point.own) {
      return true;
    }
    Signal signal = signals.get(point.path(i));
    return signal != null && signal.found;
  }

  /** Takes the label of a point, by its number. */
  void add(Fields point, int label) {
    for (int i = point.read; i < point.own && label < CLASSES; i++) {
      if (!point.missing(i)) {
        Signal signal = signals.get(point.path(i));
        if (signal == null && signals.size() < MOST) {
          signal = new Signal();
          signals.put(point.path(i), signal);
          present = true;
        }
        if (signal != null && !signal.found) {
          add(signal, bin(signal, point, i), label);
          changed();
        }
      }
    }
  }

  private static int bin(Signal signal, Fields point, int i) {
    String text = point.text(i);
    if (text == null) {
      return (int) Math.max(0, Math.min(BINS - 1, (point.number(i) + 1) * (BINS / 2)));
    }
    int known = signal.names.indexOf(text);
    if (known < 0 && signal.names.size() < BINS) {
      signal.names.add(text);
      known = signal.names.size() - 1;
    }
    return Math.max(0, known);
  }

  private static void add(Signal signal, int bin, int label) {
    if (bin != signal.visited) {
      for (int k = 0; k < CLASSES; k++) {
        signal.ofBin[signal.visited][k] += signal.visit[k];
      }
      signal.nOfBin[signal.visited] += LongStream.of(signal.visit).sum();
      Arrays.fill(signal.visit, 0);
      signal.visited = bin;
    }
    signal.classes += signal.all[label] == 0 ? 1 : 0;
    double p = (signal.all[label]++ + 0.5) / (signal.n++ + 0.5 * signal.classes);
    double ofBin = (signal.ofBin[bin][label] + OF_ALL * p) / (signal.nOfBin[bin] + OF_ALL);
    signal.gain = Math.max(1, signal.gain * ofBin / p);
    signal.found = signal.gain >= ENOUGH;
    signal.visit[label]++;
  }

  @Override
  public void write(StateWriter out) {
    out.putCompact(signals.size());
    signals.forEach(
        (path, signal) -> {
          out.putCompactText(path).putByte(signal.found ? 1 : 0);
          if (!signal.found) {
            out.putDouble(signal.gain).putTexts(signal.names).putByte(signal.visited);
            counts(signal).forEach(counts -> write(counts, out));
          }
        });
  }

  private static List<long[]> counts(Signal signal) {
    List<long[]> counts = new ArrayList<>(List.of(signal.all, signal.visit));
    counts.addAll(Arrays.asList(signal.ofBin));
    return counts;
  }

  /** Writes only as many numbers as are needed: most streams have few classes. */
  private static void write(long[] counts, StateWriter out) {
    int size = CLASSES;
    while (size > 0 && counts[size - 1] == 0) {
      size--;
    }
    out.putByte(size);
    for (int k = 0; k < size; k++) {
      out.putCompact(counts[k]);
    }
  }

  @Override
  public void read(StateReader in, int version) {
    signals.clear();
    for (long i = in.getCompact(MOST); i > 0; i--) {
      Signal signal = new Signal();
      signals.put(in.getCompactText(), signal);
      signal.found = in.getByte() == 1;
      if (!signal.found) {
        signal.gain = in.getDouble();
        signal.names.addAll(in.getTexts());
        signal.visited = index(in, BINS - 1);
        counts(signal).forEach(counts -> read(counts, in));
        signal.n = LongStream.of(signal.all).sum();
        signal.classes = (int) LongStream.of(signal.all).filter(count -> count > 0).count();
        Arrays.setAll(signal.nOfBin, bin -> LongStream.of(signal.ofBin[bin]).sum());
      }
    }
  }

  private static void read(long[] counts, StateReader in) {
    int size = index(in, CLASSES);
    for (int k = 0; k < size; k++) {
      counts[k] = in.getCompact();
    }
  }

  private static int index(StateReader in, int most) {
    int index = in.getByte();
    if (index < 0 || index > most) {
      throw new DamagedStateException("%d is not a number up to %d".formatted(index, most));
    }
    return index;
  }
}
