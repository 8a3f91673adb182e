package io.gyre.file;

import static io.gyre.file.Rows.assertPassedOver;
import static io.gyre.file.Rows.assertRefused;
import static io.gyre.file.Rows.json;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.GyreException;
import io.gyre.data.InvalidPointException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvRowReaderTest {

  private static final LabelColumn NO_LABEL = LabelColumn.NONE;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "name,x 1,class\na,0.5,b c\n,-7,true\n",
        "\ufeffname,x 1,class\r\na,0.5,b c\r\n,-7,true",
        "\ufeff\"name\",x 1,\"class\"\na,0.5,b c\n,-7,true\n",
        "\"name\", x 1 ,\"class\"\n\n\"a\", 0.5 ,\"b c\"\n \n,-7,\"true\"\n\n",
        "name;x 1;class\na;0.5;b c\n;-7;true\n",
        "name;x 1;class\na;0,5;b c\n;-7;true\n",
        "name\tx 1\tclass\na\t0.5\tb c\n\t-7\ttrue\n",
        "name\tx 1\tclass\n\"a\"\t 0.5\tb c \n?\t\"-7\"\ttrue\n",
        "\nname,x 1,class\ra,0.5,b c\r NA ,-7,true\r",
        "\ufeffsep=;\r\nname;x 1;class\r\na;0,5;b c\r\n;-7;true\r\n",
        "SEP=\t\nname\tx 1\tclass\na\t0.5\tb c\n\t-7\ttrue\n",
      })
  void shouldKeepNamesAndTypes(String text) throws Exception {
    try (RowReader rows = csv(text, LabelColumn.USUAL)) {
      assertThat(rows.columns()).containsExactly("name", "x 1", "class");
      assertThat(rows.label()).isEqualTo("class");
      assertThat(json(rows)).isEqualTo("{\"name\":\"a\",\"x 1\":0.5,\"class\":\"b c\"}");
      assertThat(json(rows)).isEqualTo("{\"name\":null,\"x 1\":-7,\"class\":true}");
      assertThat(rows.next()).isNull();
      assertThat(rows.next()).isNull();
    }
  }

  @Test
  void shouldTakeTheNamesOfColumnsOfAFileWithoutAHeader() throws Exception {
    LabelColumn named = LabelColumn.USUAL.withColumns(List.of("name", "x", "class"));
    try (RowReader rows = csv("a;0,5;b\n;7;c\n", named)) {
      assertThat(rows.columns()).containsExactly("name", "x", "class");
      Row first = rows.next();
      assertThat(first.number()).isEqualTo(1);
      assertThat(new String(first.json(), UTF_8))
          .isEqualTo("{\"name\":\"a\",\"x\":0.5,\"class\":\"b\"}");
      assertThat(json(rows)).isEqualTo("{\"name\":null,\"x\":7,\"class\":\"c\"}");
      assertThat(rows.next()).isNull();
    }
    for (String texts : List.of("a,b,c\nd,e,f\n", "12/31/2025 9:05,b,c\n1/1/2026 9:05,e,f\n")) {
      try (RowReader rows = csv(texts, named)) {
        assertThat(rows.next()).isNotNull();
        assertThat(rows.next().number()).isEqualTo(2);
        assertThat(rows.next()).isNull();
      }
    }
    for (String header : List.of("name,x,class", "u,v,w", "x,0.5,1")) {
      assertThatThrownBy(() -> csv(header + "\na,0.5,b\n", named))
          .hasMessage("--columns is for a file without a header, found one: \"" + header + "\"");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "12 | 12",
        "-0 | -0",
        "1e3 | 1e3",
        "1E+03 | 1E+03",
        "0.10 | 0.10",
        "123456789012345678901234567890 | 123456789012345678901234567890",
        "007 | \"007\"",
        "+1 | \"+1\"",
        "1. | \"1.\"",
        ".5 | \".5\"",
        "- | \"-\"",
        "0x1p3 | \"0x1p3\"",
        "1d | \"1d\"",
        "Infinity | \"Infinity\"",
        "1 2 | \"1 2\"",
        "2026-01-05 | \"2026-01-05\"",
        "\"1,5\" | \"1,5\"",
        "true | true",
        "false | false",
        "True | \"True\"",
        "`` | null",
        "? | null",
        "NA | null",
        "NaN | null",
        "null | null",
        "nan | \"nan\"",
        "\"say \"\"no\"\"\" | \"say \\\"no\\\"\"",
        "5\" pipe | \"5\\\" pipe\"",
        "Größe ☃ 😀 | \"Größe ☃ 😀\"",
      })
  void shouldTellNumbersBooleansMissingValuesAndText(String cell, String value) throws Exception {
    try (RowReader rows = csv("a,b\n" + cell + ",1\n", NO_LABEL)) {
      assertThat(json(rows)).isEqualTo("{\"a\":" + value + ",\"b\":1}");
    }
  }

  @Test
  void shouldTakeACommaForAPointOnlyBetweenSemicolons() throws Exception {
    try (RowReader rows = csv("a;b;c\n12,5;-0,25e3;1,2,3\n", NO_LABEL)) {
      assertThat(json(rows)).isEqualTo("{\"a\":12.5,\"b\":-0.25e3,\"c\":\"1,2,3\"}");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"a;b;c;d\",e\n1,2\n",
        "\"a,\"\"b,c\"\"\";e;f\n1,2;3;4\n",
        "name, of all\n1,2\n",
      })
  void shouldFindTheDelimiterOutsideQuotes(String text) throws Exception {
    try (RowReader rows = csv(text, NO_LABEL)) {
      int cells = text.startsWith("\"a,") ? 3 : 2;
      assertThat(rows.columns()).hasSize(cells);
      assertThat(rows.next()).isNotNull();
    }
  }

  @Test
  void shouldNameAColumnThatHasNoName() throws Exception {
    try (RowReader rows = csv(",x,\n1,2,\n", NO_LABEL)) {
      assertThat(rows.columns()).containsExactly("column1", "x", "column3");
      assertThat(json(rows)).isEqualTo("{\"column1\":1,\"x\":2,\"column3\":null}");
    }
  }

  @Test
  void shouldTellWhichRowsHaveALabel() throws Exception {
    try (RowReader rows = csv("x,y\n1,a\n1,\n1,?\n1,0\n", LabelColumn.named("y"))) {
      assertThat(rows.next().labelled()).isTrue();
      assertThat(rows.next().labelled()).isFalse();
      assertThat(rows.next().labelled()).isFalse();
      Row last = rows.next();
      assertThat(last.labelled()).isTrue();
      assertThat(last.number()).isEqualTo(5);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "1,2 | line 2: expected 3 cells as in the header, found 2",
        "1,2,3,4 | line 2: expected 3 cells as in the header, found 4",
        "1,1e400,3 | line 2, column \"x,1\": expected a finite number, found 1e400",
        "\"a\"b,1,1 | line 2, cell 1: expected cells apart by commas, found: Unexpected character ('b'): Expected column separator character (',') or end-of-line",
        "1,2,\"3\" x | line 2, cell 3: expected cells apart by commas, found: Unexpected character ('x'): Expected column separator character (',') or end-of-line",
        "1,\"2,3 | line 2: expected the end of a quoted cell within 1,048,576 bytes, found no closing quote",
      })
  void shouldNameABadRowAndReadOn(String row, String reason) throws Exception {
    try (RowReader rows = csv("id,\"x,1\",x2\n" + row + "\n1,5,b\n", NO_LABEL)) {
      assertPassedOver(rows, reason);
      assertThat(json(rows)).isEqualTo("{\"id\":1,\"x,1\":5,\"x2\":\"b\"}");
      assertThat(rows.next()).isNull();
    }
  }

  @Test
  void shouldRefuseWhatNoRecordCanHold() throws Exception {
    String text = "x,y\n1,%s\n%s,1\n1,a\n".formatted("b".repeat(201), "1".repeat(1001));
    try (RowReader rows = csv(text, LabelColumn.named("y"))) {
      assertPassedOver(
          rows,
          "line 2, column \"y\": expected a label of at most 200 characters, found 201, beginning"
              + " with \"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb…\"");
      assertPassedOver(
          rows, "line 3, column \"x\": expected a number of at most 1,000 digits, found 1,001");
      assertThat(rows.next()).isNotNull();
    }
  }

  /** In the beginning it would show that the file is binary. */
  @Test
  void shouldLoseOnlyTheRowWithANulByte() throws Exception {
    int count = 2000;
    try (RowReader rows = csv("a,b\n" + "1,2\n".repeat(count) + "1,\0\n3,4", NO_LABEL)) {
      for (int i = 0; i < count; i++) {
        rows.next();
      }
      assertPassedOver(rows, "line 2002: expected text, found a NUL byte at position 2");
      assertThat(json(rows)).isEqualTo("{\"a\":3,\"b\":4}");
    }
  }

  @Test
  void shouldLoseOnlyTheRowWithAByteThatIsNoUtf8() throws Exception {
    byte[] latin = "name,x\nAndrée,1\nAnna,2\n".getBytes(ISO_8859_1);
    try (RowReader rows = Rows.of(FileFormat.CSV, latin, NO_LABEL)) {
      assertPassedOver(
          rows,
          "line 2: expected UTF-8, found the byte 0xe9 at position 4. Save the file as UTF-8");
      assertThat(json(rows)).isEqualTo("{\"name\":\"Anna\",\"x\":2}");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void shouldLoseOnlyTheLineWithAQuoteThatIsNeverClosed(String end) throws Exception {
    String lines = "a,b|1,\"2|3,4|\"5\",\"6|7\"|8,\"9|10,11".replace("|", end);
    try (RowReader rows = csv(lines, NO_LABEL)) {
      // The quote of line 2 is closed in line 4, where something else follows.
      assertThatThrownBy(rows::next)
          .isInstanceOf(InvalidPointException.class)
          .hasMessageStartingWith("line 2, cell 2: expected cells apart by commas");
      assertRow(rows, 3, "{\"a\":3,\"b\":4}");
      Row two = rows.next();
      assertThat(two.number()).isEqualTo(4);
      // That of line 6 is not closed.
      assertThatThrownBy(rows::next)
          .isInstanceOf(InvalidPointException.class)
          .hasMessageStartingWith("line 6: expected the end of a quoted cell");
      assertRow(rows, 7, "{\"a\":10,\"b\":11}");
      assertThat(rows.next()).isNull();
    }
  }

  private static void assertRow(RowReader rows, long line, String json) throws Exception {
    Row row = rows.next();
    assertThat(row.number()).isEqualTo(line);
    assertThat(row.json()).asString().isEqualTo(json);
  }

  @Test
  void shouldReadTheLinesAfterAQuoteThatNothingClosesForAMegabyte() throws Exception {
    int count = 300_000;
    try (RowReader rows = csv("a,b\n1,\"2\n" + "3,4\n".repeat(count), NO_LABEL)) {
      assertThatThrownBy(rows::next).hasMessageStartingWith("line 2: expected the end of a quoted");
      Row row = null;
      for (int i = 0; i < count; i++) {
        row = rows.next();
      }
      assertThat(row.number()).isEqualTo(count + 2);
      assertThat(rows.next()).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\""})
  void shouldRefuseARowOfMoreThanAMegabyteAndReadOn(String quote) throws Exception {
    String row = quote + "x".repeat(3 << 20) + ",2,1";
    try (RowReader rows = csv("a,b,c\n" + row + "\n1,2,3\n", NO_LABEL)) {
      assertThatThrownBy(rows::next)
          .isInstanceOf(InvalidPointException.class)
          .hasMessage(
              quote.isEmpty()
                  ? "line 2: expected at most 1,048,576 bytes, found 3,145,732"
                  : "line 2: expected the end of a quoted cell within 1,048,576 bytes, found no"
                      + " closing quote");
      assertThat(json(rows)).isEqualTo("{\"a\":1,\"b\":2,\"c\":3}");
      assertThat(rows.next()).isNull();
    }
  }

  @Test
  void shouldRefuseARecordThatNoTopicTakesAndReadOn() throws Exception {
    String longest = "x".repeat(Row.MAX_BYTES - "{\"a\":\"\"}".length());
    try (RowReader rows = csv("a\n" + longest + "\n" + longest + "x\ny\n", NO_LABEL)) {
      assertThat(rows.next().json()).hasSize(Row.MAX_BYTES);
      assertPassedOver(
          rows, "line 3: expected at most 1,047,552 bytes as a JSON record, found 1,047,553");
      assertThat(json(rows)).isEqualTo("{\"a\":\"y\"}");
    }
  }

  @Test
  void shouldNameTheLineOnWhichARowOfSeveralLinesBegins() throws Exception {
    try (RowReader rows = csv("a,b\n\n\"x\ny\",1\n\"x\n\ny\"\n1,2", NO_LABEL)) {
      Row first = rows.next();
      assertThat(new String(first.json(), UTF_8)).isEqualTo("{\"a\":\"x\\ny\",\"b\":1}");
      assertThat(first.number()).isEqualTo(3);
      assertPassedOver(rows, "line 5: expected 2 cells as in the header, found 1");
      assertThat(rows.next().number()).isEqualTo(8);
      assertThat(rows.next()).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void shouldReadARowAsSoonAsItsLineIsComplete(String end) throws Exception {
    InputStream open = Rows.pipe("id,x" + end, "a,1" + end, end + "\"b", end + "c\",\"2\"" + end);
    RowReader rows = Rows.of(FileFormat.CSV, open, NO_LABEL);

    assertThat(json(rows)).isEqualTo("{\"id\":\"a\",\"x\":1}");
    String text = "b" + end + "c";
    assertThat(json(rows).replace("\\r", "\r").replace("\\n", "\n"))
        .isEqualTo("{\"id\":\"" + text + "\",\"x\":2}");
    assertThat(open.available()).isZero();
    assertThatThrownBy(rows::next).isInstanceOf(NoSuchElementException.class); // It would wait.
  }

  /** As pandas.read_csv numbers them; what has no name is called otherwise there. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a,b,a,a           | a,b,a.1,a.2           | a.1, a.2 |",
        "a,a,a.1,a         | a,a.2,a.1,a.3         | a.2, a.3 |",
        "a.1,a,a           | a.1,a,a.2             | a.2      |",
        "a,a.1,a.1,a       | a,a.1,a.1.1,a.2       | a.1.1, a.2 |",
        "a,,b,             | a,column2,b,column4   |          | column2, column4",
        ",column1,column1  | column1.1,column1,column1.2 | column1.2 | column1.1"
      })
  void shouldNumberNamesThatStandThereSeveralTimes(
      String header, String names, String repeated, String unnamed) throws Exception {
    try (RowReader rows = csv(header + "\n", NO_LABEL)) {
      assertThat(String.join(",", rows.columns())).isEqualTo(names);
      List<String> notes = new ArrayList<>();
      if (repeated != null) {
        notes.add(
            "a name stands in the header more than once: its later columns are called " + repeated);
      }
      if (unnamed != null) {
        notes.add("the header does not name every column: the others are called " + unnamed);
      }
      assertThat(rows.notes()).isEqualTo(notes);
    }
  }

  @Test
  void shouldNumberManyColumnsOfOneName() throws Exception {
    String header = "a,".repeat(20_000) + "label\n";
    try (RowReader rows = csv(header, LabelColumn.REQUIRED)) {
      assertThat(rows.columns()).hasSize(20_001).doesNotHaveDuplicates();
      assertThat(rows.notes()).singleElement().asString().hasSizeLessThan(1_000);
    }
  }

  @Test
  void shouldRefuseAHeaderThatCannotBeOne() {
    assertRefused(FileFormat.CSV, "", "expected rows of data, found an empty file");
    assertRefused(
        FileFormat.CSV, " \n\n", "expected a header row that names the columns, found nothing");
    assertRefused(
        FileFormat.CSV,
        "0.1,0.2,1\n",
        "expected a header row that names the columns, found only numbers: \"0.1,0.2,1\"."
            + " No header? Put a line of names above the rows, or name the columns with --columns");
    assertRefused(
        FileFormat.CSV,
        "a," + "ü".repeat(129) + "\n",
        "header: expected names of at most 256 bytes, found 258 in the one beginning with \""
            + "ü".repeat(40)
            + "…\"");
    assertThatThrownBy(() -> csv("x,y\n", LabelColumn.named("z")))
        .isInstanceOf(GyreException.class)
        .hasMessage("there is no column \"z\" for the label. The columns are: x, y");
  }

  private static RowReader csv(String text, LabelColumn label) {
    return Rows.of(FileFormat.CSV, text, label);
  }
}
