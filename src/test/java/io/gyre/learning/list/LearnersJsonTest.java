package io.gyre.learning.list;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gyre.Examples;
import io.gyre.GyreException;
import io.gyre.learning.gradient.Initialisation;
import io.gyre.learning.gradient.LogisticRegressionSettings;
import io.gyre.learning.gradient.NetworkSettings;
import io.gyre.learning.optimiser.TrainingSettings;
import io.gyre.learning.settings.ColumnView;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LearnersJsonTest {

  private static final String NAMED = "[{\"name\":\"a\",\"kind\":\"network\",\"learningRate\":0.1";

  private static LearnerSettings learner(String fields) {
    String json = "[{\"name\":\"a\",\"kind\":\"logistic\",\"learningRate\":0.1" + fields + "}]";
    return LearnersJson.parse(json, "test").get(0);
  }

  @Test
  void shouldReadTheDefaultThree() {
    List<LearnerSettings> learners = Examples.learners();
    assertThat(learners)
        .extracting(LearnerSettings::name)
        .containsExactly("network", "challenger", "logistic");
    NetworkSettings challenger = (NetworkSettings) learners.get(1).settings();
    assertThat(challenger.hidden()).isEqualTo(16);
    TrainingSettings training = challenger.training();
    assertThat(training.optimiser()).isEqualTo("adam");
    assertThat(training.learningRate()).isEqualTo(0.03);
    assertThat(List.of(training.batch(), training.replay(), training.memory()))
        .containsExactly(8, 56, 2_000);
    assertThat(training.steps()).isEqualTo(4);
    assertThat(((LogisticRegressionSettings) learners.get(2).settings()).training().l2())
        .isEqualTo(0.00125);
  }

  @Test
  void shouldFillInDefaults() {
    TrainingSettings training =
        new TrainingSettings(
            "gradient-descent", 0.1, 0.9, 8, 0, 64, 1, 0, ColumnView.FULL, 10, 0.5, 42);
    assertThat(LearnersJson.parse(NAMED + "}]", "test"))
        .containsExactly(
            new LearnerSettings("a", new NetworkSettings(4, Initialisation.FAN_IN, training)));
    assertThat(learner(""))
        .isEqualTo(
            new LearnerSettings(
                "a", new LogisticRegressionSettings(Initialisation.ZERO, training)));
  }

  @ParameterizedTest
  @CsvSource({"gradient-descent, 0.5", "momentum, 0.5", "adam, 0", "adagrad, 0"})
  void shouldLimitTheGradientByDefaultWhereTheStepGrowsWithIt(String optimiser, double expected) {
    LearnerSettings read = learner(",\"optimiser\":\"" + optimiser + "\"");
    assertThat(((LogisticRegressionSettings) read.settings()).training().clipNorm())
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|64",
        "\"batch\":500|500",
        "\"replay\":1|2000",
        "\"replay\":1,\"batch\":3000|3000",
      })
  void shouldGiveRoomInTheMemoryByDefault(String fields, int memory) {
    assertThat(learner(fields.isEmpty() ? "" : "," + fields).settings().memory()).isEqualTo(memory);
  }

  @Test
  void shouldReadWhatItWrites() {
    List<LearnerSettings> all = new ArrayList<>(Examples.learners());
    all.add(
        learner(
            ",\"optimiser\":\"adam\",\"momentum\":0.5,\"replay\":3,\"memory\":20,\"steps\":2,"
                + "\"view\":\"standardised\",\"clip\":0,\"clipNorm\":1e-300,\"seed\":4294967295,"
                + "\"initialisation\":\"normal\",\"l2\":0.1"));
    for (LearnerSettings learner : all) {
      ObjectNode json = LearnersJson.toJson(learner);
      assertThat(LearnersJson.fromJson(json)).isEqualTo(learner);
      assertThat(json.properties()).allMatch(field -> field.getValue().isValueNode());
    }
    String list = all.stream().map(LearnersJson::toJson).toList().toString();
    assertThat(LearnersJson.parse(list, "test")).isEqualTo(all);
  }

  @Test
  void shouldWriteEveryFieldInOrder() {
    assertThat(LearnersJson.toJson(Examples.learners().get(1)))
        .hasToString(
            "{\"name\":\"challenger\",\"kind\":\"network\",\"hidden\":16,"
                + "\"initialisation\":\"fan-in\",\"optimiser\":\"adam\",\"learningRate\":0.03,"
                + "\"momentum\":0.9,\"batch\":8,\"replay\":56,\"memory\":2000,\"steps\":4,\"l2\":0.0,"
                + "\"view\":\"plain\",\"clip\":10.0,\"clipNorm\":0.0,\"seed\":42}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"learnRate\":1|learner \"a\": unknown field learnRate; known are name, kind, hidden",
        "\"b\":1,\"c\":2|unknown field b, c; known are",
        "\"hidden\":4294967300|learner \"a\": hidden is 4294967300, expected a whole number",
        "\"hidden\":4.0|learner \"a\": hidden is 4.0, expected a whole number",
        "\"hidden\":\"4\"|learner \"a\": hidden is \"4\", expected a whole number",
        "\"hidden\":null|learner \"a\": hidden is null, expected a whole number",
        "\"batch\":9,\"memory\":8|learner \"a\": memory is 8, expected 9 to 1,000,000",
        "\"momentum\":1|learner \"a\": momentum is 1.0, expected from 0 to below 1",
        "\"clip\":1e999|learner \"a\": clip is Infinity, expected a finite number of 0 or more",
        "\"clipNorm\":\"no\"|learner \"a\": clipNorm is \"no\", expected a number",
        "\"seed\":4294967296|learner \"a\": seed is 4294967296, expected 0 to 4,294,967,295",
        "\"replay\":65,\"memory\":64|learner \"a\": replay is 65, expected at most the points of its memory, 64",
        "\"replay\":2001|learner \"a\": replay is 2,001, expected at most the points of its memory, 2,000",
        "\"optimiser\":\"Adam\"|optimiser is \"Adam\", expected one of [gradient-descent, momentum, adam",
        "\"view\":1|learner \"a\": view is 1, expected one of [plain, standardised, full]",
        "\"initialisation\":\"zero\"|initialisation is zero, but a network needs normal or fan-in",
        "\"optimiser\":7|learner \"a\": optimiser is 7, expected a string",
        "\"optimiser\":true|learner \"a\": optimiser is true, expected a string",
        "\"batch\":true|learner \"a\": batch is true, expected a whole number",
        "\"l2\":[]|learner \"a\": l2 is [], expected a number",
        "\"clip\":{}|learner \"a\": clip is {}, expected a number",
        "\"seed\":1e3|learner \"a\": seed is 1000.0, expected a whole number",
        "\"training\":{}|learner \"a\": unknown field training; known are",
        "\"name\":\"b\"|not JSON: Duplicate field 'name', line 1, column",
      })
  void shouldNameFieldValueAndRange(String field, String message) {
    assertThatThrownBy(() -> LearnersJson.parse(NAMED + "," + field + "}]", "my.json"))
        .isInstanceOf(GyreException.class)
        .hasMessageStartingWith("learners file my.json: ")
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|expected a JSON list with at least one learner in it",
        "[]|expected a JSON list with at least one learner in it",
        "{}|expected a JSON list with at least one learner in it",
        "null|expected a JSON list with at least one learner in it",
        "[1]|entry 1 is not an object: 1",
        "[{}]|entry 1: name is missing",
        "[{\"name\":\"a\"}]|learner \"a\": kind is missing",
        "[{\"name\":\"a\",\"kind\":\"oracle\"}]|learner \"a\": kind is \"oracle\", expected one of [network, logistic",
        "[{\"name\":\"a\",\"kind\":3}]|learner \"a\": kind is 3, expected a string",
        "[{\"name\":\"a\",\"kind\":\"logistic\",\"learningRate\":1,\"hidden\":4}]|learner \"a\": unknown field hidden; known are name, kind, initialisation",
        "[{\"name\":\"a\",\"kind\":\"logistic\"}]|learner \"a\": learningRate is missing",
        "[{\"name\":\"a/b\",\"kind\":\"logistic\",\"learningRate\":1}]|learner \"a/b\": name must be 1 to 60 letters",
        "[{\"name\":7}]|entry 1: name is 7, expected a string",
        "[|not JSON: Unexpected end-of-input",
        "[NaN]|not JSON: Non-standard token 'NaN', line 1, column",
        "[] []|not JSON: Trailing token",
      })
  void shouldSayWhatIsWrongWithTheList(String json, String message) {
    assertThatThrownBy(() -> LearnersJson.parse(json, "my.json"))
        .isInstanceOf(GyreException.class)
        .hasMessageContaining(message);
  }

  @Test
  void shouldRefuseTwoLearnersOfOneName() {
    String one = NAMED.substring(1) + "}";
    assertThatThrownBy(() -> LearnersJson.parse("[" + one + "," + one + "]", "my.json"))
        .hasMessage("learners file my.json: two learners bear the name \"a\"; each needs its own");
  }
}
