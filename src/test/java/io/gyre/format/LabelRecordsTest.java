package io.gyre.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.data.InvalidPointException;
import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.format.RecordReader.Accepts;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Labels that come in records of their own. */
class LabelRecordsTest {

  private static Point read(RecordReader reader, String value) throws InvalidPointException {
    return reader.read(value.getBytes(UTF_8));
  }

  private static RecordReader labels(RecordSettings settings) {
    return RecordReader.of(settings.ofLabels(), Accepts.LABELS);
  }

  private static RecordReader both(RecordSettings settings) {
    return RecordReader.of(settings, Accepts.POINTS_AND_LABELS);
  }

  private static RecordSettings csv(String time) {
    return RecordSettings.json("y", "id", time)
        .withFormat(ValueFormat.CSV, List.of("id", "a", "b", "t", "y"), ',');
  }

  private static void assertLabel(Point read, String id, Label label) {
    assertThat(read.id()).isEqualTo(id);
    assertThat(read.label()).isEqualTo(label);
    assertThat(read.fields().size()).isZero();
  }

  @Nested
  class OfLabelsAlone {

    private final RecordReader reader = labels(RecordSettings.standard());

    @Test
    void shouldHaveAnIdAndALabel() throws InvalidPointException {
      assertLabel(read(reader, "{\"id\":\"p-17\",\"label\":1}"), "p-17", Label.of(1));
      assertLabel(read(reader, "{\"label\":\"up\",\"id\":17}"), "17", Label.ofText("up"));
    }

    @Test
    void shouldIgnoreAllElse() throws InvalidPointException {
      String record =
          "{\"features\":[1,2,null],\"x\":{\"id\":3},\"id\":\"p\",\"x\":1e999,\"label\":true}";
      assertLabel(read(reader, record), "p", Label.TRUE);
    }

    @Test
    void shouldBeReadByThePathsOfThePoints() throws InvalidPointException {
      RecordSettings settings =
          RecordSettings.json("event.kind", "ref.0", "at")
              .withFields(List.of("a"))
              .withCategories(List.of("a"));
      RecordReader byPath = labels(settings);
      assertLabel(
          read(byPath, "{\"event\":{\"kind\":\"click\",\"n\":1},\"ref\":[\"p\",2],\"a\":5}"),
          "p",
          Label.ofText("click"));
    }

    @Test
    void shouldBeJsonWhateverPointsAre() throws InvalidPointException {
      assertLabel(read(labels(csv("t")), "{\"id\":\"p\",\"y\":0}"), "p", Label.of(0));
    }

    @Test
    void shouldNamePointsWithoutIdsByTheUsualName() throws InvalidPointException {
      RecordReader reader = labels(RecordSettings.json("y", null, null));
      assertLabel(read(reader, "{\"id\":\"0-17\",\"y\":0}"), "0-17", Label.of(0));
    }

    @Test
    void shouldReadTheRowOfAnEnvelope() throws InvalidPointException {
      assertLabel(
          read(reader, "{\"schema\":{},\"payload\":{\"id\":\"p\",\"label\":1}}"), "p", Label.of(1));
      assertThat(read(reader, "{\"before\":{\"id\":\"p\"},\"after\":null,\"op\":\"d\"}")).isNull();
      assertThat(reader.read(null)).isNull();
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '`',
        value = {
          "{\"id\":\"p\"}|value: expected the label and the id of a point, found only id",
          "{\"label\":1}|value: expected the label and the id of a point, found only label",
          "{\"id\":\"p\",\"label\":null}|value: expected the label and the id of a point, found only id, label",
          "{\"id\":null,\"label\":1}|value: expected the label and the id of a point, found only id, label",
          "{}|value: expected the label and the id of a point, found an empty object",
          "{\"id\":\"p\",\"label\":[1]}|label: expected a number, text, true or false, found an array",
          "{\"id\":\"p\",\"label\":1,\"label\":1}|label: expected once, found a second time",
          "17|value: expected a JSON object, found 17",
        })
    void shouldBeRefusedWithAReason(String record, String reason) {
      assertThatThrownBy(() -> read(reader, record))
          .isInstanceOf(InvalidPointException.class)
          .hasMessage(reason);
    }
  }

  @Nested
  class AmongPoints {

    private final RecordReader reader = both(RecordSettings.standard());

    @Test
    void shouldHaveAnIdAndALabelButNoFields() throws InvalidPointException {
      assertLabel(read(reader, "{\"id\":\"p\",\"label\":1}"), "p", Label.of(1));
      assertLabel(
          read(reader, "{\"id\":\"p\",\"label\":1,\"x\":null,\"y\":\"?\"}"), "p", Label.of(1));
      assertThat(read(reader, "{\"id\":\"p\",\"x\":null}").fields().size()).isOne();
      assertThat(read(reader, "{\"id\":\"p\",\"x\":2,\"label\":1}").fields().size()).isOne();
      assertThat(read(reader, "{\"id\":\"p\",\"x\":\"a\",\"y\":null,\"label\":1}").fields().size())
          .isEqualTo(2);
      assertThat(read(reader, "{\"label\":1,\"x\":null}").fields().size()).isOne();
    }

    @Test
    void shouldBeRefusedWithoutAnIdOrALabel() {
      for (String record : List.of("{\"label\":1}", "{\"id\":\"p\"}", "{}")) {
        assertThatThrownBy(() -> read(reader, record))
            .isInstanceOf(InvalidPointException.class)
            .hasMessageStartingWith(
                "value: expected a field besides label and id, or both of them, found");
      }
    }

    @Test
    void shouldBeRefusedWhereLabelsComeWithTheirPoints() {
      RecordReader points = RecordReader.of(RecordSettings.standard(), RecordReader.Accepts.POINTS);
      assertThatThrownBy(() -> read(points, "{\"id\":\"p\",\"label\":1}"))
          .isInstanceOf(InvalidPointException.class)
          .hasMessage("value: expected a field besides label and id, found only id, label");
    }

    @Test
    void shouldNeedNoTime() throws InvalidPointException {
      RecordReader timed = both(RecordSettings.json("label", "id", "t"));
      assertLabel(read(timed, "{\"id\":\"p\",\"label\":1}"), "p", Label.of(1));
      assertLabel(read(timed, "{\"id\":\"p\",\"label\":1,\"t\":null}"), "p", Label.of(1));
      assertThat(read(timed, "{\"id\":\"p\",\"label\":1,\"t\":1700000000}").time())
          .isEqualTo(1_700_000_000_000L);
      for (String record : List.of("{\"x\":1}", "{\"x\":1,\"t\":null}")) {
        assertThatThrownBy(() -> read(timed, record))
            .isInstanceOf(InvalidPointException.class)
            .hasMessageStartingWith("time t: expected");
      }
    }

    @Test
    void shouldBeLinesWhoseOtherCellsAreEmpty() throws InvalidPointException {
      RecordReader lines = both(csv("t"));
      assertLabel(read(lines, "p,,?,,1"), "p", Label.of(1));
      assertThat(read(lines, "p,,3,2026-01-01,1").fields().read).isEqualTo(2);
      assertThatThrownBy(() -> read(lines, "p,,3,,1"))
          .isInstanceOf(InvalidPointException.class)
          .hasMessageStartingWith("time t: expected");
      assertThat(read(lines, "p,,,2026-01-01,").fields().read).isEqualTo(2);
    }
  }
}
