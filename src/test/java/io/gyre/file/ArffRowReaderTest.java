package io.gyre.file;

import static io.gyre.file.Rows.assertPassedOver;
import static io.gyre.file.Rows.assertRefused;
import static io.gyre.file.Rows.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArffRowReaderTest {

  private static final String HEADER =
      """
      % A comment
      @RELATION 'weather, real'

      @ATTRIBUTE outlook {sunny, 'not sunny'}
      @attribute "degrees C" REAL
      @attribute\tnote string
      @attribute seen date "yyyy-MM-dd"
      @attribute 'it\\'s windy' {true,false}
      @attribute class{yes,no}
      @DATA
      """;

  @Test
  void shouldKeepNamesAndTypes() throws Exception {
    String rows =
        """
        % The first day
        sunny,12.5,'a, "b"',"2026-01-05",true,yes

        'not sunny' , ? , "it\\"s" , ?,false,?
        """;
    try (RowReader reader = arff(HEADER + rows, LabelColumn.USUAL)) {
      assertThat(reader.columns())
          .containsExactly("outlook", "degrees C", "note", "seen", "it's windy", "class");
      assertThat(reader.label()).isEqualTo("class");
      Row first = reader.next();
      assertThat(first.number()).isEqualTo(12);
      assertThat(first.labelled()).isTrue();
      assertThat(first.json())
          .asString()
          .isEqualTo(
              "{\"outlook\":\"sunny\",\"degrees C\":12.5,\"note\":\"a, \\\"b\\\"\","
                  + "\"seen\":\"2026-01-05\",\"it's windy\":true,\"class\":\"yes\"}");
      Row second = reader.next();
      assertThat(second.labelled()).isFalse();
      assertThat(second.json())
          .asString()
          .isEqualTo(
              "{\"outlook\":\"not sunny\",\"degrees C\":null,\"note\":\"it\\\"s\",\"seen\":null,"
                  + "\"it's windy\":false,\"class\":null}");
      assertThat(reader.next()).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n"})
  void shouldReadTheLinesOfEverySystem(String end) throws Exception {
    String text = "\ufeff@relation r\n@attribute a numeric\n@data\n1\n2\n".replace("\n", end);
    try (RowReader rows = arff(text, LabelColumn.NONE)) {
      assertThat(json(rows)).isEqualTo("{\"a\":1}");
      assertThat(json(rows)).isEqualTo("{\"a\":2}");
      assertThat(rows.next()).isNull();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "1 | line 5: expected 2 cells as in the header, found 1",
        "1,b,c | line 5: expected 2 cells as in the header, found 3",
        "x,b | line 5, column \"a\": expected a number or ?, found \"x\"",
        "1,'b | line 5: expected a closing quote, found none for the one at position 2",
        "1,'b'c | line 5: expected a comma after a quoted cell, found 'c' at position 5",
        "{0 1, 1 b} | line 5: expected a cell for every attribute, found a sparse row. Write it in full",
      })
  void shouldNameABadRowAndReadOn(String row, String reason) throws Exception {
    String header = "@relation r\n@attribute a integer\n@attribute b {b}\n@data\n";
    try (RowReader rows = arff(header + row + "\n2,b\n", LabelColumn.NONE)) {
      assertPassedOver(rows, reason);
      assertThat(json(rows)).isEqualTo("{\"a\":2,\"b\":\"b\"}");
      assertThat(rows.next()).isNull();
    }
  }

  @Test
  void shouldRefuseAHeaderThatCannotBeOne() {
    assertRefused(
        FileFormat.ARFF,
        "a,b\n1,2\n",
        "header: line 1: expected @relation, @attribute or @data, found \"a,b\"");
    assertRefused(
        FileFormat.ARFF,
        "@relation r\n@attribute a numeric\n",
        "expected an ARFF header that ends with @data, found no such line");
    assertRefused(
        FileFormat.ARFF,
        "@relation r\n@data\n1\n",
        "header: expected @attribute lines before @data, found none");
    assertRefused(
        FileFormat.ARFF,
        "@attribute bag relational\n",
        "header: line 1: attribute \"bag\": expected numeric, string, date or {…}, found"
            + " \"relational\"");
    assertRefused(
        FileFormat.ARFF,
        "@attribute\n",
        "header: line 1: expected a name and a type behind @attribute, found \"\"");
  }

  @Test
  void shouldNumberNamesThatStandThereSeveralTimes() throws Exception {
    String text = "@attribute a real\n@attribute a real\n@data\n1,2\n";
    try (RowReader rows = arff(text, LabelColumn.NONE)) {
      assertThat(rows.columns()).containsExactly("a", "a.1");
      assertThat(new String(rows.next().json(), UTF_8)).isEqualTo("{\"a\":1,\"a.1\":2}");
    }
  }

  private static RowReader arff(String text, LabelColumn label) {
    return Rows.of(FileFormat.ARFF, text, label);
  }
}
