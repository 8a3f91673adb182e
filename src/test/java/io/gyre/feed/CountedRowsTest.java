package io.gyre.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.StopSignal;
import io.gyre.file.DataFile;
import io.gyre.file.FileFormat;
import io.gyre.file.LabelColumn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CountedRowsTest {

  @TempDir Path folder;

  private final StopSignal stop = new StopSignal();
  private final List<String> complaints = new ArrayList<>();

  @Test
  void shouldPassOverBadRowsAndSayWhich() throws IOException {
    CountedRows rows = csv("x,y\n1,a\n1\n1e400,b\n2,\n3,b\n", LabelColumn.named("y"));

    assertThat(count(rows)).isEqualTo(3);

    assertThat(rows.bad()).isEqualTo(2);
    assertThat(rows.unlabelled()).isOne();
    assertThat(complaints)
        .containsExactly(
            "passed over line 3: expected 2 cells as in the header, found 1",
            "passed over line 4, column \"x\": expected a finite number, found 1e400");
  }

  @Test
  void shouldNotFloodThePersonWithBadRows() throws IOException {
    CountedRows rows = csv("x,y\n" + "1\n".repeat(1000), LabelColumn.NONE);

    assertThat(count(rows)).isZero();

    assertThat(rows.bad()).isEqualTo(1000);
    assertThat(complaints).hasSize(CountedRows.REPORTED + 1);
  }

  @Test
  void shouldSayThatNoRowHasALabel() throws IOException {
    int enough = CountedRows.UNLABELLED;
    count(json("{\"x\":1}\n".repeat(enough + 500), LabelColumn.named("y.z")));
    assertThat(complaints)
        .containsExactly(
            "none of the first 1,000 rows has a label in \"y.z\": nothing can be learned from them."
                + " --label names another field; with --late-labels a later row of the same id may"
                + " bring the label");
    complaints.clear();

    count(json("{\"x\":1}\n".repeat(3), LabelColumn.USUAL));
    assertThat(complaints)
        .singleElement()
        .asString()
        .startsWith("none of the 3 rows")
        .doesNotContain("--late-labels");
    complaints.clear();

    count(json("{\"x\":1}\n".repeat(3), LabelColumn.NONE));
    count(json("{\"x\":1}\n".repeat(enough - 1) + "{\"label\":1}\n", LabelColumn.USUAL));
    count(json("{\"label\":1}\n" + "{\"x\":1}\n".repeat(2 * enough), LabelColumn.USUAL));
    assertThat(complaints).isEmpty();
  }

  @Test
  void shouldEndWhenItIsStopped() throws IOException {
    CountedRows rows = csv("x\n1\n2\n", LabelColumn.NONE);
    assertThat(rows.next()).isNotNull();
    stop.request();
    assertThat(rows.next()).isNull();
  }

  private static int count(CountedRows rows) {
    int count = 0;
    while (rows.next() != null) {
      count++;
    }
    return count;
  }

  private CountedRows csv(String text, LabelColumn label) throws IOException {
    return rows(FileFormat.CSV, text, label);
  }

  private CountedRows json(String text, LabelColumn label) throws IOException {
    return rows(FileFormat.JSON, text, label);
  }

  private CountedRows rows(FileFormat format, String text, LabelColumn label) throws IOException {
    Path file = Files.writeString(folder.resolve("rows"), text);
    return new CountedRows(new DataFile(file, format).open(label), false, stop, complaints::add);
  }
}
