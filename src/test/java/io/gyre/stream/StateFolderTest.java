package io.gyre.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which stores an instance goes on with. */
class StateFolderTest {

  private static final Duration HALF_AN_HOUR = Duration.ofMinutes(30);

  @TempDir Path home;

  private Path store;

  /** Closes a store as it should be, so long ago. */
  private StateFolder closed(Duration ago) throws IOException {
    StateFolder folder = StateFolder.open(home);
    folder.beginRun(HALF_AN_HOUR);
    store = folder.streams().resolve("app").resolve("0_0");
    Files.createDirectories(store);
    folder.endRun(Instant.now().minus(ago));
    return folder;
  }

  @Test
  void shouldGoOnWithStoresThatWereClosedAWhileAgo() throws IOException {
    try (StateFolder folder = closed(HALF_AN_HOUR.minusMinutes(1))) {
      assertThat(folder.beginRun(HALF_AN_HOUR)).isFalse();
      assertThat(store).exists();
    }
  }

  /** What has been deleted since may be told nowhere by now: it would come back to life. */
  @Test
  void shouldGiveUpStoresThatWereClosedTooLongAgo() throws IOException {
    try (StateFolder folder = closed(HALF_AN_HOUR.plusMinutes(1))) {
      assertThat(folder.beginRun(HALF_AN_HOUR)).isFalse();
      assertThat(store).doesNotExist();
    }
  }

  @Test
  void shouldGiveUpStoresThatWereClosedInTheFuture() throws IOException {
    try (StateFolder folder = closed(Duration.ofMinutes(-5))) {
      folder.beginRun(HALF_AN_HOUR);
      assertThat(store).doesNotExist();
    }
  }

  @Test
  void shouldGoOnWithStoresOfAnyAgeWhereNothingIsForgotten() throws IOException {
    try (StateFolder folder = closed(Duration.ofDays(3000))) {
      folder.beginRun(StateFolder.ANY_AGE);
      assertThat(store).exists();
    }
  }

  @Test
  void shouldGiveUpStoresThatACrashHasLeftOpen() throws IOException {
    try (StateFolder folder = closed(Duration.ZERO)) {
      assertThat(folder.beginRun(HALF_AN_HOUR)).isFalse();
      assertThat(folder.beginRun(HALF_AN_HOUR)).isTrue();
      assertThat(store).doesNotExist();
    }
  }
}
