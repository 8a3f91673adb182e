package io.gyre.stream.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.stream.processor.InputTopics;
import io.gyre.stream.processor.NewRunException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** How long stores are trusted that nothing tells what changes. */
class StreamsRunTest {

  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration TRUSTED = Duration.ofMinutes(30);

  private Instant now = BEGIN;
  private final StreamsRun run = new StreamsRun(InputTopics.direct("points"), () -> now, TRUSTED);

  @Test
  void shouldTrustThemForAnyTimeInWhichTheClusterIsHeardNowAndThen() {
    for (int i = 0; i < 10; i++) {
      now = now.plus(TRUSTED);
      run.noteContact();
    }
    assertThatCode(run::requireContact).doesNotThrowAnyException();
    assertThat(run.heard()).isEqualTo(now);
  }

  @Test
  void shouldNotTrustThemAgainAfterTooLongASilence() {
    now = now.plus(TRUSTED).plusSeconds(60);

    assertThatThrownBy(run::requireContact)
        .isInstanceOf(NewRunException.class)
        .hasMessageContaining("nothing was heard for 31 min");
    assertThatThrownBy(run::noteContact).isInstanceOf(NewRunException.class);
    assertThatThrownBy(run::noteContact).isInstanceOf(NewRunException.class);
    assertThat(run.heard()).isEqualTo(BEGIN);
  }

  @Test
  void shouldTakeAClockThatIsSetBackForNoSilence() {
    now = now.minus(Duration.ofDays(1));
    run.noteContact();
    assertThatCode(run::requireContact).doesNotThrowAnyException();
  }
}
