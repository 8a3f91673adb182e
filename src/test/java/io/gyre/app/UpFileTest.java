package io.gyre.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.GyreException;
import io.gyre.file.DataFile;
import io.gyre.file.FileFormat;
import io.gyre.file.LabelColumn;
import io.gyre.format.RecordSettings;
import io.gyre.time.WindowSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpFileTest {

  @TempDir Path home;

  private UpFile file(String csv) throws IOException {
    Path path = Files.writeString(home.resolve("a.csv"), csv);
    return new UpFile(
        new DataFile(path, FileFormat.CSV),
        LabelColumn.REQUIRED,
        rows -> RecordSettings.json(rows.label(), "id", null),
        false,
        null,
        home);
  }

  @Test
  void shouldRefuseAFileThatHasAHeaderAlone() {
    assertThatThrownBy(() -> file("a,label\n"))
        .isInstanceOf(GyreException.class)
        .hasMessageContaining("a.csv: expected rows, found none");
  }

  @Test
  void shouldRefuseAFileOfWhichNoRowCanBeUsed() {
    assertThatThrownBy(() -> file("a,label\n1\n2,3,4\n"))
        .isInstanceOf(GyreException.class)
        .hasMessageContaining("none of its first rows can be used: line 2: expected 2 cells");
  }

  @Test
  void shouldLookPastRowsOfNoUse() throws IOException {
    assertThat(file("a,label\n" + "1\n".repeat(2_000) + "1,x\n").survey.get(0))
        .contains("from the first record: 1 field", "x (100.0 %)");
  }

  @Test
  void shouldSayWhatColumnsAreCalledThatHaveOtherNamesInTheFile() throws IOException {
    assertThat(file("a,a,label\n1,2,x\n").survey)
        .last()
        .isEqualTo(
            "  a name stands in the header more than once: its later columns are called a.1");
  }

  @Test
  void shouldOfferOptionsAsTheyAreTakenOfAFileThatIsBegun() throws IOException {
    StringBuilder csv = new StringBuilder("placed,label\n");
    for (int i = 0; i < 30; i++) {
      csv.append("2018-01-%02d,x\n".formatted(1 + i));
    }
    assertThat(file(csv.toString()).survey.toString()).contains("--time placed --fresh makes it");
  }

  @Test
  void shouldRefuseAFileThatHasChangedSinceThePassBefore() throws IOException {
    UpFile file = file("a,label\n1,x\n");
    file.claim(false, WindowSettings.standard());
    Path path = home.resolve("a.csv");
    Files.createDirectories(file.folder.path());
    file.folder.begin(SentFileIdentity.of(path, file.records, 0, null, null));
    file.open().close();
    file.open().close();

    Files.writeString(path, "a,label\n2,x\n");

    assertThatThrownBy(file::open)
        .isInstanceOf(GyreException.class)
        .hasMessageContaining("a.csv: expected the file as it was", "found other content");
  }
}
