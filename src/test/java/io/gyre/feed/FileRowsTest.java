package io.gyre.feed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.file.DataFile;
import io.gyre.file.FileFormat;
import io.gyre.file.LabelColumn;
import io.gyre.file.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Of a file of three rows, and one that cannot be read. */
class FileRowsTest {

  private static final String FILE = "x,y\n0,a\n1e999,b\n1,\n2,a\n";

  @TempDir private Path folder;

  private FileRows rows(RowsOnTopic before) throws IOException {
    Path file = Files.writeString(folder.resolve("rows.csv"), FILE);
    DataFile data = new DataFile(file, FileFormat.CSV);
    return new FileRows(() -> data.open(LabelColumn.named("y")), before, false);
  }

  /** The rest, as number of the row and content. */
  private static List<String> rest(FileRows rows) {
    List<String> rest = new ArrayList<>();
    for (Row row = rows.next(); row != null; row = rows.next()) {
      String x = new String(row.json(), UTF_8).replaceAll(".*\"x\":(\\d).*", "$1");
      rest.add("%d:%s".formatted(rows.row - 1, x));
    }
    return rest;
  }

  @Test
  void shouldNumberTheRowsAndTellOnceWhatIsWrong() throws IOException, InterruptedException {
    FileRows rows = rows(RowsOnTopic.NONE);
    assertThat(rows.find(row -> {})).isTrue();
    assertThat(rows.size).isNegative();
    assertThat(rest(rows)).containsExactly("0:0", "1:1", "2:2");
    assertThat(rows.size).isEqualTo(3);

    assertThat(rows.complaint()).isNotNull();
    assertThat(rows.complaint()).isNull();
    assertThat(rows.bad()).isOne();
    assertThat(rows.unlabelled()).isOne();
    rows.close();
  }

  /** What a run goes on with that stopped before the end record. */
  @ParameterizedTest
  @CsvSource({"1, '1:1 2:2'", "2, '2:2'", "3, ''"})
  void shouldGoOnWhereItStopped(long next, String rest) throws IOException, InterruptedException {
    FileRows rows = rows(new RowsOnTopic(next, 0, false));
    List<Row> sent = new ArrayList<>();
    assertThat(rows.find(sent::add)).isTrue();

    assertThat(sent).hasSize((int) next);
    assertThat(String.join(" ", rest(rows))).isEqualTo(rest);
    assertThat(rows.row).isEqualTo(3);
    // The row that cannot be read is told by who first comes to it, before row 1.
    assertThat(rows.complaint() != null).isEqualTo(next == 1);
    rows.close();
  }

  @Test
  void shouldSendNothingMoreOfAFileThatWasSent() throws IOException, InterruptedException {
    FileRows rows = rows(new RowsOnTopic(3, 0, true));

    assertThat(rows.find(row -> {})).isFalse();
    assertThat(rows.size).isEqualTo(3);
    rows.close();
  }
}
