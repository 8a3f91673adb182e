package io.gyre.fold.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gyre.GyreException;
import io.gyre.data.Fields;
import io.gyre.data.counts.DecisionCounts;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import io.gyre.time.PartitionWindows.Pace;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecisionsTest {

  private static final long DAY = 86_400_000;
  private static final Budget HUNDRED = new Budget(100, DAY, false);
  private static final CaseCost AMOUNT = new CaseCost(null, "amount");
  private static final CaseCost FIVE = new CaseCost(5.0, null);

  private final Random random = new Random(42);
  private long time = 1_700_000_000_000L / DAY * DAY + 1;
  private int ids;

  private static Decisions of(Budget budget) {
    return new Decisions(new DecisionSettings(budget, null, null), "blend");
  }

  private static Decisions ofCosts(Budget budget) {
    return new Decisions(new DecisionSettings(budget, AMOUNT, FIVE), "blend");
  }

  private static Fields amount(double amount) {
    return new Fields(new String[] {"other", "amount"}, new double[] {1, amount}, null);
  }

  private Decision decide(Decisions decisions, double p, double amount) {
    return decisions.decide(1, p, amount(amount), "p-" + ids++, time, Pace.TIME);
  }

  /** Returns the decisions about points that are spread over a day. */
  private List<Decision> day(Decisions decisions, int points) {
    List<Decision> made = new ArrayList<>();
    for (int i = 0; i < points; i++) {
      time += DAY / points;
      made.add(decide(decisions, StrictMath.pow(random.nextDouble(), 9), 50));
    }
    return made;
  }

  private static long alerts(List<Decision> made) {
    return made.stream().filter(decision -> decision != null && decision.alert()).count();
  }

  private static Decisions saved(
      Decisions from, DecisionSettings before, DecisionSettings to, boolean sameMeaning) {
    StateWriter out = new StateWriter();
    from.write(out);
    Decisions again = new Decisions(to, "blend");
    again.read(new StateReader(ByteBuffer.wrap(out.toBytes())), again.version);
    if (!to.equals(before) || !sameMeaning) {
      again.follow(before, sameMeaning);
    }
    return again;
  }

  @Test
  void shouldDecideNothingInTheFirstPeriodAndThenMeetTheBudget() {
    Decisions decisions = of(HUNDRED);
    decide(decisions, 0.5, 1);
    List<Decision> first = day(decisions, 5_000);
    assertThat(first.subList(0, 4_999)).containsOnlyNulls();
    long all = 0;
    for (int day = 0; day < 20; day++) {
      all += alerts(day(decisions, 5_000));
    }
    assertThat(all).isBetween(1_940L, 2_060L);
  }

  @Test
  void shouldMeetAShareOfThePoints() {
    Decisions decisions = of(Budget.ofShare(0.05));
    List<Decision> made = day(decisions, 21_000);
    assertThat(made.subList(0, 1_000)).containsOnlyNulls();
    assertThat(made.subList(1_000, 21_000)).doesNotContainNull();
    assertThat(alerts(made)).isBetween(970L, 1_030L);
  }

  @Test
  void shouldMeetTheBudgetAmongPointsThatAreAllEquallyProbable() {
    Decisions decisions = of(HUNDRED);
    long all = 0;
    for (int i = 0; i < 100_000; i++) {
      time += DAY / 5_000;
      Decision made = decide(decisions, 0.25, 1);
      all += made != null && made.alert() ? 1 : 0;
    }
    assertThat(all).isBetween(1_800L, 2_000L);
  }

  @Test
  void shouldCountTheAlertsOfEachPeriodFromOne() {
    Decisions decisions = of(HUNDRED);
    decide(decisions, 0.5, 1);
    day(decisions, 5_000);
    time -= 1_000;
    for (int day = 0; day < 3; day++) {
      List<Long> nth =
          day(decisions, 5_000).stream().filter(Decision::alert).map(Decision::nth).toList();
      assertThat(nth.get(0)).isEqualTo(1);
      assertThat(nth).isSorted().doesNotHaveDuplicates().hasSizeBetween(60, 150);
      assertThat(nth.get(nth.size() - 1)).isEqualTo(nth.size());
    }
  }

  @Test
  void shouldTakeAYearWithoutPointsForOnePeriod() {
    Decisions decisions = of(HUNDRED);
    for (int day = 0; day < 4; day++) {
      day(decisions, 5_000);
    }
    time += 365 * DAY;
    assertThat(alerts(day(decisions, 5_000))).isBetween(100L, 260L);
    assertThat(alerts(day(decisions, 5_000))).isBetween(60L, 150L);
  }

  @Test
  void shouldGoOnWhenAWrongTimeFallsBack() {
    Decisions decisions = of(HUNDRED);
    for (int day = 0; day < 4; day++) {
      day(decisions, 5_000);
    }
    time += 365 * DAY;
    decide(decisions, 0.5, 1);
    time -= 365 * DAY;
    assertThat(day(decisions, 5_000)).doesNotContainNull();
    assertThat(alerts(day(decisions, 5_000))).isBetween(60L, 150L);
  }

  /** What a wrong time has counted as a period passes for the second time, when it has fallen. */
  @Test
  void shouldTakeNoMoreThanTheBudgetOverAWrongTimeThatFallsBack() {
    Decisions decisions = of(HUNDRED);
    for (int day = 0; day < 4; day++) {
      day(decisions, 5_000);
    }
    long all = 0;
    for (int day = 0; day < 10; day++) {
      time += 365 * DAY;
      decide(decisions, 0.01, 1);
      time -= 365 * DAY;
      all += alerts(day(decisions, 5_000));
    }
    assertThat(all).isBetween(950L, 1_060L);
  }

  /** Classes that separate: the most probable are more so each day. */
  @ParameterizedTest
  @ValueSource(ints = {10, 100})
  void shouldMeetTheBudgetWhileProbabilitiesRiseOnAndOn(int budget) {
    Decisions decisions = of(new Budget(budget, DAY, false));
    int days = 25;
    int points = 20 * budget;
    long all = 0;
    for (int i = 0; i < days * points; i++) {
      time += DAY / points;
      double odds = StrictMath.exp(1.5 * random.nextGaussian() + (double) i / points - days);
      Decision made = decide(decisions, odds / (1 + odds), 1);
      all += i >= 2 * points && made != null && made.alert() ? 1 : 0;
    }
    assertThat((double) all / (days - 2) / budget).isBetween(0.9, 1.15);
  }

  @Test
  void shouldGoOnAtThePaceOfThePointsWhileTheTimeStands() {
    Decisions decisions = of(HUNDRED);
    for (int day = 0; day < 4; day++) {
      day(decisions, 5_000);
    }
    long all = 0;
    for (int i = 0; i < 20_000; i++) {
      double p = StrictMath.pow(random.nextDouble(), 9);
      all += decisions.decide(1, p, amount(1), "p-" + ids++, time, Pace.POINTS).alert() ? 1 : 0;
    }
    assertThat(all).isBetween(370L, 430L);
  }

  /** A first record with a clock that was never set. */
  @Test
  void shouldTakeNoPeriodForPassedBeforeTheTimeHasStarted() {
    Decisions decisions = of(HUNDRED);
    decisions.decide(1, 0.5, amount(1), "first", 5, Pace.TIME);
    decisions.decide(1, 0.5, amount(1), "second", time, Pace.NOTHING);
    assertThat(day(decisions, 5_000).subList(0, 4_999)).containsOnlyNulls();
  }

  @Test
  void shouldTellOnceThatTheTimeDoesNotMove() {
    Decisions decisions = of(HUNDRED);
    for (int i = 1; i <= 1_100; i++) {
      assertThat(decide(decisions, 0.5, 1)).isNull();
      assertThat(decisions.doesTimeStand()).isEqualTo(i == 1_000);
    }
  }

  @Test
  void shouldHaveAThresholdThatIsANumberOfPointsThatCostNothing() {
    Decisions decisions =
        new Decisions(new DecisionSettings(null, AMOUNT, new CaseCost(null, "other")), "blend");
    Fields free = new Fields(new String[] {"other", "amount"}, new double[] {0, 0}, null);
    Decision made = decisions.decide(1, 0.5, free, "free", time, Pace.TIME);
    assertThat(made.alert()).isFalse();
    assertThat(made.threshold()).isEqualTo(Double.MAX_VALUE);
  }

  @Test
  void shouldTellOnceThatNoPointSaysWhatItCosts() {
    Decisions decisions = ofCosts(null);
    int told = 0;
    for (int i = 0; i < 3_000; i++) {
      decide(decisions, 0.5, Double.NaN);
      told += decisions.areCostsUnknown() ? 1 : 0;
    }
    assertThat(told).isEqualTo(1);
  }

  @Test
  void shouldMakeAlertsOfAllWhileThereAreFewerThanTheBudget() {
    Decisions decisions = of(new Budget(1_000, DAY, false));
    day(decisions, 101);
    assertThat(alerts(day(decisions, 100))).isEqualTo(100);
  }

  @Test
  void shouldMakeAnAlertWhereThatIsExpectedToCostLess() {
    Decisions decisions = ofCosts(null);
    assertThat(decide(decisions, 0.051, 100).alert()).isTrue();
    assertThat(decide(decisions, 0.049, 100).alert()).isFalse();
    assertThat(decide(decisions, 0.049, 100).threshold()).isCloseTo(0.05, within(1e-9));
    assertThat(decide(decisions, 0.9, 0).alert()).isFalse();
    assertThat(decide(decisions, 0.9, 0).threshold()).isGreaterThan(1).isFinite();
    assertThat(decide(decisions, 0.051, 100).stake()).isCloseTo(5.1, within(1e-9));
    assertThat(decisions.counts(null).threshold()).as("each point has its own").isNull();
  }

  @Test
  void shouldReadItsStateAgainWhateverPointsCost() {
    DecisionSettings settings = new DecisionSettings(null, AMOUNT, AMOUNT);
    Decisions decisions = new Decisions(settings, "blend");
    for (int i = 0; i < 3; i++) {
      decisions.count(decide(decisions, 0.5, Double.MAX_VALUE), true, false);
    }

    Decisions again = saved(decisions, settings, settings, true);

    assertThat(again.counts(null)).isEqualTo(decisions.counts(null));
    assertThat(again.counts(null).never()).isEqualTo(Double.MAX_VALUE);
    assertThat(again.counts(null).always()).isEqualTo(Double.MAX_VALUE);
  }

  @Test
  void shouldTakeTheMeanForCostsThatAreMissingOrBelowZero() {
    Decisions decisions = ofCosts(null);
    assertThat(decide(decisions, 0.9, Double.NaN)).as("no mean yet").isNull();
    decide(decisions, 0.5, 100);
    decide(decisions, 0.5, 300);
    for (double wrong : new double[] {Double.NaN, -1, -1e300}) {
      Decision made = decide(decisions, 0.5, wrong);
      assertThat(made.miss()).isEqualTo(200);
      assertThat(made.alert()).isTrue();
    }
    assertThat(decisions.counts(null).missingCosts()).isEqualTo(4);
    assertThat(decisions.decide(1, 0.5, Fields.NONE, "none", time, Pace.TIME).miss())
        .isEqualTo(200);
  }

  @Test
  void shouldLimitByTheBudgetAndOrderByWhatIsSaved() {
    Decisions decisions = ofCosts(HUNDRED);
    double highest = 0;
    for (int i = 0; i < 30_000; i++) {
      time += DAY / 5_000;
      double p = random.nextDouble() / 5;
      double amount = 1_000 * random.nextDouble();
      Decision made = decide(decisions, p, amount);
      if (made != null && i > 15_000) {
        double saves = p * amount - 5;
        highest = made.alert() ? highest : Math.max(highest, saves);
        assertThat(made.alert() ? saves : 1e9).isGreaterThan(130);
        assertThat(made.threshold()).isGreaterThan(5 / amount);
      }
    }
    assertThat(highest).isLessThan(180);
    assertThat(decisions.counts(null).alerts()).isBetween(450L, 550L);
  }

  @Test
  void shouldSayWhatWasPaidBesideNeverAndAlways() {
    Decisions decisions = ofCosts(null);
    Decision alert = decide(decisions, 0.5, 100);
    Decision pass = decide(decisions, 0.01, 40);
    decisions.count(alert, true, false);
    decisions.count(alert, false, false);
    decisions.count(pass, true, false);
    decisions.count(pass, false, true);

    DecisionCounts counts = decisions.counts(null);
    assertThat(counts.paid()).isEqualTo(5 + 5 + 40);
    assertThat(counts.never()).isEqualTo(100 + 40);
    assertThat(counts.always()).isEqualTo(4 * 5);
    assertThat(counts.saved()).isEqualTo(20 - 50);
    assertThat(counts.precision()).isEqualTo(0.5);
    assertThat(counts.recall()).isEqualTo(0.5);
    assertThat(counts.othersSilent()).isEqualTo(1);
    assertThat(counts.budget()).isNull();
  }

  @Test
  void shouldHaveNoSharesBeforeThereAreLabels() {
    assertThat(of(HUNDRED).counts(null).precision()).isNull();
    assertThat(of(HUNDRED).counts(null).recall()).isNull();
    assertThat(of(HUNDRED).counts(null).paid()).isNull();
    assertThat(of(HUNDRED).counts(null).threshold()).isNull();
  }

  @Test
  void shouldWarnOnceLabelsComeOfAlertsOnly() {
    Decisions decisions = ofCosts(null);
    Decision alert = decide(decisions, 0.5, 100);
    Decision pass = decide(decisions, 0.01, 40);
    int warned = 0;
    for (int i = 0; i < 999; i++) {
      warned += decisions.count(alert, true, false) ? 1 : 0;
      warned += decisions.count(pass, false, true) ? 1 : 0;
    }
    assertThat(warned).as("at 100").isEqualTo(1);
    assertThat(decisions.count(alert, true, false)).as("at 1,000").isTrue();
    decisions.count(pass, false, false);
    for (int i = 1_000; i < 10_000; i++) {
      assertThat(decisions.count(alert, true, false)).isFalse();
    }
  }

  @Test
  void shouldGoOnAsIfItHadNeverBeenSaved() {
    DecisionSettings both = new DecisionSettings(HUNDRED, AMOUNT, FIVE);
    Decisions decisions = new Decisions(both, "blend");
    day(decisions, 6_000);
    day(decisions, 3_000);
    Decisions again = saved(decisions, both, both, true);
    assertThat(again.counts(null)).isEqualTo(decisions.counts(null));
    for (int i = 0; i < 3_000; i++) {
      time += 10_000;
      double p = random.nextDouble() / 10;
      Decision made = decisions.decide(1, p, amount(i), "q-" + i, time, Pace.TIME);
      assertThat(again.decide(1, p, amount(i), "q-" + i, time, Pace.TIME)).isEqualTo(made);
    }
    assertThat(again.counts(null)).isEqualTo(decisions.counts(null));
  }

  @Test
  void shouldGoOnWithAnotherBudget() {
    Decisions decisions = of(HUNDRED);
    day(decisions, 5_000);
    day(decisions, 5_000);
    Decisions fewer =
        saved(
            decisions,
            new DecisionSettings(HUNDRED, null, null),
            new DecisionSettings(new Budget(240, DAY * 12, false), null, null),
            true);
    long all = 0;
    for (int day = 0; day < 24; day++) {
      all += alerts(day(fewer, 5_000));
    }
    assertThat(all).isBetween(400L, 560L);
    assertThat(fewer.counts(null).alerts()).isEqualTo(decisions.counts(null).alerts() + all);
  }

  @ParameterizedTest
  @ValueSource(strings = {"share", "costs", "none", "class"})
  void shouldBeginAnewWhereValuesMeanSomethingElse(String next) {
    Decisions decisions = of(HUNDRED);
    decide(decisions, 0.5, 1);
    day(decisions, 5_000);
    List<Decision> made = day(decisions, 5_000);
    DecisionSettings other =
        switch (next) {
          case "share" -> new DecisionSettings(Budget.ofShare(0.02), null, null);
          case "costs" -> new DecisionSettings(HUNDRED, AMOUNT, FIVE);
          case "class" -> new DecisionSettings(HUNDRED, null, null);
          default -> new DecisionSettings(null, AMOUNT, FIVE);
        };
    DecisionSettings before = new DecisionSettings(HUNDRED, null, null);
    Decisions again = saved(decisions, before, other, !next.equals("class"));
    boolean countsGoOn = next.equals("share");
    assertThat(again.counts(null).alerts())
        .isEqualTo(countsGoOn ? decisions.counts(null).alerts() : 0);
    Decision first = decide(again, 0.99, 100);
    assertThat(first == null).isEqualTo(!next.equals("none"));
    assertThat(made).doesNotContainNull();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void shouldRefuseBudgetsThatAreNone(double alerts) {
    assertThatThrownBy(() -> new Budget(alerts, DAY, false)).isInstanceOf(GyreException.class);
    assertThatThrownBy(() -> Budget.ofShare(alerts)).isInstanceOf(GyreException.class);
  }

  @Test
  void shouldRefuseWhatCannotBeDecidedBy() {
    assertThatThrownBy(() -> new Budget(1, 0, false)).hasMessageContaining("period");
    assertThatThrownBy(() -> new Budget(1, Long.MAX_VALUE, false)).hasMessageContaining("period");
    assertThatThrownBy(() -> Budget.ofShare(1.01)).hasMessageContaining("at most 100%, found 101%");
    assertThatThrownBy(() -> new CaseCost(-5.0, null)).hasMessageContaining("-5.0");
    assertThatThrownBy(() -> new DecisionSettings(null, AMOUNT, null))
        .hasMessageContaining("belong together");
    assertThatThrownBy(() -> new DecisionSettings(null, AMOUNT, new CaseCost(0.0, null)))
        .hasMessageContaining("every point");
    for (double miss : new double[] {0, 4, 5}) {
      assertThatThrownBy(() -> new DecisionSettings(HUNDRED, new CaseCost(miss, null), FIVE))
          .hasMessageContaining("no alert");
    }
    assertThat(CaseCost.of("5d").field()).isEqualTo("5d");
    assertThat(CaseCost.of("1e2").amount()).isEqualTo(100);
  }

  @Test
  void shouldSayWhatIsDecidedHow() {
    assertThat(new DecisionSettings(HUNDRED, AMOUNT, FIVE).lines(false))
        .containsExactly(
            "A positive that passes costs its amount; an alert costs 5: at 100 one pays above p = 0.0500.",
            "Budget: 100/1d of the stream's time, those that save most. The threshold follows the last period or so.");
    assertThat(
            new DecisionSettings(
                    Budget.ofShare(0.025), new CaseCost(200.0, null), new CaseCost(null, "time"))
                .lines(false))
        .containsExactly(
            "A positive that passes costs 200; an alert costs its time.",
            "Budget: 2.5% of all points, those that save most. The threshold follows the last 1,000 or so.");
    assertThat(new Budget(7, 90_000, false)).hasToString("7/90s");
  }
}
