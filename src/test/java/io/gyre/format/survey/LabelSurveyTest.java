package io.gyre.format.survey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.GyreException;
import io.gyre.data.Fields;
import io.gyre.data.InvalidPointException;
import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.format.RecordSettings;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LabelSurveyTest {

  private static final RecordSettings PRICE = RecordSettings.json("price", "id", null);

  private static RecordSettings bins(int count) {
    return PRICE.withBins(count, List.of());
  }

  private static LabelSurvey survey(int labels, Function<Random, Object> label) {
    Random random = new Random(7);
    LabelSurvey survey = new LabelSurvey();
    for (int i = 0; i < labels; i++) {
      try {
        Label next = Label.parse(label.apply(random).toString());
        survey.add(new Point(null, Fields.NONE, next, Point.NO_TIME, false));
      } catch (InvalidPointException e) {
        throw new AssertionError(e);
      }
    }
    return survey;
  }

  private static Arguments of(String what, int labels, Function<Random, Object> label) {
    return Arguments.of(what, labels, label);
  }

  private static double normal(Random random, double mean, double deviation) {
    return Math.abs(mean + deviation * random.nextGaussian());
  }

  static Stream<Arguments> amounts() {
    return Stream.of(
        of("prices", 200, r -> normal(r, 300, 100)),
        of("few prices", 40, r -> normal(r, 300, 100)),
        of("prices in full thousands", 1_000, r -> 1_000 * Math.round(normal(r, 300, 120))),
        of("counts", 1_000, r -> r.nextInt(300)),
        of("temperatures", 1_000, r -> Math.round(normal(r, 150, 60)) / 10.0),
        of("ratings with a decimal", 1_000, r -> r.nextInt(100) / 10.0),
        of("mostly nothing", 1_000, r -> r.nextInt(10) < 7 ? 0 : normal(r, 50, 20)),
        of("milliseconds", 60, r -> 1_780_000_000_000L + r.nextInt(1_000_000)),
        of("users", 1_000, r -> r.nextInt(5_000)),
        of(
            "prices, some of them unknown",
            1_000,
            r -> r.nextInt(50) == 0 ? "call" : normal(r, 9, 3)));
  }

  static Stream<Arguments> classes() {
    return Stream.of(
        of("two", 1_000, r -> r.nextInt(2)),
        of("digits", 50, r -> r.nextInt(10)),
        of("letters by number", 200, r -> r.nextInt(26)),
        of("letters", 200, r -> (char) ('a' + r.nextInt(26))),
        of("a hundred in few records", 200, r -> r.nextInt(100)),
        of("a hundred", 1_000, r -> r.nextInt(100)),
        of("two hundred", 1_000, r -> r.nextInt(200)),
        of("states of HTTP", 1_000, r -> r.nextInt(3) > 0 ? 200 : 400 + r.nextInt(30)),
        of("years", 1_000, r -> 1950 + r.nextInt(70)),
        of("stars", 1_000, r -> (1 + r.nextInt(10)) / 2.0),
        of("versions", 1_000, r -> "3." + r.nextInt(14)),
        of("many texts", 1_000, r -> "t" + r.nextInt(5_000)),
        of("too few decimals to tell", 20, Random::nextDouble),
        of("too few whole numbers to tell", 49, r -> r.nextInt(1_000_000)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("amounts")
  void shouldTakeAmounts(String what, int labels, Function<Random, Object> label) {
    LabelSurvey survey = survey(labels, label);

    assertThat(survey.settle(PRICE, 0).ofAmounts()).isTrue();
    assertThat(survey.settle(bins(4), 0).binEdges()).hasSizeBetween(2, 3);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("classes")
  void shouldTakeClasses(String what, int labels, Function<Random, Object> label) {
    assertThat(survey(labels, label).settle(PRICE, 0)).isEqualTo(PRICE);
  }

  /** Its name tells more than some labels do. */
  @Test
  void shouldTakeWhatIsCalledAmountAsOne() {
    for (String name : List.of("amount", "total_amount", "order.Amount")) {
      RecordSettings named = RecordSettings.json(name, "id", null);
      assertThat(survey(40, r -> r.nextInt(9)).settle(named, 0).ofAmounts()).as(name).isTrue();
      assertThat(survey(40, r -> r.nextInt(2)).settle(named, 0)).as(name).isEqualTo(named);
      assertThat(survey(40, r -> "t" + r.nextInt(9)).settle(named, 0)).isEqualTo(named);
    }
  }

  @Test
  void shouldLookAtTheFirstThousandLabels() {
    int[] next = {0};
    LabelSurvey survey = survey(5_000, r -> next[0]++);

    assertThat(survey.isFull()).isTrue();
    assertThat(survey.settle(bins(4), 1_000).binEdges()).containsExactly(250.0, 500.0, 750.0);
  }

  @Test
  void shouldSayWhatBinsNeed() {
    Random r = new Random(1);
    String found =
        "--bins 4 needs %s labels of price, most of them numbers and 4 different; found %s, of which %s are numbers. ";
    assertRefused(survey(39, Random::nextDouble), 0, found.formatted("40", "39", "39"));
    assertRefused(survey(500, Random::nextDouble), 1_000, found.formatted("1,000", "500", "500"));
    assertRefused(survey(500, x -> x.nextInt(3)), 0, found.formatted("40", "500", "500"));
    assertRefused(survey(500, x -> "kept"), 0, found.formatted("40", "500", "0"));
    assertRefused(
        survey(500, x -> r.nextInt(5) < 3 ? "kept" : r.nextInt()), 0, "; found 500, of which ");
  }

  private static void assertRefused(LabelSurvey survey, int least, String message) {
    assertThatThrownBy(() -> survey.settle(bins(4), least))
        .isInstanceOf(GyreException.class)
        .hasMessageContaining(message);
  }
}
