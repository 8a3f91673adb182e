package io.gyre.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.gyre.data.Label;
import io.gyre.topic.Parameters;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ModelAnswerTest {

  @Test
  void shouldTellTheProbabilityOfThePositiveClassThoughItIsTheFirst() throws Exception {
    Parameters example = Fixture.parameters("positive", TextNode.valueOf("0"));

    ModelAnswer answer = ModelAnswer.of("network", example, new double[] {0.625, 0.375});

    assertThat(answer.probability()).isEqualTo(0.625);
    assertThat(answer.positive()).isEqualTo(Label.of(0));
    assertThat(answer.prediction()).isEqualTo(Label.of(0));
    assertThat(answer.probabilities()).isNull();
  }

  @Test
  void shouldPredictThePositiveClassOnlyAboveOneHalfAndNotNameTheUsualOne() {
    Parameters example = Fixture.parameters("network", 0);

    ModelAnswer answer = ModelAnswer.of("network", example, new double[] {0.5, 0.5});

    assertThat(answer.prediction()).isEqualTo(Label.of(0));
    assertThat(answer.positive()).isNull();
  }

  @Test
  void shouldAnswerBeforeTheFirstLabelAndWithOneClass() {
    ArrayNode classes = EventSerializer.JSON.createArrayNode();
    ModelAnswer none = ModelAnswer.of("a", Fixture.parameters("classes", classes), new double[0]);
    assertThat(none.prediction()).isNull();
    assertThat(none.probabilities()).isEmpty();

    classes.add("only");
    ModelAnswer one = ModelAnswer.of("a", Fixture.parameters("classes", classes), new double[] {1});
    assertThat(one.prediction().text()).isEqualTo("only");
    assertThat(one.probabilities()).containsOnlyKeys("only");
  }

  @Test
  void shouldTellTheTwentyMostProbableInTheirOrderTiesGoingToTheFirst() {
    ArrayNode classes = EventSerializer.JSON.createArrayNode();
    IntStream.range(0, 30).forEach(classes::add);
    double[] p = new double[30];
    Arrays.fill(p, 0.01);
    p[29] = 0.7;

    ModelAnswer answer = ModelAnswer.of("a", Fixture.parameters("classes", classes), p);

    assertThat(answer.prediction()).isEqualTo(Label.of(29));
    assertThat(answer.probabilities()).hasSize(20).containsKeys("0", "18", "29");
    assertThat(answer.probabilities().keySet()).startsWith("0", "1", "2").endsWith("29");
  }
}
