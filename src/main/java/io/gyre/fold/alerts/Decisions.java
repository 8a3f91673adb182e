package io.gyre.fold.alerts;

import io.gyre.data.Fields;
import io.gyre.data.Fnv;
import io.gyre.data.Label;
import io.gyre.data.SplitMix;
import io.gyre.data.counts.DecisionCounts;
import io.gyre.scoring.SparseCodec;
import io.gyre.state.DamagedStateException;
import io.gyre.state.Sha256;
import io.gyre.state.StatePart;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import io.gyre.time.PartitionWindows.Pace;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Decides which points are looked at, and counts what came of it. A point's value is what is saved
 * by looking at it, or without costs how probable it is that it is positive:
 *
 * <pre>
 *  v = p·miss − alarm         with costs: an alert only if v &gt; 0
 *  v = p / (1 − p)            without
 *  v = d / w                  of an amount, whose label is known: how far it is outside of its
 *                             interval of 99.9 %, which is w wide; 0 within
 * </pre>
 *
 * <p>With a budget it is an alert if v is above a {@link FadedQuantile} of the points before it;
 * within the bin of the threshold, a hash of the id decides. For a cost that a point does not say
 * stands a running mean. Not thread-safe.
 */
public final class Decisions extends StatePart {

  /** A cost weighs as one of so many in the mean; as many show whether any point says its own. */
  public static final int MEAN_OF = 1_000;

  /** The sums since the start: counts, and what labelled points cost. */
  private enum Sum {
    DECIDED,
    ALERTS,
    MISSING,
    ALERTS_LABELLED,
    ALERTS_POSITIVE,
    OTHERS_LABELLED,
    OTHERS_POSITIVE,
    OTHERS_SILENT,
    PAID,
    NEVER,
    ALWAYS
  }

  private static final int VERSION = 4; // 3 counted again what a wrong time had counted

  private static final long NONE = Long.MIN_VALUE;

  private final DecisionSettings settings;
  private final String learner;
  private final Budget budget; // null for none

  private FadedQuantile values = new FadedQuantile();
  private long now = NONE; // of the stream, in units of the period; NONE before the first value
  private double passed; // since the first value, in periods
  private double again; // of the next periods, counted already by a time that fell back
  private long period = NONE; // the number of the current one
  private long nth; // how many alerts are of it
  private double threshold = Double.NaN; // of the last decision
  private final Mean miss = new Mean();
  private final Mean alarm = new Mean();
  private int sought = -1; // the number of the class that is looked for
  private double[] sums = new double[Sum.values().length];

  /** The mean of amounts, each new one with a weight of a thousandth at least. */
  private static final class Mean {
    private long n;
    private double mean = Double.NaN;

    void add(double amount) {
      n = Math.min(n + 1, MEAN_OF);
      mean = n == 1 ? amount : mean + (amount - mean) / n;
    }

    void forget() {
      n = 0;
      mean = Double.NaN;
    }

    void write(StateWriter out) {
      out.putLong(n).putDouble(mean);
    }

    void read(StateReader in) {
      n = in.getLong();
      mean = in.getDouble();
      if (n < 0 || n > MEAN_OF || (n > 0 && !(mean >= 0))) {
        throw new DamagedStateException("the mean of %d costs is %s".formatted(n, mean));
      }
    }
  }

  /**
   * @param settings null if nothing is decided
   * @param learner the name of the learner that decides
   */
  public Decisions(DecisionSettings settings, String learner) {
    super("decisions", VERSION, VERSION - 1);
    this.settings = settings;
    this.learner = learner;
    budget = settings == null ? null : settings.budget();
  }

  @Override
  public boolean present() {
    return settings != null;
  }

  /**
   * Decides about a point that has just been predicted.
   *
   * @param positive the number of the class that is looked for
   * @param p its probability
   * @param point its fields
   * @param timeMs the stream's time; it may fall back, if it was wrong
   * @param pace what has passed since the point before
   * @return null if nothing is decided, or not yet: in the first period, or while no cost is known
   */
  public Decision decide(int positive, double p, Fields point, String id, long timeMs, Pace pace) {
    if (settings == null) {
      return null;
    }
    sought = positive;
    double costOfMiss = 0;
    double costOfAlarm = 0;
    if (settings.hasCosts()) {
      double ownMiss = settings.miss().of(point);
      double ownAlarm = settings.alarm().of(point);
      costOfMiss = known(ownMiss, miss);
      costOfAlarm = known(ownAlarm, alarm);
      add(Sum.MISSING, Double.isNaN(ownMiss) || Double.isNaN(ownAlarm) ? 1 : 0);
    }
    double value = settings.hasCosts() ? p * costOfMiss - costOfAlarm : p / (1 - p);
    Boolean alert = isAlert(value, id, timeMs, pace);
    if (alert == null) {
      return null;
    }
    threshold = threshold(costOfMiss, costOfAlarm);
    return new Decision(alert, p, threshold, costOfMiss, costOfAlarm, alert ? nth : 0);
  }

  /**
   * Decides about a point whose label, an amount, has come.
   *
   * @param outside how far it is from what was expected, above 0 only if that is surprising; NaN if
   *     it cannot be told
   * @return which alert of its period it is, from 1; 0 if it is none
   */
  public long decide(double outside, String id, long timeMs, Pace pace) {
    return settings != null && Boolean.TRUE.equals(isAlert(outside, id, timeMs, pace)) ? nth : 0;
  }

  /** Returns whether a value is an alert; null if nothing is decided yet. */
  private Boolean isAlert(double value, String id, long timeMs, Pace pace) {
    changed();
    Boolean alert = null;
    if (passTime(timeMs, pace, value) && !Double.isNaN(value)) {
      if (budget != null) {
        values.find(budget.alerts());
      }
      alert = value > 0 && (budget == null || isAbove(value, id));
      add(Sum.DECIDED, 1);
      add(Sum.ALERTS, alert ? 1 : 0);
      nth += alert ? 1 : 0;
    }
    if (budget != null && value > 0) {
      values.add(value);
    }
    return alert;
  }

  /** Returns whether it is decided. */
  private boolean passTime(long timeMs, Pace pace, double value) {
    if (budget == null) {
      return true;
    }
    long before = now;
    now = budget.inPoints() ? Math.max(0, before + 1) : timeMs;
    long current = Math.floorDiv(now, budget.period());
    nth = current == period ? nth : 0;
    period = current;
    if (before != NONE) {
      double elapsed =
          budget.inPoints() || pace == Pace.TIME
              ? elapsed((double) (now - before) / budget.period())
              : pace == Pace.POINTS && value > 0 ? values.pace() : 0;
      passed += elapsed;
      values.pass(elapsed);
    }
    return passed >= 1;
  }

  /** Returns how much of a step counts, which is below 0 where the time was wrong. */
  private double elapsed(double step) {
    double counted = Math.min(again, Math.max(-1, Math.min(1, step)));
    again = Math.min(1, again - counted);
    return Math.max(0, Math.min(1, step) - Math.max(0, counted));
  }

  private boolean isAbove(double value, String id) {
    int bin = FadedQuantile.bin(value);
    boolean above =
        bin > values.bin || (bin == values.bin && SplitMix.unit(Fnv.of(id)) < values.share);
    values.count(above, budget.alerts());
    return above;
  }

  /** Returns an amount, or the mean of those before it if the point has none. */
  private static double known(double own, Mean mean) {
    if (!Double.isNaN(own)) {
      mean.add(own);
    }
    return Double.isNaN(own) ? mean.mean : own;
  }

  /** Returns the probability at which a point of these costs is at the threshold. */
  private double threshold(double costOfMiss, double costOfAlarm) {
    double least = budget == null ? 0 : values.threshold();
    if (settings.hasCosts()) {
      // What no probability makes worth an alert is no number of JSON.
      return costOfMiss > 0
          ? Math.min(Double.MAX_VALUE, (least + costOfAlarm) / costOfMiss)
          : Double.MAX_VALUE;
    }
    return least / (1 + least);
  }

  /**
   * Counts the label of a point that was decided.
   *
   * @param silence whether no label came, and silence is one
   * @return whether to warn that labels come of alerts only, so that nothing is learned of what is
   *     missed: at their 100th label, the 1,000th and so on
   */
  public boolean count(Decision made, boolean positive, boolean silence) {
    double missed = positive ? made.miss() : 0;
    boolean alert = made.alert();
    add(Sum.PAID, alert ? made.alarm() : missed);
    add(Sum.NEVER, missed);
    add(Sum.ALWAYS, made.alarm());
    add(alert ? Sum.ALERTS_LABELLED : Sum.OTHERS_LABELLED, 1);
    add(alert ? Sum.ALERTS_POSITIVE : Sum.OTHERS_POSITIVE, positive ? 1 : 0);
    add(Sum.OTHERS_SILENT, silence && !alert ? 1 : 0);
    changed();
    return alert
        && Long.toString(count(Sum.ALERTS_LABELLED)).matches("10{2,}")
        && count(Sum.DECIDED) >= 2 * count(Sum.ALERTS)
        && count(Sum.OTHERS_LABELLED) == count(Sum.OTHERS_SILENT);
  }

  /** Tells, at the 1,000th label, whether more than half of the points are positive. */
  public boolean findsMost() {
    return count(Sum.ALERTS_LABELLED) + count(Sum.OTHERS_LABELLED) == MEAN_OF
        && count(Sum.ALERTS_POSITIVE) + count(Sum.OTHERS_POSITIVE) > MEAN_OF / 2;
  }

  /** Returns the number of the class that is looked for, −1 before the first decision. */
  public int sought() {
    return sought;
  }

  private void add(Sum sum, double more) {
    // A few enormous costs must not make a state that cannot be read.
    sums[sum.ordinal()] = Math.min(Double.MAX_VALUE, sums[sum.ordinal()] + more);
  }

  private long count(Sum sum) {
    return (long) sums[sum.ordinal()];
  }

  /** Returns a sum of costs; null without costs. */
  private Double cost(Sum sum) {
    return settings.hasCosts() ? sums[sum.ordinal()] : null;
  }

  /**
   * @param positive the class that is looked for; null if it is not known
   * @return null if nothing is decided
   */
  public DecisionCounts counts(Label positive) {
    if (settings == null) {
      return null;
    }
    StateWriter all = new StateWriter();
    write(all);
    return new DecisionCounts(
        learner,
        positive,
        settings.budget() == null ? null : settings.budget().toString(),
        count(Sum.DECIDED),
        count(Sum.ALERTS),
        Double.isNaN(threshold) || settings.hasCosts() ? null : threshold,
        count(Sum.ALERTS_LABELLED),
        count(Sum.ALERTS_POSITIVE),
        count(Sum.OTHERS_LABELLED),
        count(Sum.OTHERS_POSITIVE),
        count(Sum.OTHERS_SILENT),
        settings.hasCosts() ? count(Sum.MISSING) : null,
        cost(Sum.PAID),
        cost(Sum.NEVER),
        cost(Sum.ALWAYS),
        HexFormat.of().formatHex(Sha256.of(all)));
  }

  /** Tells, of a budget in a time, whether many points have come and the time has not moved. */
  public boolean doesTimeStand() {
    return budget != null && !budget.inPoints() && values.isTimeless(MEAN_OF);
  }

  /** Tells whether many points have come, and none has said what it costs. */
  public boolean areCostsUnknown() {
    return count(Sum.MISSING) == MEAN_OF && (miss.n == 0 || alarm.n == 0);
  }

  /**
   * Goes on with what was decided by other settings. What meant something else is forgotten, counts
   * as well; a threshold that was there stays if only its period is another.
   *
   * @param before null if nothing was decided
   * @param sameMeaning whether the same learner looked for the same class
   * @return whether they are forgotten
   */
  public boolean follow(DecisionSettings before, boolean sameMeaning) {
    boolean sameCosts = before != null && before.fields().equals(settings.fields());
    boolean sameValues = sameMeaning && sameCosts && before.hasCosts() == settings.hasCosts();
    boolean same =
        sameValues
            && budget != null
            && before.budget() != null
            && before.budget().inPoints() == budget.inPoints();
    if (!sameCosts) {
      miss.forget();
      alarm.forget();
    }
    if (!sameValues) {
      Arrays.fill(sums, 0);
      nth = 0;
      sought = -1;
    }
    if (!same) {
      values = new FadedQuantile();
      now = NONE;
      passed = 0;
      again = 0;
      threshold = Double.NaN;
    } else if (before.budget().period() != budget.period()) {
      double factor = (double) before.budget().period() / budget.period();
      values.stretch(factor);
      passed = passed >= 1 ? 1 : passed * factor;
      nth = 0;
    }
    changed();
    return !same && budget != null;
  }

  @Override
  public void write(StateWriter out) {
    out.putInt(sought)
        .putLong(now)
        .putDouble(passed)
        .putDouble(again)
        .putLong(period)
        .putLong(nth)
        .putDouble(threshold);
    values.write(out);
    miss.write(out);
    alarm.write(out);
    SparseCodec.write(sums, out);
  }

  @Override
  public void read(StateReader in, int version) {
    sought = in.getInt();
    now = in.getLong();
    passed = in.getDouble();
    again = version < VERSION ? 0 : in.getDouble();
    period = in.getLong();
    nth = in.getLong();
    threshold = in.getDouble();
    values.read(in);
    miss.read(in);
    alarm.read(in);
    sums = SparseCodec.read(in);
    if (sums.length != Sum.values().length
        || !(passed >= 0)
        || !(again >= 0)
        || nth < 0
        || sought < -1) {
      throw new DamagedStateException(
          "%d sums, %s periods and %d alerts of the last".formatted(sums.length, passed, nth));
    }
  }
}
