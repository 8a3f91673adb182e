package io.gyre.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.file.DataFile;
import io.gyre.file.FileFormat;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowTimesTest {

  private static final long NOW = Instant.parse("2026-03-05T12:34:56.789Z").toEpochMilli();

  @TempDir Path folder;

  private DataFile file(String name, long bytes) throws IOException {
    Path path = folder.resolve(name);
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(bytes);
    }
    return new DataFile(path, FileFormat.CSV);
  }

  @Test
  void shouldBeginAtAMidnightADayBackAndGoOnByMilliseconds() throws IOException {
    RowTimes times = RowTimes.of(file("a.csv", 100), NOW, -1);

    assertThat(Instant.ofEpochMilli(times.of(0))).isEqualTo("2026-03-04T00:00:00Z");
    assertThat(times.of(45_311)).isEqualTo(times.of(0) + 45_311);
  }

  @Test
  void shouldBeginFurtherBackForAFileOfMoreRowsThanADayHasMilliseconds() throws IOException {
    long bytes = 1_000_000_000; // Sparse, so it takes no room; 250 million rows at most.

    assertThat(RowTimes.of(file("b.csv", bytes), NOW, -1).of(bytes / 4)).isLessThanOrEqualTo(NOW);
    assertThat(RowTimes.of(file("b.csv.gz", bytes), NOW, -1).of(bytes * 5))
        .isLessThanOrEqualTo(NOW);
  }

  @Test
  void shouldBeginAfterWhatIsOnTheTopic() throws IOException {
    assertThat(RowTimes.of(file("c.csv", 9), NOW, 12_999).startMs()).isEqualTo(13_000);
    assertThat(RowTimes.of(file("c.csv", 9), NOW, 13_000).startMs()).isEqualTo(14_000);
  }

  @Test
  void shouldBeginWithAWindow() {
    assertThat(new RowTimes(86_400_000).alignedTo(7_000).startMs()).isEqualTo(86_394_000);
    assertThat(new RowTimes(86_400_000).alignedTo(1_000).startMs()).isEqualTo(86_400_000);
  }
}
