package io.gyre.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gyre.GyreException;
import io.gyre.Setting;
import io.gyre.data.Fields;
import io.gyre.data.InvalidPointException;
import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.fold.answer.Answer;
import io.gyre.fold.intake.AmountQuestion;
import io.gyre.fold.intake.AskOptions;
import io.gyre.fold.state.FoldSettings;
import io.gyre.fold.state.FoldSettingsJson;
import io.gyre.fold.waiting.LateLabels;
import io.gyre.format.RecordSettings;
import io.gyre.learning.FieldTrials;
import io.gyre.learning.list.LearnerPresets;
import io.gyre.time.WindowSettings;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Labels that are amounts: learned, scored, and the same after a restart. */
class AmountsTest {

  private static final String[] PATHS = {"x", "y", "z"};
  private static final LateLabels LATE = new LateLabels(100_000, 10_000, 1 << 24, null, false);

  private final FoldSettings settings =
      new FoldSettings(
          RecordSettings.standard().withAmounts(),
          LearnerPresets.AMOUNTS.learners(),
          WindowSettings.standard());
  private final int mix = settings.decider();
  private final Random random = new Random(4);

  private Point point(int i, DoubleUnaryOperator unit) throws InvalidPointException {
    double[] x = {random.nextDouble(), random.nextDouble(), random.nextDouble()};
    double y = 3 * x[0] + Math.sin(6 * x[1]) + 0.1 * random.nextGaussian();
    Label label = Label.ofNumber(Double.toString(unit.applyAsDouble(y)));
    return new Point("p-" + i, new Fields(PATHS, x, null), label, Point.NO_TIME, false);
  }

  private static Point labelOf(Point point) {
    return new Point(point.id(), Fields.NONE, point.label(), Point.NO_TIME, false);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.499, 0.9991, 90, -1, Double.NaN})
  void shouldRefuseALevelThatNoIntervalHas(double level) {
    assertThatThrownBy(() -> settings.withInterval(level))
        .isInstanceOf(GyreException.class)
        .hasMessage(Setting.INTERVAL + ": expected 50 to 99.9 percent, found " + 100 * level);
    // What is typed is divided by 100, which for 99.9 is a little more than 0.999.
    Stream.of(0.5, 0.999, 99.9 / 100).forEach(settings::withInterval);
  }

  private double total(FoldLoop loop, String metric) {
    return (double) loop.total(mix, metric);
  }

  @Test
  void shouldPredictAmountsWithIntervalsThatHoldTheirLevel() throws InvalidPointException {
    FoldLoop loop = new FoldLoop(settings);
    for (int i = 0; i < 4_000; i++) {
      loop.apply(point(i, y -> 1_000 + 50 * y));
    }

    assertThat(total(loop, "r2")).isBetween(0.9, 1.0);
    assertThat(total(loop, "gain")).isBetween(0.9, 1.0);
    assertThat(total(loop, "mae")).isBetween(3.0, 15.0);
    assertThat(total(loop, "coverage")).isBetween(0.88, 0.92);
    assertThat(total(loop, "n")).isEqualTo(3_999);
  }

  /** One state tells every level, every quantile, and the probability above any amount. */
  @Test
  void shouldTellEveryLevelOfAQuestion() throws InvalidPointException {
    FoldLoop loop = new FoldLoop(settings);
    Fold fold = loop.fold;
    assertThat(ask(fold, 90, 0.5, 0).lower(mix)).isNaN();
    for (int i = 0; i < 1_000; i++) {
      loop.apply(point(i, y -> 1_000 + 50 * y));
    }

    Answer usual = fold.ask(asked(), AskOptions.ALL);
    assertThat(usual.quantile(mix)).isNaN();
    assertThat(usual.above(mix)).isNaN();
    double before = Double.NEGATIVE_INFINITY;
    for (double q : new double[] {0.01, 0.05, 0.3, 0.5, 0.8, 0.95, 0.99}) {
      double below = ask(fold, Double.NaN, q, 0).quantile(mix);
      assertThat(below).isGreaterThan(before);
      assertThat(ask(fold, Double.NaN, q, below).above(mix)).isCloseTo(1 - q, within(1e-9));
      before = below;
    }
    for (double level : new double[] {50, 90, 98}) {
      Answer of = ask(fold, level, 0.5 + level / 200, 0);
      assertThat(of.upper(mix)).isEqualTo(of.quantile(mix));
      assertThat(of.lower(mix)).isLessThan(of.amount(mix)).isGreaterThan(900);
    }
    assertThat(ask(fold, 90, 0.05, 0).lower(mix)).isEqualTo(usual.lower(mix));
    assertThat(ask(fold, 99.9, 0.999, 0).upper(mix)).as("1,000 errors cannot tell").isNaN();
  }

  private static Fields asked() {
    return new Fields(PATHS, new double[] {0.5, 0.5, 0.5}, null);
  }

  private static Answer ask(Fold fold, double level, double quantile, double above) {
    return fold.ask(
        asked(), AskOptions.ALL.withAmounts(new AmountQuestion(level, quantile, above)));
  }

  /** What speaks for an amount is in its unit: the terms of a linear learner add up to it. */
  @Test
  void shouldSayWhyInTheUnitOfTheLabel() throws InvalidPointException {
    FoldLoop loop = new FoldLoop(settings);
    for (int i = 0; i < 1_000; i++) {
      loop.apply(point(i, y -> 1_000 + 50 * y));
    }

    Answer answer = loop.fold.ask(asked(), AskOptions.ALL.why(FieldTrials.MOST_NUMBERS));

    int linear = answer.learners.indexOf("linear");
    double sum = answer.why(linear).named().values().stream().mapToDouble(each -> each).sum();
    assertThat(sum).isCloseTo(answer.amount(linear), within(1e-6));
    assertThat(answer.why(linear).bias()).isGreaterThan(900);
    assertThat(answer.why(mix).fields()).containsKeys("x", "y");
    assertThat(Math.abs(answer.why(mix).fields().get("x"))).isBetween(0.1, 150.0);
  }

  /** One in a hundred is far away; the others are predicted as well as without these. */
  @Test
  void shouldNotBeLedAstrayByWildLabels() throws InvalidPointException {
    FoldLoop loop = new FoldLoop(settings);
    for (int i = 0; i < 3_000; i++) {
      int wild = i % 100;
      loop.apply(point(i, y -> wild == 50 ? 1e9 : y));
    }

    assertThat(total(loop, "limited")).isBetween(25.0, 30.0);
    assertThat(total(loop, "mae")).isLessThan(0.5);
  }

  @Test
  void shouldFollowAChangeOfUnit() throws InvalidPointException {
    FoldLoop loop = new FoldLoop(settings);
    for (int i = 0; i < 2_000; i++) {
      loop.apply(point(i, y -> y));
    }
    double before = total(loop, "mae") * 1_999;
    for (int i = 2_000; i < 4_000; i++) {
      loop.apply(point(i, y -> 100 * y));
    }

    // By the scale of before each would be some hundreds off.
    assertThat((total(loop, "mae") * 3_999 - before) / 2_000).isLessThan(40);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 30})
  void shouldBeTheSameAfterARestart(int late) throws InvalidPointException {
    FoldSettings kept = late == 0 ? settings : settings.with(LATE);
    FoldLoop whole = new FoldLoop(kept);
    FoldLoop loop = new FoldLoop(kept);
    Point[] points = new Point[900];
    for (int i = 0; i < points.length; i++) {
      int unit = i < 500 ? 1 : 1_000;
      points[i] = point(i, y -> unit * y);
    }
    for (int i = 0; i < points.length; i++) {
      for (FoldLoop each : new FoldLoop[] {whole, loop}) {
        each.apply(late == 0 ? points[i] : points[i].withoutLabel());
        if (late > 0 && i >= late) {
          each.apply(labelOf(points[i - late]));
        }
      }
      if (i % 150 == 149) {
        loop.save();
        loop = loop.restarted(kept);
      }
    }

    for (int k = 0; k < settings.learners().size(); k++) {
      assertThat(loop.digest(k)).as(settings.learners().get(k).name()).isEqualTo(whole.digest(k));
    }
    assertThat(total(loop, "mae")).isEqualTo(total(whole, "mae"));
    assertThat(total(loop, "coverage")).isEqualTo(total(whole, "coverage")).isGreaterThan(0.7);
  }

  /** Zeros are half of them, so many a learner would answer beyond zero. */
  @ParameterizedTest
  @ValueSource(ints = {1, -1})
  void shouldNotAnswerBeyondTheSignOfTheLabelsUntilOneIs(int sign) throws InvalidPointException {
    DoubleUnaryOperator amount = y -> sign * Math.max(0, y - 1.5);
    FoldLoop loop = new FoldLoop(settings);
    int atZero = 0;
    for (int i = 0; i < 1_200; i++) {
      loop.apply(point(i, amount));
      Answer answer = loop.last.answer();
      for (int k = 0; k < settings.learners().size(); k++) {
        assertThat(0.0 + sign * answer.amount(k)).as(answer.learners.get(k)).isNotNegative();
      }
      if (!Double.isNaN(answer.lower(mix))) {
        double near = 0.0 + sign * (sign > 0 ? answer.lower(mix) : answer.upper(mix));
        assertThat(near).isNotNegative();
        assertThat(answer.amount(mix)).isBetween(answer.lower(mix), answer.upper(mix));
        atZero += near == 0 ? 1 : 0;
      }
      if (i % 500 == 400) {
        loop.save();
        loop = loop.restarted();
      }
    }
    assertThat(atZero).isGreaterThan(200);
    double beyond = sign > 0 ? 1 : 0; // the probability of more
    assertThat(ask(loop.fold, 98, 0.01, -sign).above(mix)).isEqualTo(beyond);
    assertThat(0.0 + sign * ask(loop.fold, 98, 0.5 - 0.49 * sign, 0).quantile(mix)).isNotNegative();

    loop.apply(point(1_200, y -> -sign * 0.001));
    loop.save();
    loop = loop.restarted();
    int lifted = 0;
    for (int i = 1_201; i < 1_401; i++) {
      int unit = i < 1_300 ? 1 : 1_000; // the scale begins again
      loop.apply(point(i, y -> unit * amount.applyAsDouble(y)));
      Answer answer = loop.last.answer();
      lifted += sign * (sign > 0 ? answer.lower(mix) : answer.upper(mix)) < 0 ? 1 : 0;
    }
    assertThat(lifted).isGreaterThan(50);
    assertThat(ask(loop.fold, 98, 0.01, -sign * 1e-6).above(mix)).isBetween(0.001, 0.999);
  }

  /** What is learned of the labels before is what was known when the point was predicted. */
  @Test
  void shouldLearnKnownLabelsAsTheyWerePredictedByEitherWay() throws InvalidPointException {
    FoldSettings both =
        new FoldSettings(
                settings.records(),
                FoldLoop.learners(
                    "\"name\":\"line\",\"kind\":\"linear\",\"learningRate\":0.3,\"optimiser\":\"adagrad\",\"batch\":3,\"clip\":5,\"labels\":true",
                    "\"name\":\"trees\",\"kind\":\"forest\",\"trees\":3,\"memory\":90,\"labels\":true"),
                settings.windowing())
            .with(LATE);
    FoldLoop atOnce = new FoldLoop(both);
    FoldLoop apart = new FoldLoop(both);
    for (int i = 0; i < 300; i++) {
      int unit = i < 150 ? 1 : 1_000; // so that each label moves the scale
      Point point = point(i, y -> unit * y);
      atOnce.apply(point);
      apart.apply(point.withoutLabel());
      for (int k = 0; k < 2; k++) {
        assertThat(apart.last.answer().amount(k))
            .as("point %d by learner %d", i, k)
            .isEqualTo(atOnce.last.answer().amount(k));
      }
      apart.apply(labelOf(point));
    }
  }

  @Test
  void shouldRefuseALabelThatIsNoAmount() throws InvalidPointException {
    FoldLoop loop = new FoldLoop(settings);
    loop.apply(point(0, y -> y));
    loop.apply(
        new Point("p", new Fields(PATHS, new double[3], null), Label.ofText("a lot"), 0, false));

    assertThat(loop.last.reason())
        .isEqualTo("label: expected an amount, a number from -1e70 to 1e70, found \"a lot\"");
  }

  private static final String LINE =
      "\"name\":\"line\",\"kind\":\"linear\",\"learningRate\":0.3,\"optimiser\":\"adagrad\"";
  private static final String NEAR =
      "\"name\":\"near\",\"kind\":\"neighbours\",\"k\":5,\"memory\":200";
  private static final String TREES =
      "\"name\":\"trees\",\"kind\":\"forest\",\"trees\":2,\"memory\":200";
  private static final String MIX = "\"name\":\"mix\",\"kind\":\"mix\"";

  private static FoldSettings late(String... learners) {
    return new FoldSettings(
            RecordSettings.standard().withAmounts(),
            FoldLoop.learners(learners),
            WindowSettings.standard())
        .with(LATE);
  }

  /** Some points wait, each label comes 50 points later. */
  private FoldLoop waiting(FoldLoop loop, int from, int to) throws InvalidPointException {
    for (int i = from; i < to; i++) {
      Point point = point(i, y -> 1_000 + 50 * y);
      sent.addLast(point);
      loop.apply(point.withoutLabel());
      if (sent.size() > 50) {
        loop.apply(labelOf(sent.removeFirst()));
      }
    }
    return loop;
  }

  private final ArrayDeque<Point> sent = new ArrayDeque<>();

  /** What waits was answered by another list: a spread more, one less, others in their places. */
  @ParameterizedTest
  @ValueSource(strings = {"near", "near,trees", "trees,near", "trees", ""})
  void shouldLearnWhatWaitedWhileTheListChanged(String others) throws InvalidPointException {
    String[] next =
        Stream.of(
                Stream.of(LINE),
                Stream.of(others.split(",")).filter(each -> !each.isEmpty()).map(this::learner),
                Stream.of(MIX))
            .flatMap(each -> each)
            .toArray(String[]::new);
    for (String[] first :
        new String[][] {{LINE, MIX}, {LINE, NEAR, MIX}, {LINE, NEAR, TREES, MIX}}) {
      sent.clear();
      FoldLoop loop = waiting(new FoldLoop(late(first)), 0, 400);
      loop.save();

      FoldLoop after = waiting(loop.restarted(late(next)), 400, 700);

      assertThat((double) after.total(after.settings().decider(), "r2")).isGreaterThan(0.6);
      assertThat(after.restarted().digests()).isEqualTo(after.digests());
    }
  }

  private String learner(String name) {
    return name.equals("near") ? NEAR : TREES;
  }

  /** Only their order is another: what is expected of the same point is the same to rounding. */
  @Test
  void shouldExpectTheSameErrorsOfAnotherOrder() throws InvalidPointException {
    FoldLoop loop = waiting(new FoldLoop(late(LINE, NEAR, TREES, MIX)), 0, 600);
    loop.save();
    Answer before = loop.fold.ask(asked(), AskOptions.ALL);

    Answer after = loop.restarted(late(TREES, NEAR, LINE, MIX)).fold.ask(asked(), AskOptions.ALL);

    assertThat(after.amount(3)).isCloseTo(before.amount(3), within(1e-6));
    assertThat(after.lower(3)).isCloseTo(before.lower(3), within(1e-6));
    assertThat(after.upper(3)).isCloseTo(before.upper(3), within(1e-6));
  }

  /** A learner that joins a mix has no weight in it yet: the mix answers as before. */
  @Test
  void shouldMixAsBeforeWhenALearnerJoins() throws InvalidPointException {
    FoldLoop loop = waiting(new FoldLoop(late(LINE, NEAR, MIX)), 0, 600);
    loop.save();
    double before = loop.fold.ask(asked(), AskOptions.ALL).amount(2);

    Fold joined = loop.restarted(late(LINE, NEAR, TREES, MIX)).fold;

    assertThat(joined.ask(asked(), AskOptions.ALL).amount(3)).isCloseTo(before, within(1e-6));
  }

  /** An interval that ends at 0 holds a label of 0, whatever rounding the scale brings. */
  @Test
  void shouldCountZeroAsWithinAnIntervalThatEndsThere() throws InvalidPointException {
    FoldLoop loop = new FoldLoop(settings);
    for (int i = 0; i < 1_500; i++) {
      loop.apply(point(i, y -> y < 2.2 ? 0 : 7 * y));
    }

    assertThat(total(loop, "coverage")).isBetween(0.88, 0.93);
  }

  /** It ran until the first wait ended, so its state can have such settings. */
  @Test
  void shouldGoOnFromAStateWithAClassAsSilence() throws IOException {
    JsonMapper json = new JsonMapper();
    FoldSettings valid = settings.with(silence(Label.of(0)));
    JsonNode stored = json.readTree(FoldSettingsJson.toText(valid));
    Label none = new Label("none", Label.Form.TEXT);
    ((ObjectNode) stored.get("lateLabels")).set("unlabelledAs", json.valueToTree(none));

    FoldSettings read = FoldSettingsJson.parse(stored.toString());

    assertThat(read).isEqualTo(settings.with(silence(null)));
  }

  /** No silence says an amount, unless the silence is said to be one. */
  @Test
  void shouldTakeSilenceForANumberAlone() throws InvalidPointException {
    assertThatThrownBy(() -> settings.with(silence(Label.ofText("none"))))
        .hasMessage(
            "--unlabelled-as: the label is an amount, expected a number, found \"none\"; --unlabelled-as 0 says that no label means 0, and without it a point that gets none is given up");

    FoldLoop loop = new FoldLoop(settings.with(silence(Label.of(0))));
    for (int i = 0; i < 300; i++) {
      loop.apply(point(i, y -> 1_000 + 50 * y).withoutLabel());
    }
    assertThat(loop.counts().silent()).isGreaterThan(200);
    assertThat(loop.fold.ask(asked(), AskOptions.ALL).amount(mix)).isEqualTo(0);
  }

  private static LateLabels silence(Label label) {
    return new LateLabels(20, 10_000, 1 << 24, label, false);
  }
}
