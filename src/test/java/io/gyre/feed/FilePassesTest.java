package io.gyre.feed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.GyreException;
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
class FilePassesTest {

  private static final String FILE = "x,y\n0,a\n1e999,b\n1,\n2,a\n";

  @TempDir private Path folder;

  private FilePasses passes(RowsOnTopic before, boolean endless) throws IOException {
    Path file = Files.writeString(folder.resolve("rows.csv"), FILE);
    DataFile data = new DataFile(file, FileFormat.CSV);
    return new FilePasses(() -> data.open(LabelColumn.named("y")), before, endless, false);
  }

  /** The rest of the present pass, as number of the row, pass and content. */
  private static List<String> rest(FilePasses passes) {
    List<String> rest = new ArrayList<>();
    for (Row row = passes.next(); row != null; row = passes.next()) {
      String x = new String(row.json(), UTF_8).replaceAll(".*\"x\":(\\d).*", "$1");
      rest.add("%d/%d:%s".formatted(passes.row - 1, passes.pass(), x));
    }
    return rest;
  }

  @Test
  void shouldGoOverTheFileAgainAndNumberTheRowsOn() throws IOException, InterruptedException {
    FilePasses passes = passes(RowsOnTopic.NONE, true);
    assertThat(passes.find(row -> {})).isTrue();
    assertThat(passes.size).isNegative();
    assertThat(rest(passes)).containsExactly("0/0:0", "1/0:1", "2/0:2");
    assertThat(passes.size).isEqualTo(3);
    assertThat(passes.again()).isTrue();
    assertThat(rest(passes)).containsExactly("3/1:0", "4/1:1", "5/1:2");
    assertThat(passes.again()).isTrue();
    assertThat(rest(passes)).containsExactly("6/2:0", "7/2:1", "8/2:2");

    // What is wrong in the file is told once.
    assertThat(passes.complaint()).isNotNull();
    assertThat(passes.complaint()).isNull();
    assertThat(passes.bad()).isOne();
    assertThat(passes.unlabelled()).isOne();
    passes.close();
  }

  @Test
  void shouldEndWithTheFileUnlessItIsToLoop() throws IOException, InterruptedException {
    FilePasses passes = passes(RowsOnTopic.NONE, false);
    assertThat(passes.find(row -> {})).isTrue();
    assertThat(rest(passes)).hasSize(3);
    assertThat(passes.again()).isFalse();
    passes.close();
  }

  /**
   * Where a run goes on, with the end record there or not, and what it sends up to a pass's end.
   */
  @ParameterizedTest
  @CsvSource({
    "1, 0, false, '1/0:1 2/0:2'",
    "3, 0, false, ''",
    "3, 0, true, '3/1:0 4/1:1 5/1:2'",
    "6, 1, false, ''",
    "6, 1, true, '6/2:0 7/2:1 8/2:2'",
    "7, 2, false, '7/2:1 8/2:2'",
    "8, 2, false, '8/2:2'",
    "9, 2, false, ''"
  })
  void shouldGoOnInThePassWhereItStopped(long next, long pass, boolean ended, String rows)
      throws IOException, InterruptedException {
    FilePasses passes = passes(new RowsOnTopic(next, pass, 0, ended), true);
    assertThat(passes.find(row -> {})).isTrue();
    assertThat(passes.pass()).isEqualTo(ended ? pass + 1 : pass);

    assertThat(String.join(" ", rest(passes))).isEqualTo(rows);
    assertThat(passes.row).isEqualTo(3 * (passes.pass() + 1));
    assertThat(passes.again()).isTrue();
    assertThat(rest(passes)).hasSize(3);
    // The row that cannot be read is told by who first comes to it, before row 1.
    assertThat(passes.complaint() != null).isEqualTo(next == 1);
    passes.close();
  }

  @ParameterizedTest
  @CsvSource({"3, 0, true", "7, 2, false", "6, 1, false", "9, 2, true"})
  void shouldSendNothingMoreOfAFileThatWasSentUnlessItIsToLoop(long next, long pass, boolean ended)
      throws IOException, InterruptedException {
    FilePasses passes = passes(new RowsOnTopic(next, pass, 0, ended), false);

    assertThat(passes.find(row -> {})).isFalse();
    assertThat(passes.size).isEqualTo(3);
    passes.close();
  }

  @Test
  void shouldNotGoRoundAFileWithoutRows() throws IOException, InterruptedException {
    Path file = Files.writeString(folder.resolve("empty.csv"), "x,y\n");
    DataFile data = new DataFile(file, FileFormat.CSV);
    FilePasses passes =
        new FilePasses(() -> data.open(LabelColumn.NONE), RowsOnTopic.NONE, true, false);
    assertThat(passes.find(row -> {})).isTrue();
    assertThat(passes.next()).isNull();
    assertThat(passes.again()).isFalse();
    passes.close();

    FilePasses later =
        new FilePasses(
            () -> data.open(LabelColumn.NONE), new RowsOnTopic(0, 0, 0, true), true, false);
    assertThat(later.find(row -> {})).isFalse();
  }

  @Test
  void shouldRefuseAFileThatHasOtherRowsInALaterPass() throws IOException, InterruptedException {
    FilePasses passes = passes(RowsOnTopic.NONE, true);
    passes.find(row -> {});
    rest(passes);
    Files.writeString(folder.resolve("rows.csv"), "x,y\n0,a\n1,a\n");
    passes.again();

    assertThatThrownBy(() -> rest(passes))
        .isInstanceOf(GyreException.class)
        .hasMessage(
            "the file has changed while it was read: expected 3 rows as in the first pass, found 2");
    passes.close();
  }
}
