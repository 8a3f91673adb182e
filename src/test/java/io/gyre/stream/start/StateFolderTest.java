package io.gyre.stream.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
    folder.beginRun();
    store = folder.streams().resolve("app").resolve("0_0");
    Files.createDirectories(store);
    folder.endRun(Instant.now().minus(ago));
    return folder;
  }

  @Test
  void shouldTellHowLongAgoStoresWereClosed() throws IOException {
    try (StateFolder folder = closed(HALF_AN_HOUR)) {
      assertThat(folder.stores().crashed()).isFalse();
      assertThat(folder.stores().age()).isBetween(HALF_AN_HOUR, HALF_AN_HOUR.plusMinutes(1));
    }
  }

  @Test
  void shouldTakeStoresThatWereClosedInTheFutureForOlderThanAny() throws IOException {
    try (StateFolder folder = closed(Duration.ofMinutes(-5))) {
      assertThat(folder.stores().age()).isEqualTo(StateFolder.ANY_AGE);
    }
  }

  @Test
  void shouldTellThatACrashHasLeftStoresOpen() throws IOException {
    try (StateFolder folder = closed(Duration.ZERO)) {
      folder.beginRun();
      assertThat(folder.stores().crashed()).isTrue();
      folder.deleteStores();
      assertThat(store).doesNotExist();
    }
  }

  @Test
  void shouldRefuseACopyAndAnyOtherApplicationAndASecondProcess() throws IOException {
    Path original = home.resolve("original");
    Path copy = Files.createDirectories(home.resolve("copy"));
    try (StateFolder folder = StateFolder.open(original)) {
      String instance = folder.claim("one", "cluster");
      assertThat(folder.claim("one", "cluster")).isEqualTo(instance);
      assertThatThrownBy(() -> folder.claim("other", "cluster"))
          .hasMessageContaining("belong to the application other")
          .hasMessageContaining("belongs to one");
      assertThatThrownBy(() -> StateFolder.open(original))
          .hasMessageContaining("found one running");
    }
    // As a command does that changes what the instance has.
    assertThatThrownBy(() -> StateFolder.hold(original, "other", "cluster"))
        .hasMessageContaining("belongs to one");
    Files.copy(original.resolve("instance"), copy.resolve("instance"));
    try (StateFolder folder = StateFolder.open(copy)) {
      assertThatThrownBy(() -> folder.claim("one", "cluster"))
          .hasMessageContaining("belongs to " + original.toRealPath());
    }
  }

  /** A crash keeps them, so that a wait for a schema counts on; a reset reads all anew. */
  @Test
  void shouldForgetForWhatItWaitedWhenItIsReset() throws IOException {
    try (StateFolder folder = closed(Duration.ZERO)) {
      Path waits = Files.writeString(StateFolder.waits(folder.folder()), "{}");
      folder.deleteStores();
      assertThat(waits).exists();
      folder.deleteWaits();
      assertThat(waits).doesNotExist();
      folder.deleteWaits();
    }
  }
}
