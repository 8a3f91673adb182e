package io.gyre.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.GyreException;
import io.gyre.file.DataFile;
import io.gyre.file.FileFormat;
import io.gyre.page.live.UploadControls.Distinct;
import io.gyre.page.live.UploadControls.Preview;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilePreviewTest {

  private static final String NAME = "<b>.csv";

  @TempDir private Path folder;

  private Preview preview(FileFormat format, String content) throws IOException {
    return preview(format, content.getBytes(UTF_8));
  }

  private Preview preview(FileFormat format, byte[] content) throws IOException {
    Path path = Files.write(folder.resolve("kept"), content);
    return FilePreview.of(new DataFile(path, format, NAME), "token");
  }

  @Test
  void shouldShowColumnsRowsAndTheLabelThatItsNameSuggests() throws IOException {
    Preview preview = preview(FileFormat.CSV, "id;price;Class\n1;12,5;yes\n2;?;no\n3;;yes\n");

    assertThat(preview.file()).isEqualTo("token");
    assertThat(preview.name()).isEqualTo(NAME);
    assertThat(preview.bytes()).isEqualTo(40);
    assertThat(preview.columns()).containsExactly("id", "price", "Class");
    assertThat(preview.rows())
        .containsExactly(
            List.of("1", "12.5", "yes"), List.of("2", "", "no"), List.of("3", "", "yes"));
    assertThat(preview.label()).isEqualTo("Class");
    assertThat(preview.classes())
        .containsEntry("id", new Distinct(3, 3))
        .containsEntry("price", new Distinct(1, 3))
        .containsEntry("Class", new Distinct(2, 3));
  }

  @Test
  void shouldSuggestNoLabelWhereItIsNotClear() throws IOException {
    assertThat(preview(FileFormat.CSV, "a,b\n1,2\n").label()).isNull();
    assertThat(preview(FileFormat.CSV, "label\ttarget\n1\t2\n").label()).isNull();
  }

  @Test
  void shouldFindTheMembersOfJsonLinesAsTheyAppear() throws IOException {
    Preview preview =
        preview(
            FileFormat.JSON, "{\"a\":{\"b\":1},\"target\":true}\n{\"c\":\"x\",\"target\":null}\n");

    assertThat(preview.columns()).containsExactly("a.b", "target", "c");
    assertThat(preview.rows()).containsExactly(List.of("1", "true", ""), List.of("", "", "x"));
    assertThat(preview.label()).isEqualTo("target");
    assertThat(preview.classes()).containsEntry("target", new Distinct(1, 2));
  }

  @Test
  void shouldReadArffAndWhatGzipPacked() throws IOException {
    String arff = "@relation r\n@attribute x numeric\n@attribute class {a,b}\n@data\n1,a\n";
    assertThat(preview(FileFormat.ARFF, arff).label()).isEqualTo("class");

    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(arff.getBytes(UTF_8));
    }
    assertThat(preview(FileFormat.ARFF, packed.toByteArray()).columns())
        .containsExactly("x", "class");
  }

  @Test
  void shouldLookAtTheFirstThousandRowsAndShowTwenty() throws IOException {
    String rows =
        IntStream.range(0, 3_000).mapToObj(i -> i + "," + i % 7).collect(Collectors.joining("\n"));
    Preview preview = preview(FileFormat.CSV, "x,y\n" + "1\n".repeat(100) + rows);

    assertThat(preview.rows()).hasSize(20);
    assertThat(preview.classes())
        .containsEntry("x", new Distinct(1_000, 1_000))
        .containsEntry("y", new Distinct(7, 1_000));
  }

  @Test
  void shouldCutLongCellsAndShowFewRowsOfManyColumns() throws IOException {
    assertThat(preview(FileFormat.CSV, "x\n" + "a".repeat(5_000)).rows().get(0).get(0))
        .hasSize(100)
        .endsWith("…");

    String header =
        IntStream.range(0, 10_000).mapToObj(i -> "c" + i).collect(Collectors.joining(","));
    String row = ",".repeat(9_999) + "\n";
    Preview wide = preview(FileFormat.CSV, header + "\n" + row.repeat(20));
    assertThat(wide.columns()).hasSize(10_000);
    assertThat(wide.rows()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | <b>.csv: expected rows of data, found an empty file",
        "'1.5,2.5' | <b>.csv: expected a header row that names the columns, found only numbers",
        "'a,b' | <b>.csv: expected rows, found none",
        "'PK\u0003\u0004' | <b>.csv: expected text, found a zip archive"
      })
  void shouldSayWhatIsNoFileOfRows(String content, String reason) {
    assertThatThrownBy(() -> preview(FileFormat.CSV, content))
        .isInstanceOf(GyreException.class)
        .hasMessageContaining(reason)
        .hasMessageNotContaining(folder.toString());
  }

  @Test
  void shouldSayWhatColumnsAreCalledThatHaveOtherNamesInTheFile() throws IOException {
    Preview seen = preview(FileFormat.CSV, "a,a,\n1,2,3\n");

    assertThat(seen.columns()).containsExactly("a", "a.1", "column3");
    assertThat(seen.notes()).hasSize(2);
  }

  @Test
  void shouldSayWhyNoRowCanBeUsed() {
    assertThatThrownBy(() -> preview(FileFormat.CSV, "a,b\n" + "1\n".repeat(5_000)))
        .hasMessage(
            "<b>.csv: none of its first rows can be used: line 2: expected 2 cells as in the header, found 1");
    assertThatThrownBy(() -> preview(FileFormat.JSON, "[{\"a\":1}]"))
        .hasMessageContaining("found a JSON array");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "x", "\"\n"})
  void shouldLookAtTheBeginningAloneOfWhatUnpacksToNoRow(String repeated) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write("a,b\n".getBytes(UTF_8));
      byte[] block = repeated.repeat((1 << 20) / repeated.length()).getBytes(UTF_8);
      for (int i = 0; i < 80; i++) {
        out.write(block);
      }
    }
    for (FileFormat format : new FileFormat[] {FileFormat.CSV, FileFormat.JSON}) {
      assertThatThrownBy(() -> preview(format, packed.toByteArray()))
          .isInstanceOf(GyreException.class)
          .hasMessageStartingWith(NAME);
    }
  }
}
