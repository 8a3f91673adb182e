package io.gyre.format.survey;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Random;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TimeGuessTest {

  private static final long START = 1_523_491_200; // 2018-04-12
  private static final Random RANDOM = new Random(3);

  /** A number, or text; null for a record without the field. */
  private static boolean guess(int records, IntFunction<Object> value) {
    TimeGuess guess = new TimeGuess();
    for (int i = 0; i < records; i++) {
      Object one = value.apply(i);
      if (one instanceof String text) {
        guess.add(0, text);
      } else if (one != null) {
        guess.add(((Number) one).doubleValue(), null);
      }
    }
    return guess.isTime(records);
  }

  private static Arguments row(String what, boolean time, IntFunction<Object> value) {
    return Arguments.of(what, time, value);
  }

  private static Arguments[] values() {
    return new Arguments[] {
      row("time with an offset", true, i -> Instant.ofEpochSecond(START + 7L * i).toString()),
      row("time without an offset", true, i -> "2018-06-11 00:%02d:24".formatted(i / 20)),
      row("date", true, i -> LocalDate.of(1987, 1, 1).plusDays(i / 100).toString()),
      row(
          "date, one in fifty missing",
          true,
          i -> i % 50 == 0 ? null : "2018-01-%02d".formatted(1 + i / 50)),
      row("seconds", true, i -> START + 30L * i + RANDOM.nextInt(60)),
      row("seconds, several in each", true, i -> START + i / 3),
      row("seconds and parts of them", true, i -> START + i * 0.25),
      row("seconds, of sources that are minutes apart", true, i -> START + 10L * i - i % 2 * 300),
      row("milliseconds", true, i -> START * 1000 + 20L * i),
      row(
          "text among the dates",
          false,
          i -> i % 20 == 0 ? "soon" : "2018-01-%02d".formatted(1 + i / 50)),
      row("often missing", false, i -> i % 10 == 0 ? null : "2018-01-%02d".formatted(1 + i / 50)),
      row("birth dates", false, i -> LocalDate.ofEpochDay(RANDOM.nextInt(15_000)).toString()),
      row("newest first", false, i -> START - 30L * i),
      row("one date", false, i -> "2018-04-12"),
      row("one second", false, i -> START),
      row("date of another form", false, i -> "12.04.2018"),
      row("date as a number", false, i -> 20_180_412 + i),
      row("year", false, i -> 1990 + i / 50),
      row("minutes", false, i -> 1_295 + i),
      row("id that counts up", false, i -> 1_000_000_000 + i),
      row("id that counts up with gaps", false, i -> 1_700_000_000L + i + i / 10),
      row("id that counts up from one", false, i -> i + 1),
      row("phone number", false, i -> 2_025_550_000L + RANDOM.nextInt(10_000)),
      row("address", false, i -> RANDOM.nextInt() & 0xffffffffL),
      row("price", false, i -> 12.5 + i),
      row("share", false, i -> i / 1_000.0),
      row("number that is a name", false, i -> Long.toString(START + 30L * i)),
      row("article number", false, i -> 4_006_381_333_931L + 7L * i),
    };
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("values")
  void shouldTellTimesFromWhatIsNone(String what, boolean time, IntFunction<Object> value) {
    assertThat(guess(1_000, value)).isEqualTo(time);
  }

  @Test
  void shouldNotGuessFromAFewRecords() {
    assertThat(guess(19, i -> START + 30L * i)).isFalse();
    assertThat(guess(20, i -> START + 30L * i)).isTrue();
  }
}
