package io.gyre.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.format.RecordReader;
import io.gyre.format.RecordReader.Accepts;
import io.gyre.format.RecordSettings;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LabelBinsTest {

  private static RecordSettings bins(Double... edges) {
    return RecordSettings.json("price", "id", null).withBins(edges.length + 1, List.of(edges));
  }

  private static Point read(RecordReader reader, String json) throws InvalidPointException {
    return reader.read(json.getBytes(StandardCharsets.UTF_8));
  }

  private static String classOf(String label) throws InvalidPointException {
    RecordReader reader = RecordReader.of(bins(-1.5, 20.0), RecordReader.Accepts.POINTS);
    return read(reader, "{\"x\":1,\"price\":%s}".formatted(label)).label().text();
  }

  @Test
  void shouldNameRangesFromTheirLeastNumberToTheFirstThatIsNotInThem() {
    assertThat(LabelBins.classes(List.of(-1.5, 20.0, 1e7)).values())
        .extracting(Label::text)
        .containsExactly("below -1.5", "-1.5 to 20", "20 to 10000000", "10000000 or more");
  }

  @Test
  void shouldPutANumberInTheRangeThatBeginsWithIt() throws InvalidPointException {
    assertThat(classOf("-1.50001")).isEqualTo("below -1.5");
    assertThat(classOf("-1.5")).isEqualTo("-1.5 to 20");
    assertThat(classOf("-15e-1")).isEqualTo("-1.5 to 20");
    assertThat(classOf("\"19.999\"")).isEqualTo("-1.5 to 20");
    assertThat(classOf("20")).isEqualTo("20 or more");
    assertThat(classOf("1e900")).isEqualTo("20 or more");
  }

  @Test
  void shouldLeaveAMissingLabelMissing() throws InvalidPointException {
    RecordReader reader = RecordReader.of(bins(1.0), RecordReader.Accepts.POINTS);

    assertThat(read(reader, "{\"x\":1,\"price\":null}").labelled()).isFalse();
    assertThat(read(reader, "{\"x\":1}").labelled()).isFalse();
  }

  @Test
  void shouldRefuseALabelThatIsNoNumber() {
    assertThatThrownBy(() -> classOf("\"cheap\""))
        .isInstanceOf(InvalidPointException.class)
        .hasMessage(
            "the label price: expected a number, of which --bins makes a class, found \"cheap\"");
    assertThatThrownBy(() -> classOf("true")).isInstanceOf(InvalidPointException.class);
  }

  @Test
  void shouldMakeTheSameClassesOfLabelsThatComeAlone() throws InvalidPointException {
    RecordReader labels = RecordReader.of(bins(1.0).ofLabels(), Accepts.LABELS);

    assertThat(read(labels, "{\"id\":\"p\",\"price\":7}").label().text()).isEqualTo("1 or more");
  }

  @Test
  void shouldMakeRangesOfEquallyManyNumbers() {
    double[] numbers = new Random(7).doubles(1_000).sorted().toArray();
    List<Double> edges = LabelBins.edges(numbers, 4);

    assertThat(edges).containsExactly(numbers[250], numbers[500], numbers[750]);
    assertThat(LabelBins.edges(new double[] {1, 2, 3}, 3)).containsExactly(2.0, 3.0);
  }

  @Test
  void shouldMakeOneEdgeOfEqualOnesAndNoneBelowTheLeastNumber() {
    double[] zeros = new double[10];
    zeros[8] = 1;
    zeros[9] = 5;
    assertThat(LabelBins.edges(zeros, 4)).containsExactly(1.0);

    double[] ones = new double[10];
    Arrays.fill(ones, 2, 10, 1);
    assertThat(LabelBins.edges(ones, 4)).containsExactly(1.0);
  }
}
