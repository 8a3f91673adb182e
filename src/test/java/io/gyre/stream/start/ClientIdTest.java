package io.gyre.stream.start;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.fold.keys.KeySettings;
import io.gyre.format.RecordSettings;
import io.gyre.stream.start.InputMode.Meaning;
import io.gyre.stream.start.InputMode.Way;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ClientIdTest {

  private static final String PROCESS = "0b5c3a9e-52f6-4b6b-8a40-7d0f4fbb2c11";

  static List<InputMode> shapes() {
    return List.of(
        new InputMode(Way.POINTS, false, null, null),
        new InputMode(Way.POINTS, true, null, null),
        new InputMode(Way.PARTITIONS, false, null, null),
        new InputMode(Way.JOURNAL, false, null, null),
        new InputMode(Way.JOURNAL, true, null, null),
        new InputMode(Way.JOURNAL, true, "clicks.late-labels", null),
        new InputMode(Way.POINTS, false, null, new Meaning("0123abcd", "meta.outcome_2")),
        new InputMode(Way.JOURNAL, true, "clicks.late-labels", new Meaning("0123abcd", "kept")),
        new InputMode(Way.JOURNAL, true, "a.means.b", new Meaning("fedcba98", null)));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void shouldBeReadFromTheClientIdOfAThreadsConsumer(InputMode mode) {
    ClientId id = new ClientId("my-app.points-1", PROCESS, mode);

    assertThat(ClientId.parse(id.text() + "-StreamThread-12-consumer")).contains(id);
    assertThat(ClientId.shortened(id.text() + "-StreamThread-1-consumer"))
        .isEqualTo("my-app.points-1-" + PROCESS);
  }

  @Test
  void shouldReadTheClientIdOfAnEarlierGyreAndOfNone() {
    assertThat(ClientId.parse("gyre-" + PROCESS + "-StreamThread-1-consumer"))
        .contains(new ClientId("gyre", PROCESS, null));
    assertThat(ClientId.parse("consumer-1")).isEmpty();
    assertThat(ClientId.shortened("consumer-1")).isEqualTo("consumer-1");
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void shouldFitItsLikeAndWhatPointsBecomeWhenTheyGrow(InputMode mode) {
    for (InputMode other : shapes()) {
      boolean sameLabels =
          mode.late() == other.late()
              && String.valueOf(mode.labels()).equals("" + other.labels())
              && mode.meansTheSame(other);
      boolean grows = mode.way() == Way.POINTS || other.way() == Way.POINTS;
      assertThat(mode.fits(other))
          .as("%s, %s", mode, other)
          .isEqualTo(sameLabels && (mode.way() == other.way() || grows))
          .isEqualTo(other.fits(mode));
    }
  }

  @Test
  void shouldShowNoLabelThatIsLongOrOfOtherCharacters() {
    for (String label : List.of("x".repeat(41), "my password: 17", "é", "a-b", "a%b")) {
      Meaning meaning = Meaning.of(RecordSettings.json(label, "id", null), KeySettings.standard());
      String text =
          new ClientId("app", PROCESS, new InputMode(Way.POINTS, true, null, meaning)).text();

      assertThat(meaning.label()).isNull();
      assertThat(text).hasSizeLessThan(80).doesNotContain(label);
    }
  }
}
