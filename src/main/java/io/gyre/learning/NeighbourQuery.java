package io.gyre.learning;

import io.gyre.encoding.Encoder;

/**
 * The point whose neighbours are searched, as the columns of an index have it, beside the scale of
 * each: of numbers x·s − q is what x differs by, scaled. Columns that no two points differ in are
 * left out. Not thread-safe.
 */
final class NeighbourQuery {

  private final double clip;

  int texts;
  NeighbourColumn.Texts[] text = {};
  int[] code = {}; // of each text, below 0 for none

  int presences;
  NeighbourColumn.Presence[] presence = {};
  int[] flag = {}; // of each field that some miss, 1 if it has a value

  int numbers;
  NeighbourColumn.Numbers[] number = {};
  double[][] x = {}; // the values of each number
  double[] s = {}; // 1/σ
  double[] m = {}; // μ/σ
  double[] q = {}; // what x·s is for this point, limited
  boolean[] missing = {};
  boolean[] plain = {}; // whether no point lacks it or is to be limited

  /**
   * @param clip scaled numbers are limited to ±clip, above 0
   */
  NeighbourQuery(double clip) {
    this.clip = clip;
  }

  /**
   * Takes a point over.
   *
   * @param row not modified
   * @param scaler read for the scales
   */
  void set(double[] row, NeighbourIndex index, Encoder encoder, Scaler scaler) {
    setTexts(row, index);
    setPresences(row, index, encoder);
    makeRoom(index.numbers());
    numbers = 0;
    for (int n = 0; n < index.numbers(); n++) {
      boolean scaled = scaler.count(n) > 0;
      double deviation = scaled ? scaler.deviation(n) : 1;
      if (deviation > 0) {
        setNumber(
            index.numberColumn(n),
            row[encoder.numberSlot(n)],
            scaled ? scaler.mean(n) : 0,
            deviation);
      }
    }
  }

  private void setTexts(double[] row, NeighbourIndex index) {
    texts = index.texts();
    if (text.length < texts) {
      text = new NeighbourColumn.Texts[2 * texts];
      code = new int[2 * texts];
    }
    for (int t = 0; t < texts; t++) {
      double column = row[index.textSlot(t)];
      text[t] = index.text(t);
      code[t] = column >= 0 ? (int) column : NeighbourColumn.Texts.NONE;
    }
  }

  private void setPresences(double[] row, NeighbourIndex index, Encoder encoder) {
    if (presence.length < index.presences()) {
      presence = new NeighbourColumn.Presence[2 * index.presences()];
      flag = new int[presence.length];
    }
    presences = 0;
    for (int field = 0; field < index.presences(); field++) {
      boolean absent = encoder.isMissing(row, field);
      if (absent || index.presence(field).flags != null) {
        presence[presences] = index.presence(field);
        flag[presences++] = absent ? 0 : 1;
      }
    }
  }

  private void makeRoom(int n) {
    if (number.length < n) {
      int room = 2 * n;
      number = new NeighbourColumn.Numbers[room];
      x = new double[room][];
      s = new double[room];
      m = new double[room];
      q = new double[room];
      missing = new boolean[room];
      plain = new boolean[room];
    }
  }

  private void setNumber(
      NeighbourColumn.Numbers column, double value, double mean, double deviation) {
    int n = numbers++;
    number[n] = column;
    x[n] = column.values;
    s[n] = 1 / deviation;
    m[n] = mean * s[n];
    plain[n] =
        column.missing == null
            && column.leastOfAll * s[n] >= low(n)
            && column.greatestOfAll * s[n] <= high(n);
    missing[n] = !Double.isFinite(value);
    q[n] = missing[n] ? m[n] : limited(n, Scaler.bounded(value, Scaler.MAX_MAGNITUDE) * s[n]);
  }

  /** The least that x·s is limited to. */
  double low(int n) {
    return m[n] - clip;
  }

  /** The most that x·s is limited to. */
  double high(int n) {
    return m[n] + clip;
  }

  /** A value of number n by its place, scaled less the point's, as the kernels compute it. */
  double difference(int n, int place) {
    double scaled = x[n][place] * s[n];
    if (plain[n]) {
      return scaled - q[n];
    }
    double[] marks = number[n].missing;
    return limited(n, marks == null ? scaled : scaled + marks[place] * m[n]) - q[n];
  }

  private double limited(int n, double scaled) {
    return Math.max(low(n), Math.min(high(n), scaled));
  }

  /**
   * Adds to each leaf four times the least that number n contributes to the squared distance of one
   * of its points.
   */
  void addBounds(int n, NeighbourIndex index, double[] bounds) {
    NeighbourColumn.Numbers column = number[n];
    if (plain[n]) {
      DistanceKernels.addBounds(bounds, index.leaves(), column.least, column.greatest, s[n], q[n]);
      return;
    }
    for (int leaf = 0; leaf < index.leaves(); leaf++) {
      int present = column.present[leaf];
      double least = present == 0 ? m[n] : limited(n, column.least[leaf] * s[n]);
      double greatest = present == 0 ? m[n] : limited(n, column.greatest[leaf] * s[n]);
      if (present < index.held(leaf)) {
        least = Math.min(least, m[n]);
        greatest = Math.max(greatest, m[n]);
      }
      double t = Math.max(0, Math.max(least - q[n], q[n] - greatest));
      bounds[leaf] += 4 * t * t;
    }
  }

  /** What a text and a field's presence add to a squared distance. */
  int textDifference(int t, int place) {
    int other = text[t].codes[place];
    if (other == code[t]) {
      return 0;
    }
    return other >= 0 && code[t] >= 0 ? 2 : 1;
  }

  int presenceDifference(int p, int place) {
    int[] flags = presence[p].flags;
    return (flags == null ? 1 : flags[place]) ^ flag[p];
  }
}
