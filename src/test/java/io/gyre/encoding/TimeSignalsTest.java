package io.gyre.encoding;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.data.Fields;
import io.gyre.data.InvalidPointException;
import io.gyre.format.RecordReader;
import io.gyre.format.RecordReader.Accepts;
import io.gyre.format.RecordSettings;
import io.gyre.learning.States;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimeSignalsTest {

  private static final LocalDateTime MONDAY = LocalDateTime.of(2026, 1, 5, 0, 0);
  private static final int POINTS = 20_000; // ten minutes apart: 139 days

  private final Encoder encoder = new Encoder(RecordSettings.standard());
  private final RecordReader reader =
      RecordReader.of(RecordSettings.standard(), Accepts.POINTS_AND_LABELS);

  private Fields point(LocalDateTime time) {
    String json = "{\"at\":\"%s\",\"label\":0}".formatted(time);
    try {
      return reader.read(json.getBytes(StandardCharsets.UTF_8)).fields();
    } catch (InvalidPointException e) {
      throw new AssertionError(e);
    }
  }

  /** Learns labels that are 1 with a probability of their time. */
  private void learn(
      Encoder learning, int from, int to, Random random, ToDoubleFunction<LocalDateTime> p) {
    for (int i = from; i < to; i++) {
      LocalDateTime time = MONDAY.plusMinutes(10L * i);
      Fields point = point(time);
      learning.learn(point, random.nextDouble() < p.applyAsDouble(time) ? 1 : 0);
      learning.learn(point);
    }
  }

  private static List<String> fields(Encoder of) {
    return IntStream.range(0, of.fields()).mapToObj(of::field).toList();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void shouldGiveNoColumnsToATimeThatTellsNothing(long seed) {
    learn(encoder, 0, POINTS, new Random(seed), time -> 0.1);

    assertThat(fields(encoder)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void shouldNotTakeADriftForAnHourOrADayThatComesAgain(long seed) {
    learn(encoder, 0, POINTS, new Random(seed), time -> 0.1 + 0.8 * (time.getDayOfYear() / 150.0));
    learn(encoder, 0, 144 * 7, new Random(seed), time -> time.getDayOfYear() % 2 == 0 ? 0.8 : 0.2);

    assertThat(fields(encoder)).isEmpty();
  }

  @Test
  void shouldFindTheHoursThatForetellWithinSomeDays() {
    learn(encoder, 0, 144 * 10, new Random(1), time -> time.getHour() < 6 ? 0.5 : 0.1);

    assertThat(fields(encoder)).isSubsetOf("at.hour.sin", "at.hour.cos").isNotEmpty();
  }

  @Test
  void shouldFindTheDaysThatForetellWithinSomeWeeks() {
    learn(
        encoder,
        0,
        144 * 7 * 6,
        new Random(1),
        time -> time.getDayOfWeek() == DayOfWeek.WEDNESDAY ? 0.3 : 0.05);

    assertThat(fields(encoder)).contains("at.weekday").doesNotContain("at.hour.sin", "at.hour.cos");
  }

  @Test
  void shouldFindWhatBeginsToForetellAfterAYearWithout() {
    learn(encoder, 0, 144 * 300, new Random(1), time -> 0.1);
    learn(encoder, 144 * 300, 144 * 320, new Random(2), time -> time.getHour() < 6 ? 0.6 : 0.1);

    assertThat(fields(encoder)).isSubsetOf("at.hour.sin", "at.hour.cos").isNotEmpty();
  }

  @Test
  void shouldGoOnFromItsStateAsIfNothingHadHappened() {
    ToDoubleFunction<LocalDateTime> nights = time -> time.getHour() < 6 ? 0.4 : 0.1;
    learn(encoder, 0, 300, new Random(7), nights);
    Encoder restored = new Encoder(RecordSettings.standard());
    States.restoreInTurn(States.of(encoder.state()), restored::state);
    restored.complete();
    assertThat(fields(restored)).isEmpty();

    learn(encoder, 300, 3_000, new Random(8), nights);
    learn(restored, 300, 3_000, new Random(8), nights);

    assertThat(fields(restored)).isEqualTo(fields(encoder)).isNotEmpty();
    States.assertSame(restored.state(), encoder.state());
  }
}
