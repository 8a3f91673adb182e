package io.gyre.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.GyreException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvPointsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "name,x1,class,x2\na,0.5,1,-2e-3\n,7,,8\n",
        "\ufeffname,x1,class,x2\r\na,0.5,1,-2e-3\r\n,7,,8",
        "\ufeff\"name\",x1,\"class\",x2\na,0.5,1,-2e-3\n,7,,8\n",
        "\"name\", x1 ,\"class\",x2\n\n\"a\", 0.5 ,\"1\",-2e-3\n \n,7,\"\",8\n\n",
        "\"name\", x1, \"class\" ,x2\n \"a\" , \"0.5\",  \"1\", -2e-3\n,7, \"\",8\n",
        "name,x1,class,x2\na,.5,1.0,-2E-3\n,7.,,+8"
      })
  void shouldTakeEveryOtherColumnAsAFeature(String text) throws Exception {
    try (CsvPoints points = new CsvPoints(new StringReader(text), "class", "name")) {
      Point first = points.next();
      assertThat(first.id()).isEqualTo("a");
      assertThat(first.features()).containsExactly(0.5, -0.002);
      assertThat(first.label()).isEqualTo(Label.of(1));
      Point second = points.next();
      assertThat(second.id()).isNull();
      assertThat(second.features()).containsExactly(7, 8);
      assertThat(second.labelled()).isFalse();
      assertThat(points.next()).isNull();
      assertThat(points.next()).isNull();
    }
  }

  @Test
  void shouldReadWithoutLabelAndIdColumns() throws Exception {
    try (CsvPoints points = new CsvPoints(new StringReader("0,1\n3,4\n"), null, null)) {
      Point point = points.next();
      assertThat(point.id()).isNull();
      assertThat(point.labelled()).isFalse();
      assertThat(point.features()).containsExactly(3, 4);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a,abc,1| line 2, column \"x1\": expected a finite number, found \"abc\"",
        "a,,1| line 2, column \"x1\": expected a finite number, found an empty cell",
        "a,NaN,1| line 2, column \"x1\": expected a finite number, found \"NaN\"",
        "a,Infinity,1| line 2, column \"x1\": expected a finite number, found \"Infinity\"",
        "a,1e400,1| line 2, column \"x1\": expected a finite number, found \"1e400\"",
        "a,1d,1| line 2, column \"x1\": expected a finite number, found \"1d\"",
        "a,0x1p3,1| line 2, column \"x1\": expected a finite number, found \"0x1p3\"",
        "a,1.2.3,1| line 2, column \"x1\": expected a finite number, found \"1.2.3\"",
        "a,.,1| line 2, column \"x1\": expected a finite number, found \".\"",
        "a,\"1,5\",1| line 2, column \"x1\": expected a finite number, found \"1,5\"",
        "a,1| line 2: expected 3 cells as in the header, found 2",
        "a,1,1,1| line 2: expected 3 cells as in the header, found 4",
        "\"a\"b,1,1| line 2: expected comma-separated cells, found: Unexpected character ('b' (code 98)): Expected column separator character (',' (code 44)) or end-of-line",
      })
  void shouldNameABadLineAndReadOn(String row, String reason) throws Exception {
    String text = "id,x1,x2\n" + row + "\nb,5,1\n";
    try (CsvPoints points = new CsvPoints(new StringReader(text), "x2", "id")) {
      assertThatThrownBy(points::next).isInstanceOf(InvalidPointException.class).hasMessage(reason);
      assertThat(points.next().id()).isEqualTo("b");
      assertThat(points.next()).isNull();
    }
  }

  @Test
  void shouldNameTheLineOnWhichARowOfSeveralLinesBegins() throws Exception {
    String text = "id,x1\n\n\"a\nb\",1\n\"c\n\nd\",x\n";
    try (CsvPoints points = new CsvPoints(new StringReader(text), null, "id")) {
      assertThat(points.next().id()).isEqualTo("a\nb");
      assertThatThrownBy(points::next)
          .hasMessage("line 5, column \"x1\": expected a finite number, found \"x\"");
      assertThat(points.next()).isNull();
    }
  }

  @Test
  void shouldEndAfterAQuoteThatIsNeverClosed() throws Exception {
    try (CsvPoints points = new CsvPoints(new StringReader("x1,x2\n1,\"2\n3,4\n"), null, null)) {
      assertThatThrownBy(points::next)
          .isInstanceOf(InvalidPointException.class)
          .hasMessageStartingWith("line 2: expected comma-separated cells, found: Missing closing");
      assertThat(points.next()).isNull();
    }
  }

  @Test
  void shouldReadOnAfterARowThatIsBrokenMoreThanOnce() throws Exception {
    String[] rows = {"\"1\"x,\"2\"y,1", "x".repeat(3 << 20) + ",\"2\"y,1"};
    for (String row : rows) {
      String text = "a,b,c\n" + row + "\n1,2,3\n";
      try (CsvPoints points = new CsvPoints(new StringReader(text), null, null)) {
        assertThatThrownBy(points::next)
            .isInstanceOf(InvalidPointException.class)
            .hasMessageStartingWith("line 2: expected comma-separated cells, found: ");
        assertThat(points.next().features()).containsExactly(1, 2, 3);
        assertThat(points.next()).isNull();
      }
    }
  }

  /** As from a pipe that stays open: what is there is read, and then a read would wait. */
  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void shouldReadARowAsSoonAsItsLineIsComplete(String end) throws Exception {
    ArrayDeque<String> written =
        new ArrayDeque<>(List.of("id,x" + end, "a,1" + end, end + "\"b", end + "c\",\"2\"" + end));
    InputStream open =
        new InputStream() {
          @Override
          public int read() {
            throw new AssertionError("expected no read of single bytes");
          }

          @Override
          public int read(byte[] to, int from, int length) {
            byte[] chunk = written.remove().getBytes(UTF_8); // Throws where a read would wait.
            System.arraycopy(chunk, 0, to, from, chunk.length);
            return chunk.length;
          }
        };

    CsvPoints points = new CsvPoints(new InputStreamReader(open, UTF_8), null, "id");

    assertThat(points.next().features()).containsExactly(1);
    Point second = points.next();
    assertThat(second.id()).isEqualTo("b" + end + "c");
    assertThat(second.features()).containsExactly(2);
    assertThat(written).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void shouldCountTheLinesOfEverySystem(String end) throws Exception {
    String text = "id,x|\"a||\",1||b,|".replace("|", end);
    try (CsvPoints points = new CsvPoints(new StringReader(text), null, "id")) {
      assertThat(points.next().features()).containsExactly(1);
      assertThatThrownBy(points::next)
          .hasMessage("line 6, column \"x\": expected a finite number, found an empty cell");
      assertThat(points.next()).isNull();
    }
  }

  @Test
  void shouldRefuseAnIdThatIsTooLong() throws Exception {
    String text = "id,x1\n" + "x".repeat(1001) + ",1\n";
    try (CsvPoints points = new CsvPoints(new StringReader(text), null, "id")) {
      assertThatThrownBy(points::next)
          .hasMessageStartingWith("line 2: id: expected at most 1000 characters, found 1001");
    }
  }

  @Test
  void shouldRefuseAHeaderThatCannotBeOne() {
    assertRefused("", "CSV: expected a header row that names the columns, found nothing");
    assertRefused(
        "0.1,0.2,1\n",
        "CSV: expected a header row that names the columns, found only numbers: \"0.1,0.2,1\". Put"
            + " a line of names above them");
    assertRefused("a,class,a,id\n", "CSV header: expected distinct names, found \"a\" twice");
    assertRefused(
        "id,x1,x2\n", "CSV header: expected the label's column \"class\", found id, x1, x2");
    assertRefused("class,x1\n", "CSV header: expected the id's column \"id\", found class, x1");
    assertRefused(
        "class,id\n",
        "CSV header: expected a column of features besides distinct columns for label and id, found"
            + " class, id");
  }

  private static void assertRefused(String text, String message) {
    assertThatThrownBy(() -> new CsvPoints(new StringReader(text), "class", "id"))
        .isInstanceOf(GyreException.class)
        .hasMessage(message);
  }
}
