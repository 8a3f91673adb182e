package io.gyre.file;

import static io.gyre.file.Rows.assertPassedOver;
import static io.gyre.file.Rows.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.GyreException;
import io.gyre.data.InvalidPointException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonRowReaderTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":{\"b\":[1.50,null]}}\n{\"c\":\"x\"}\n",
        "{\"a\":{\"b\":[1.50,null]}}\n{\"c\":\"x\"}",
        "\ufeff{\"a\":{\"b\":[1.50,null]}}\r\n\r\n \t\n{\"c\":\"x\"}\r\n\n"
      })
  void shouldPassALineOnAsItIs(String text) throws Exception {
    try (RowReader rows = lines(text)) {
      assertThat(json(rows).strip()).isEqualTo("{\"a\":{\"b\":[1.50,null]}}");
      assertThat(json(rows).strip()).isEqualTo("{\"c\":\"x\"}");
      assertThat(rows.next()).isNull();
      assertThat(rows.next()).isNull();
      assertThat(rows.columns()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "nonsense | line 2: value: expected JSON, found: Unrecognized token 'nonsense'",
        "{\"a\":1 | line 2: value: expected JSON, found its end too early",
        "{\"a\":1}{} | line 2: expected nothing after the JSON object, found an object",
        "[1] | line 2: expected a JSON object on each line, found an array",
        "7 | line 2: expected a JSON object on each line, found 7",
        "{\"a\":{\"b\":[0,NaN]}} | line 2: field \"a.b.1\": expected a finite number, found NaN",
        "{\"a\":-1e999} | line 2: field \"a\": expected a finite number, found -1e999",
      })
  void shouldNameABadLineAndReadOn(String line, String reason) throws Exception {
    try (RowReader rows = lines("{\"a\":1}\n" + line + "\n{\"a\":2}")) {
      assertThat(rows.next().number()).isOne();
      assertThatThrownBy(rows::next)
          .isInstanceOf(InvalidPointException.class)
          .hasMessageStartingWith(reason);
      assertThat(rows.next().number()).isEqualTo(3);
      assertThat(rows.next()).isNull();
    }
  }

  @Test
  void shouldRefuseObjectsBeyondGyresLimits() throws Exception {
    String deep = "{\"a\":".repeat(101) + "1" + "}".repeat(101);
    String name = "{\"" + "n".repeat(257) + "\":1}";
    String number = "{\"a\":" + "1".repeat(1001) + "}";
    try (RowReader rows = lines(deep + "\n" + name + "\n" + number + "\n{}")) {
      for (int line = 1; line <= 3; line++) {
        assertThatThrownBy(rows::next)
            .isInstanceOf(InvalidPointException.class)
            .hasMessageStartingWith(
                "line " + line + ": value: expected JSON within Gyre's limits, found: ");
      }
      assertThat(rows.next()).isNotNull();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"y\":0,\"x\":1} | y | true",
        "{\"y\":\"a\"} | y | true",
        "{\"y\":false} | y | true",
        "{\"y\":null} | y | false",
        "{\"y\":\" ? \"} | y | false",
        "{\"x\":1} | y | false",
        "{\"x\":{\"y\":1}} | y | false",
        "{\"x\":{\"y\":1}} | x.y | true",
        "{\"x.y\":1} | x.y | true",
        "{\"schema\":{},\"payload\":{\"y\":1}} | y | true",
        "{\"schema\":0,\"payload\":{\"after\":{\"y\":1},\"op\":\"c\"}} | y | true",
        "{\"payload\":{\"y\":1}} | y | false",
      })
  void shouldTellWhichRowsHaveALabel(String line, String label, boolean labelled) throws Exception {
    try (RowReader rows = Rows.of(FileFormat.JSON, line, LabelColumn.named(label))) {
      assertThat(rows.next().labelled()).isEqualTo(labelled);
    }
  }

  @Test
  void shouldRefuseALineThatNoTopicTakesAndReadOn() throws Exception {
    String longest = "{\"a\":[1]}" + " ".repeat(Row.MAX_BYTES - 9);
    String tooLong = "{\"a\":[1]}" + " ".repeat(RowReader.MAX_BYTES - 8);
    try (RowReader rows = lines(longest + "\n" + longest + " \n" + tooLong + "\n{}")) {
      assertThat(rows.next().json()).hasSize(Row.MAX_BYTES);
      assertPassedOver(
          rows, "line 2: expected at most 1,047,552 bytes as a JSON record, found 1,047,553");
      assertPassedOver(rows, "line 3: expected at most 1,048,576 bytes, found 1,048,577");
      assertThat(rows.next()).isNotNull();
    }
  }

  @Test
  void shouldSayHowToTurnAnArrayIntoLines() {
    assertThatThrownBy(() -> lines("\n [{\"a\":1},\n{\"a\":2}]").next())
        .isInstanceOf(GyreException.class)
        .hasMessageContainingAll("one JSON object on each line, found a JSON array", "jq -c '.[]'");
  }

  @Test
  void shouldReadALineAsSoonAsItIsComplete() throws Exception {
    InputStream open = Rows.pipe("{\"a\":1}\n", "{\"a\"", ":2}\n");
    RowReader rows = Rows.of(FileFormat.JSON, open, LabelColumn.NONE);

    assertThat(json(rows)).isEqualTo("{\"a\":1}");
    assertThat(json(rows)).isEqualTo("{\"a\":2}");
    assertThatThrownBy(rows::next).isInstanceOf(NoSuchElementException.class); // It would wait.
  }

  @Test
  void shouldCloseItsSource() throws IOException {
    boolean[] closed = {false};
    InputStream source =
        new ByteArrayInputStream("{}".getBytes(StandardCharsets.UTF_8)) {
          @Override
          public void close() {
            closed[0] = true;
          }
        };
    Rows.of(FileFormat.JSON, source, LabelColumn.NONE).close();
    assertThat(closed[0]).isTrue();
  }

  private static RowReader lines(String text) {
    return Rows.of(FileFormat.JSON, text, LabelColumn.NONE);
  }
}
