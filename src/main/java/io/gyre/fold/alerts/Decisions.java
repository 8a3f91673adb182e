package io.gyre.fold.alerts;

import io.gyre.data.Fields;
import io.gyre.data.counts.DecisionCounts;
import io.gyre.state.DamagedStateException;
import io.gyre.state.Sha256;
import io.gyre.state.StatePart;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.util.HexFormat;

/**
 * Decides which points are looked at, and counts what came of it. A point's value is what is saved
 * by looking at it, or without costs how probable it is that it is positive:
 *
 * <pre>
 *  v = p·miss − alarm         with costs: an alert only if v &gt; 0
 *  v = p / (1 − p)            without
 * </pre>
 *
 * <p>With a budget it is an alert if v is above a {@link FadedQuantile} of the points before it;
 * within the bin of the threshold, a hash of the id decides. A cost that a point does not say is
 * the mean of the last {@value #MEAN_OF}. Not thread-safe.
 */
public final class Decisions extends StatePart {

  private static final int MEAN_OF = 1_000;
  private static final double MANTISSA = 0x1p53;
  private static final int MANTISSA_BITS = 53;

  private final DecisionSettings settings;
  private final String learner;
  private final Budget budget; // null for none

  private final FadedQuantile values = new FadedQuantile();
  private long now = NEVER; // of the stream, in units of the period; NEVER before the first value
  private double passed; // since the first value, in periods
  private long period = NEVER; // the number of the current one
  private long nth; // how many alerts are of it
  private double threshold = Double.NaN; // of the last decision
  private final Mean miss = new Mean();
  private final Mean alarm = new Mean();

  // What was read was of.
  private boolean hadCosts;
  private Budget before;

  // Counts since the start.
  private long decided;
  private long alerts;
  private long missing;
  private long alertsLabelled;
  private long alertsPositive;
  private long othersLabelled;
  private long othersPositive;
  private long othersSilent;
  private double paid;
  private double never;
  private double always;

  private static final long NEVER = Long.MIN_VALUE;

  /** The mean of amounts, each new one with a weight of a thousandth at least. */
  private static final class Mean {
    private long n;
    private double mean = Double.NaN;

    void add(double amount) {
      n = Math.min(n + 1, MEAN_OF);
      mean = n == 1 ? amount : mean + (amount - mean) / n;
    }

    void write(StateWriter out) {
      out.putLong(n).putDouble(mean);
    }

    void read(StateReader in) {
      n = in.getLong();
      mean = in.getDouble();
    }
  }

  /**
   * @param learner the name of the learner that decides
   */
  public Decisions(DecisionSettings settings, String learner) {
    super("decisions");
    this.settings = settings;
    this.learner = learner;
    budget = settings.budget();
    hadCosts = settings.hasCosts();
    before = budget;
  }

  /**
   * Decides about a point that has just been predicted.
   *
   * @param p the probability that it is positive
   * @param point its fields
   * @param timeMs the stream's time, never before that of the last one
   * @return null if nothing is decided yet: in the first period, or while no cost is known
   */
  public Decision decide(double p, Fields point, String id, long timeMs) {
    boolean ready = passTime(timeMs);
    double costOfMiss = 0;
    double costOfAlarm = 0;
    if (settings.hasCosts()) {
      double ownMiss = settings.miss().of(point);
      double ownAlarm = settings.alarm().of(point);
      costOfMiss = known(ownMiss, miss);
      costOfAlarm = known(ownAlarm, alarm);
      missing += Double.isNaN(ownMiss) || Double.isNaN(ownAlarm) ? 1 : 0;
    }
    changed();
    double value = settings.hasCosts() ? p * costOfMiss - costOfAlarm : p / (1 - p);
    Decision made = null;
    if (ready && !Double.isNaN(value)) {
      if (budget != null) {
        values.find(budget.alerts());
      }
      threshold = threshold(costOfMiss, costOfAlarm);
      boolean alert = value > 0 && (budget == null || isAbove(value, id));
      decided++;
      alerts += alert ? 1 : 0;
      nth += alert ? 1 : 0;
      made = new Decision(alert, p, threshold, costOfMiss, costOfAlarm, alert ? nth : 0);
    }
    if (budget != null && value > 0) {
      values.add(value);
    }
    return made;
  }

  /** Returns whether it is decided. */
  private boolean passTime(long timeMs) {
    if (budget == null) {
      return true;
    }
    long before = now;
    now = budget.inPoints() ? Math.max(0, before + 1) : timeMs;
    long current = Math.floorDiv(now, budget.period());
    nth = current == period ? nth : 0;
    period = current;
    if (before != NEVER) {
      double elapsed = Math.min(1, (double) (now - before) / budget.period());
      passed += elapsed;
      values.pass(elapsed);
    }
    return passed >= 1;
  }

  private boolean isAbove(double value, String id) {
    int bin = FadedQuantile.bin(value);
    boolean above = bin > values.bin || (bin == values.bin && unit(id) < values.share);
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
      return Math.min(Double.MAX_VALUE, (least + costOfAlarm) / costOfMiss);
    }
    return least / (1 + least);
  }

  /** Hashes an id to [0, 1): FNV-1a, mixed as SplitMix64 does. */
  private static double unit(String id) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < id.length(); i++) {
      hash = (hash ^ id.charAt(i)) * 0x100000001b3L;
    }
    hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
    hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
    hash ^= hash >>> 31;
    return (hash >>> (Long.SIZE - MANTISSA_BITS)) / MANTISSA;
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
    never += missed;
    always += made.alarm();
    changed();
    if (made.alert()) {
      alertsLabelled++;
      alertsPositive += positive ? 1 : 0;
      paid += made.alarm();
      return isHundredth(alertsLabelled) && othersLabelled == othersSilent;
    }
    othersLabelled++;
    othersPositive += positive ? 1 : 0;
    othersSilent += silence ? 1 : 0;
    paid += missed;
    return false;
  }

  private static boolean isHundredth(long count) {
    long power = 100;
    while (power < count) {
      power *= 10;
    }
    return power == count;
  }

  public DecisionCounts counts() {
    StateWriter all = new StateWriter();
    write(all);
    return new DecisionCounts(
        learner,
        settings.budget() == null ? null : settings.budget().toString(),
        decided,
        alerts,
        Double.isNaN(threshold) ? null : threshold,
        alertsLabelled,
        alertsPositive,
        othersLabelled,
        othersPositive,
        othersSilent,
        settings.hasCosts() ? missing : null,
        settings.hasCosts() ? paid : null,
        settings.hasCosts() ? never : null,
        settings.hasCosts() ? always : null,
        HexFormat.of().formatHex(Sha256.of(all)));
  }

  @Override
  public void write(StateWriter out) {
    out.putByte(settings.hasCosts() ? 1 : 0)
        .putByte(budget == null ? 0 : 1)
        .putByte(budget != null && budget.inPoints() ? 1 : 0)
        .putLong(budget == null ? 0 : budget.period());
    out.putLong(now).putDouble(passed).putLong(period).putLong(nth).putDouble(threshold);
    values.write(out);
    miss.write(out);
    alarm.write(out);
    for (long count : counted()) {
      out.putLong(count);
    }
    out.putDouble(paid).putDouble(never).putDouble(always);
  }

  private long[] counted() {
    return new long[] {
      decided,
      alerts,
      missing,
      alertsLabelled,
      alertsPositive,
      othersLabelled,
      othersPositive,
      othersSilent
    };
  }

  @Override
  public void read(StateReader in, int version) {
    hadCosts = in.getByte() == 1;
    boolean had = in.getByte() == 1;
    boolean inPoints = in.getByte() == 1;
    long length = in.getLong();
    if (had && length < 1) {
      throw new DamagedStateException("a budget is of a period of %d".formatted(length));
    }
    before = had ? new Budget(1, length, inPoints) : null;
    now = in.getLong();
    passed = in.getDouble();
    period = in.getLong();
    nth = in.getLong();
    threshold = in.getDouble();
    values.read(in);
    miss.read(in);
    alarm.read(in);
    decided = in.getLong();
    alerts = in.getLong();
    missing = in.getLong();
    alertsLabelled = in.getLong();
    alertsPositive = in.getLong();
    othersLabelled = in.getLong();
    othersPositive = in.getLong();
    othersSilent = in.getLong();
    paid = in.getDouble();
    never = in.getDouble();
    always = in.getDouble();
    if (alerts > decided || nth < 0 || nth > alerts) {
      throw new DamagedStateException(
          "%d of %d points are alerts, %d of them of the period".formatted(alerts, decided, nth));
    }
  }

  /**
   * Fits what was read to the settings: values that mean something else now are forgotten, and a
   * threshold that was there stays if only the period is another.
   *
   * @return whether they are forgotten
   */
  public boolean fit() {
    boolean same =
        hadCosts == settings.hasCosts()
            && budget != null
            && before != null
            && before.inPoints() == budget.inPoints();
    if (!same && (budget != null || before != null)) {
      values.clear();
      now = NEVER;
      passed = 0;
      period = NEVER;
      nth = 0;
      changed();
    } else if (same && before.period() != budget.period()) {
      double factor = (double) before.period() / budget.period();
      values.stretch(factor);
      passed = passed >= 1 ? 1 : passed * factor;
      period = Math.floorDiv(now, budget.period());
      changed();
    } else if (hadCosts != settings.hasCosts()) {
      changed();
    }
    return !same;
  }
}
