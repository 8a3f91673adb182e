package io.gyre.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.GyreException;
import io.gyre.data.Alert;
import io.gyre.data.Alert.Review;
import io.gyre.data.Fields;
import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.data.counts.DecisionCounts;
import io.gyre.fold.alerts.Budget;
import io.gyre.fold.alerts.CaseCost;
import io.gyre.fold.alerts.Decision;
import io.gyre.fold.alerts.DecisionSettings;
import io.gyre.fold.intake.AskOptions;
import io.gyre.fold.state.FoldSettings;
import io.gyre.fold.waiting.LateLabels;
import io.gyre.format.RecordSettings;
import io.gyre.learning.list.LearnerPresets;
import io.gyre.learning.list.LearnerSettings;
import io.gyre.time.WindowSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** What a fold decides about points, from their coming to their labels. */
class DecidingTest {

  private static final long PERIOD = 500;
  private static final DecisionSettings TWENTY =
      new DecisionSettings(new Budget(20, PERIOD, false), null, null);

  private static final DecisionSettings COSTS =
      new DecisionSettings(null, new CaseCost(null, "amount"), new CaseCost(5.0, null));

  private static final LateLabels LATE = new LateLabels(2_000, 1_000_000, 1L << 30, null, false);

  private final Random random = new Random(42);
  private int next;

  private static FoldSettings settings(DecisionSettings decisions) {
    return new FoldSettings(LearnerPresets.FAST.learners(), WindowSettings.standard())
        .withDecisions(decisions);
  }

  private Point point(Label label) {
    boolean positive = label != null && !label.equals(Label.of(0));
    double[] x = {random.nextGaussian() + (positive ? 2 : 0), 200 * random.nextDouble()};
    String[] texts = {null, null, positive && random.nextInt(3) > 0 ? "far" : "near"};
    Fields fields =
        new Fields(
            new String[] {"x", "amount", "place"}, new double[] {x[0], x[1], Double.NaN}, texts);
    return new Point("p-" + next++, fields, label, Point.NO_TIME, false);
  }

  private Point labelled() {
    return point(Label.of(random.nextInt(20) == 0 ? 1 : 0));
  }

  private Decision send(FoldLoop loop, Point point) {
    return loop.apply(point).answer().decision();
  }

  private void send(FoldLoop loop, int points) {
    for (int i = 0; i < points; i++) {
      send(loop, labelled());
    }
  }

  private static DecisionCounts counts(FoldLoop loop) {
    return loop.report().decisions();
  }

  @Test
  void shouldDecideNothingBeforeBothClassesAndAPeriodAreKnown() {
    FoldLoop loop = new FoldLoop(settings(TWENTY));
    for (int i = 0; i < 1_500; i++) {
      assertThat(send(loop, point(Label.of(0)))).isNull();
    }
    assertThat(send(loop, point(Label.of(1)))).isNull();
    for (int i = 0; i < PERIOD; i++) {
      assertThat(send(loop, labelled())).isNull();
    }
    assertThat(send(loop, labelled())).isNotNull();
  }

  @Test
  void shouldMeetTheBudgetAndFindMoreThanAnyOther() {
    FoldLoop loop = new FoldLoop(settings(TWENTY));
    send(loop, 2_000);
    DecisionCounts before = counts(loop);
    send(loop, 10_000);
    DecisionCounts counts = counts(loop);
    assertThat(counts.alerts() - before.alerts()).isBetween(380L, 420L);
    assertThat(counts.precision()).isGreaterThan(0.5);
    assertThat(counts.alertsLabelled() + counts.othersLabelled()).isEqualTo(counts.decided());
  }

  @Test
  void shouldTellEachAlertOnceWithItsReasonsAndLearnTheSame() {
    FoldLoop told = FoldLoop.explaining(settings(TWENTY));
    FoldLoop untold = new FoldLoop(settings(TWENTY));
    List<Review> reviews = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      Point point = labelled();
      Decision made = send(told, point);
      for (Alert alert : told.last.alerts()) {
        reviews.add((Review) alert);
        assertThat(made.alert()).isTrue();
        assertThat(alert.key()).isEqualTo(point.id());
      }
      assertThat(send(untold, point)).isEqualTo(made);
    }
    assertThat(told.digests()).isEqualTo(untold.digests());
    assertThat(told.report().decisions()).isEqualTo(untold.report().decisions());
    assertThat(reviews)
        .hasSize((int) counts(told).alerts())
        .extracting(Review::id)
        .doesNotHaveDuplicates();
    Review last = reviews.get(reviews.size() - 1);
    assertThat(last.learner()).isEqualTo("blend");
    assertThat(last.positive()).isEqualTo(Label.of(1));
    assertThat(last.why()).extracting(Alert.Reason::field).contains("x", "place");
    assertThat(last.why())
        .filteredOn(why -> why.field().equals("place"))
        .allSatisfy(why -> assertThat(why.value()).isIn("far", "near"));
    assertThat(last.stake()).isNull();
    assertThat(last.nth()).isPositive();
    assertThat(last.fields().keySet())
        .as("as in the record")
        .containsExactly("x", "amount", "place");
    assertThat(last.fields().get("amount")).matches("\\d{1,3}\\.\\d{3,5}");
  }

  @Test
  void shouldTellOfAnAlertWhoseItIsFirst() {
    FoldLoop loop =
        new FoldLoop(
            settings(TWENTY)
                .withRecords(RecordSettings.standard().withKeys(List.of("place", "place+kind"))));
    List<Review> reviews = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      send(loop, labelled());
      loop.last.alerts().forEach(alert -> reviews.add((Review) alert));
    }
    assertThat(reviews)
        .isNotEmpty()
        .allSatisfy(
            review -> assertThat(review.fields().keySet()).containsExactly("place", "x", "amount"));
  }

  @Test
  void shouldDecideAboutEachPointOnce() {
    FoldLoop loop = new FoldLoop(settings(COSTS).with(LATE));
    send(loop, 200);
    Point point = point(Label.of(1));
    assertThat(send(loop, point.withoutLabel())).isNotNull();
    long decided = counts(loop).decided();

    assertThat(send(loop, point.withoutLabel())).as("the same id again").isNull();
    assertThat(send(loop, point.asRepeated())).as("of a later pass").isNull();
    assertThat(loop.fold.ask(point.fields(), AskOptions.ALL).decision()).as("only asked").isNull();
    assertThat(counts(loop).decided()).isEqualTo(decided);
    assertThat(loop.last.alerts()).isEmpty();
  }

  @Test
  void shouldKeepADecisionUntilItsLabelComes() {
    FoldLoop loop = new FoldLoop(settings(COSTS).with(LATE));
    send(loop, 300);
    List<Point> waiting = new ArrayList<>();
    List<Decision> made = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      waiting.add(labelled());
      made.add(send(loop, waiting.get(i).withoutLabel()));
    }
    DecisionCounts before = counts(loop);
    FoldLoop restarted = loop.restarted();
    double paid = before.paid();
    double never = before.never();
    for (int i = 0; i < 100; i++) {
      Label label = waiting.get(i).label();
      loop.label("p-" + (300 + i), label, loop.time);
      restarted.label("p-" + (300 + i), label, restarted.time);
      double missed = label.equals(Label.of(1)) ? made.get(i).miss() : 0;
      paid += made.get(i).alert() ? 5 : missed;
      never += missed;
    }
    assertThat(counts(restarted)).isEqualTo(counts(loop));
    assertThat(counts(loop).paid()).isCloseTo(paid, within());
    assertThat(counts(loop).never()).isCloseTo(never, within());
    assertThat(counts(loop).decided()).isEqualTo(before.decided());
    assertThat(counts(loop).always()).isCloseTo(before.always() + 500, within());
  }

  private static Offset<Double> within() {
    return Offset.offset(1e-6);
  }

  @Test
  void shouldDecideAboutAPointWhoseLabelWasThereBeforeIt() {
    FoldLoop loop = new FoldLoop(settings(COSTS).with(LATE));
    send(loop, 300);
    long decided = counts(loop).decided();
    Point point = labelled();
    loop.label(point.id(), point.label(), loop.time);
    assertThat(send(loop, point.withoutLabel())).isNotNull();
    assertThat(counts(loop).decided()).isEqualTo(decided + 1);
    assertThat(counts(loop).alertsLabelled() + counts(loop).othersLabelled())
        .isEqualTo(decided + 1);
  }

  @Test
  void shouldGoOnThroughAMonthWithoutALabel() {
    FoldLoop loop = new FoldLoop(settings(TWENTY).with(LATE));
    send(loop, 2_000);
    long labelled = counts(loop).alertsLabelled();
    long alerts = counts(loop).alerts();
    for (int i = 0; i < 5_000; i++) {
      send(loop, labelled().withoutLabel());
    }
    assertThat(counts(loop).alerts() - alerts).isBetween(185L, 215L);
    assertThat(counts(loop).alertsLabelled()).isEqualTo(labelled);
  }

  @Test
  void shouldLookForOneOfThreeClassesIfItIsNamedOrWasOfTwo() {
    FoldLoop named = new FoldLoop(settings(COSTS).withClasses(List.of(), Label.of(2)));
    FoldLoop unnamed = new FoldLoop(settings(COSTS));
    for (int i = 0; i < 600; i++) {
      Point point = point(Label.of(i < 300 ? i % 2 : i % 3));
      Decision made = send(named, point);
      assertThat(made == null).as("point %d", i).isEqualTo(i <= 302);
      assertThat(send(unnamed, point) == null).as("point %d", i).isEqualTo(i < 2);
    }
    assertThat(counts(named).alerts()).isPositive();
    assertThat(counts(unnamed).othersLabelled() + counts(unnamed).alertsLabelled())
        .isEqualTo(counts(unnamed).decided());
    assertThat(counts(named).positive()).isEqualTo(Label.of(2));
    assertThat(counts(unnamed).positive()).as("as before there was a third").isEqualTo(Label.of(1));
  }

  @Test
  void shouldGoOnWithABudgetThatIsChangedAtARestart() {
    FoldLoop loop = new FoldLoop(settings(TWENTY));
    send(loop, 3_000);
    FoldLoop more =
        loop.restarted(settings(new DecisionSettings(new Budget(40, PERIOD, false), null, null)));
    long before = counts(more).alerts();
    assertThat(before).isEqualTo(counts(loop).alerts());
    send(more, 5_000);
    assertThat(counts(more).alerts() - before).isBetween(370L, 430L);
    FoldLoop none = more.restarted(settings(null));
    assertThat(none.report().decisions()).isNull();
    assertThat(send(none, labelled())).isNull();
  }

  @Test
  void shouldCountWhatALearnerDecidedThatHasLeftTheList() {
    FoldLoop loop = new FoldLoop(settings(COSTS).with(LATE));
    send(loop, 300);
    Point waiting = labelled();
    assertThat(send(loop, waiting.withoutLabel())).isNotNull();
    List<LearnerSettings> others = FoldLoop.learners("\"name\":\"prior\",\"kind\":\"prior\"");
    FoldLoop alone =
        loop.restarted(
            new FoldSettings(others, WindowSettings.standard()).withDecisions(COSTS).with(LATE));
    long before = counts(alone).alertsLabelled() + counts(alone).othersLabelled();
    alone.label(waiting.id(), waiting.label(), alone.time);

    assertThat(counts(alone).alertsLabelled() + counts(alone).othersLabelled())
        .isEqualTo(before + 1);
    assertThat(counts(alone).learner()).isEqualTo("prior");
  }

  @Test
  void shouldFindItsThresholdAnewForAnotherClass() {
    FoldLoop loop = new FoldLoop(settings(TWENTY));
    send(loop, 3_000);
    FoldLoop other = loop.restarted(settings(TWENTY).withClasses(List.of(), Label.of(0)));
    assertThat(counts(other).threshold()).isNull();
    for (int i = 0; i < PERIOD; i++) {
      assertThat(send(other, labelled())).isNull();
    }
    send(other, 3_000);
    assertThat(counts(other).alerts()).isBetween(90L, 160L);
  }

  @Test
  void shouldCountTheLabelOfAPointThatCameLate() {
    FoldLoop loop = new FoldLoop(settings(COSTS));
    send(loop, 4_000);
    DecisionCounts before = counts(loop);
    assertThat(loop.apply(labelled(), loop.time - 3_000).answer().decision()).isNotNull();
    DecisionCounts after = counts(loop);
    assertThat(after.alertsLabelled() + after.othersLabelled())
        .isEqualTo(before.alertsLabelled() + before.othersLabelled() + 1)
        .isEqualTo(after.decided());
  }

  @Test
  void shouldRefuseCostsThatNoFieldTells() {
    RecordSettings ignoring = RecordSettings.json("label", "id", null).withKeys(List.of("place"));
    assertThat(settings(COSTS).withRecords(ignoring).decisions()).isEqualTo(COSTS);
    assertThatThrownBy(
            () ->
                settings(
                    new DecisionSettings(
                        null, new CaseCost(null, "label"), new CaseCost(1.0, null))))
        .isInstanceOf(GyreException.class)
        .hasMessageContaining("found label, which is the label");
  }
}
