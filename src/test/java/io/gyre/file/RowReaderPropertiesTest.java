package io.gyre.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gyre.GyreException;
import io.gyre.data.InvalidPointException;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

class RowReaderPropertiesTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Property(tries = 300)
  void shouldBringQuotedTextThroughAsItIs(
      @ForAll("delimiters") char delimiter,
      @ForAll @Size(min = 1, max = 5) List<@From("texts") String> cells)
      throws Exception {
    String separator = String.valueOf(delimiter);
    StringBuilder names = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      names.append(i == 0 ? "" : separator).append("f").append(i);
    }
    String row =
        cells.stream()
            .map(cell -> '"' + cell.replace("\"", "\"\"") + '"')
            .collect(Collectors.joining(separator));
    RowReader rows = Rows.of(FileFormat.CSV, names + "\n" + row + "\n", LabelColumn.NONE);

    JsonNode record = JSON.readTree(rows.next().json());

    for (int i = 0; i < cells.size(); i++) {
      assertThat(record.get("f" + i).asText()).isEqualTo(cells.get(i).strip());
    }
    assertThat(rows.next()).isNull();
  }

  /** Whatever the bytes: rows that are JSON objects, rows passed over, or one message. */
  @Property(tries = 500)
  void shouldSurviveAnyBytes(@ForAll FileFormat format, @ForAll("almostFiles") byte[] bytes)
      throws IOException {
    try (RowReader rows = Rows.of(format, bytes, LabelColumn.NONE)) {
      boolean more = true;
      long line = 0;
      for (int i = 0; more; i++) {
        assertThat(i).isLessThan(bytes.length + 2);
        try {
          Row row = rows.next();
          more = row != null;
          if (more) {
            assertThat(JSON.readTree(new String(row.json(), UTF_8)).isObject()).isTrue();
            assertThat(row.number()).isGreaterThan(line);
            line = row.number();
          }
        } catch (InvalidPointException e) {
          assertThat(e).hasMessageStartingWith("line ");
        }
      }
    } catch (GyreException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @Provide
  Arbitrary<Character> delimiters() {
    return Arbitraries.of(',', ';', '\t');
  }

  /** With a letter in front: no number and nothing that is missing. */
  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.strings()
        .withChars(" ab\"\",;\t\n\r'é☃".toCharArray())
        .ofMaxLength(12)
        .map(text -> "x" + text);
  }

  @Provide
  Arbitrary<byte[]> almostFiles() {
    Arbitrary<String> pieces =
        Arbitraries.of(
            "a,b\n",
            "a;b",
            "\"",
            "\n",
            "\r",
            ",",
            "{\"a\":1}",
            "{",
            "[",
            "1",
            "'",
            "@data\n",
            "%",
            "@attribute a numeric\n",
            "@relation r\n",
            "\\",
            "\u00e9",
            "\ud83d\ude00",
            " ",
            "\u0001");
    Arbitrary<byte[]> texts =
        pieces.list().ofMaxSize(30).map(list -> String.join("", list).getBytes(UTF_8));
    return Arbitraries.oneOf(texts, Arbitraries.bytes().array(byte[].class).ofMaxSize(60));
  }
}
