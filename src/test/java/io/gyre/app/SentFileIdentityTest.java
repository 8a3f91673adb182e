package io.gyre.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.GyreException;
import io.gyre.feed.HeldLabels.Delay;
import io.gyre.format.RecordSettings;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SentFileIdentityTest {

  private static final RecordSettings RECORDS = RecordSettings.json("y", null, "placed");

  @TempDir Path folder;

  @Test
  void shouldHashAShortFileWhole() throws IOException {
    Path file = Files.writeString(folder.resolve("a"), "abc");

    // FIPS 180-4, the example of one block.
    assertThat(SentFileIdentity.of(file, RECORDS, 0, null, null).sha256())
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @ParameterizedTest
  @CsvSource({"150000000, 33554431 149999999, 100000000", "60000000, 33554432,"})
  void shouldNoticeAChangeAtTheBeginningAndAtTheEndOfALongFile(
      long length, String noticed, Long inTheMiddle) throws IOException {
    Path path = folder.resolve("long");
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(length); // Sparse: it takes no room.
      SentFileIdentity before = SentFileIdentity.of(path, RECORDS, 0, null, null);
      if (inTheMiddle != null) {
        file.seek(inTheMiddle);
        file.write(1);
        assertThat(SentFileIdentity.of(path, RECORDS, 0, null, null).isSameAs(before)).isTrue();
      }
      for (String at : noticed.split(" ")) {
        file.seek(Long.parseLong(at));
        file.write(1);
        assertThat(SentFileIdentity.of(path, RECORDS, 0, null, null).isSameAs(before)).isFalse();
        file.seek(Long.parseLong(at));
        file.write(0);
      }
    }
  }

  @Test
  void shouldReadWhatItWroteAndSayWhatIsDamaged() throws IOException {
    Path kept = folder.resolve("file.json");
    SentFileIdentity started =
        new SentFileIdentity("a.csv", "/x/a.csv", 7, "0f", RECORDS, 86_400_000, null, null);
    assertThat(SentFileIdentity.read(kept)).isNull();

    SentFileIdentity held =
        new SentFileIdentity("a.csv", "/x/a.csv", 7, "0f", RECORDS, 0, new Delay(9, true), null);
    held.write(kept);
    assertThat(SentFileIdentity.read(kept)).isEqualTo(held);
    started.write(kept);
    started.write(kept);
    assertThat(SentFileIdentity.read(kept)).isEqualTo(started);
    String ofAnEarlierGyre = Files.readString(kept).replace("\"path\":\"/x/a.csv\",", "");
    Files.writeString(kept, ofAnEarlierGyre);
    assertThat(SentFileIdentity.read(kept))
        .isEqualTo(new SentFileIdentity("a.csv", null, 7, "0f", RECORDS, 86_400_000, null, null));
    Files.writeString(kept, "{\"name\":");
    assertThatThrownBy(() -> SentFileIdentity.read(kept))
        .isInstanceOf(GyreException.class)
        .hasMessageContaining("file.json: expected what Gyre wrote about the file");
  }
}
