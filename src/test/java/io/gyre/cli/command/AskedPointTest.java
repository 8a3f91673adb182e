package io.gyre.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.GyreException;
import io.gyre.data.Fields;
import io.gyre.data.Point;
import io.gyre.format.RecordReader;
import io.gyre.format.RecordSettings;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AskedPointTest {

  /** What the reader of records makes of it. */
  private static Map<String, Object> read(AskedPoint asked) throws Exception {
    Point point =
        RecordReader.of(RecordSettings.standard(), RecordReader.Accepts.POINTS)
            .read(asked.json().getBytes(UTF_8));
    Fields fields = point.fields();
    Map<String, Object> all = new TreeMap<>();
    for (int i = 0; i < fields.size(); i++) {
      Object value = fields.text(i) != null ? fields.text(i) : (Object) fields.number(i);
      all.put(fields.path(i), fields.missing(i) ? "missing" : value);
    }
    return all;
  }

  @Test
  void shouldReadFieldsAsTheCellsOfAFile() throws Exception {
    AskedPoint asked =
        AskedPoint.of(
            List.of(
                "age=-33", "carrier=DL", "delay=", "a.zip=007", "x=a=\"b\"", "y= 1e3 ", "ok=true"));

    assertThat(read(asked))
        .containsOnly(
            Map.entry("age", -33.0),
            Map.entry("carrier", "DL"),
            Map.entry("delay", "missing"),
            Map.entry("a.zip", "007"),
            Map.entry("x", "a=\"b\""),
            Map.entry("y", 1000.0),
            Map.entry("ok", "true"));
    assertThat(asked.values().keySet()).contains("age", "a.zip").hasSize(7);
  }

  @Test
  void shouldReadOneObject() throws Exception {
    AskedPoint asked =
        AskedPoint.of(List.of("{\"age\":33,\"at\":{\"zip\":\"8001\"},\"of\":[1,null]}"));

    assertThat(read(asked))
        .containsOnly(
            Map.entry("age", 33.0),
            Map.entry("at.zip", 8001.0),
            Map.entry("of.0", 1.0),
            Map.entry("of.1", "missing"));
    assertThat(asked.values().keySet()).containsExactly("age", "at.zip", "of.0", "of.1");
  }

  @Test
  void shouldReadNumbersAloneAsTheArrayOfFeatures() throws Exception {
    AskedPoint asked = AskedPoint.of(List.of("-0.3", "+7", "1e-3"));

    assertThat(asked.json()).isEqualTo("{\"features\":[-0.3,7.0,0.001]}");
    assertThat(asked.values().keySet()).containsExactly("features.0", "features.1", "features.2");
    assertThat(read(asked)).containsEntry("features.0", -0.3).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          age=33,0.5        | FIELD=VALUE: expected all as in age=33 (quotes around blanks), found '0.5'
          age=33,=4         | FIELD=VALUE: expected all as in age=33 (quotes around blanks), found '=4'
          age=33,age=34     | FIELD=VALUE: expected each field once, found age twice
          0.5,age=33        | FEATURE: expected a finite number such as -0.3, or all as in age=33, found 'age=33'
          0.5,1e999         | FEATURE: expected a finite number such as -0.3, or all as in age=33, found '1e999'
          a=1,--bogus=3     | Unknown option: '--bogus=3'
          {age:33}          | JSON: expected one object in single quotes, as in '{"age":33}', found {age:33}: Unexpected character
          {"age":33} x      | JSON: expected one object in single quotes, as in '{"age":33}', found {"age":33} x: Unrecognized token
          {"a":1;"a":2}     | JSON: expected one object in single quotes
          {"age":,33}       | JSON: expected one object in single quotes, as in '{"age":33}', found 2 arguments
          """)
  void shouldRefuseWhatIsNoPoint(String arguments, String message) {
    assertThatThrownBy(() -> AskedPoint.of(List.of(arguments.split(","))))
        .isInstanceOf(GyreException.class)
        .hasMessageStartingWith(message);
  }
}
