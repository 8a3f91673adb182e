package io.gyre.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.GyreException;
import io.gyre.learning.LearnerSettings;
import io.gyre.learning.LearnerSettings.Initialisation;
import io.gyre.learning.LearnerSettings.Kind;
import io.gyre.learning.Optimiser;
import io.gyre.learning.Scaler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LearnersTest {

  private static final String NAMED = "[{\"name\":\"a\",\"kind\":\"network\",\"learningRate\":0.1";

  @Test
  void shouldReadTheDefaultThree() {
    List<LearnerSettings> learners = Learners.standard();
    assertThat(learners)
        .extracting(LearnerSettings::name)
        .containsExactly("network", "challenger", "logistic");
    LearnerSettings challenger = learners.get(1);
    assertThat(challenger.hidden()).isEqualTo(16);
    assertThat(challenger.optimiser()).isEqualTo(Optimiser.Rule.ADAM);
    assertThat(challenger.learningRate()).isEqualTo(0.03);
    assertThat(List.of(challenger.batch(), challenger.replay(), challenger.memory()))
        .containsExactly(8, 56, 2_000);
    assertThat(challenger.steps()).isEqualTo(4);
    assertThat(learners.get(2).l2()).isEqualTo(0.00125);
  }

  @Test
  void shouldFillInDefaults() {
    assertThat(Learners.parse(NAMED + "}]", "test"))
        .containsExactly(
            new LearnerSettings(
                "a",
                Kind.NETWORK,
                4,
                Initialisation.FAN_IN,
                Optimiser.Rule.GRADIENT_DESCENT,
                0.1,
                0.9,
                8,
                0,
                64,
                1,
                0,
                Scaler.Scaling.NONE,
                10,
                0.5,
                42));
    LearnerSettings logistic = Fixture.learner("");
    assertThat(logistic.hidden()).isZero();
    assertThat(logistic.initialisation()).isEqualTo(Initialisation.ZERO);
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
    LearnerSettings learner = Fixture.learner(fields.isEmpty() ? "" : "," + fields);
    assertThat(learner.memory()).isEqualTo(memory);
  }

  @Test
  void shouldReadWhatItWrites() throws IOException {
    List<LearnerSettings> all = new java.util.ArrayList<>(Learners.standard());
    all.addAll(Fixture.VARIANTS);
    for (LearnerSettings learner : all) {
      assertThat(Learners.fromJson(Learners.toJson(learner).toString().getBytes()))
          .isEqualTo(learner);
    }
    String list = all.stream().map(Learners::toJson).toList().toString();
    assertThat(Learners.parse(list, "test")).isEqualTo(all);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"learnRate\":1|learner \"a\": unknown field learnRate; known are name, kind, hidden",
        "\"b\":1,\"c\":2|unknown field b, c; known are",
        "\"hidden\":0|learner \"a\": hidden is 0, expected 1 to 4,096",
        "\"hidden\":4097|learner \"a\": hidden is 4097, expected 1 to 4,096",
        "\"hidden\":4294967300|learner \"a\": hidden is 4294967300, expected a whole number",
        "\"hidden\":4.0|learner \"a\": hidden is 4.0, expected a whole number",
        "\"hidden\":\"4\"|learner \"a\": hidden is \"4\", expected a whole number",
        "\"hidden\":null|learner \"a\": hidden is null, expected a whole number",
        "\"batch\":0|learner \"a\": batch is 0, expected 1 to 100,000",
        "\"batch\":9,\"memory\":8|learner \"a\": memory is 8, expected 9 to 1,000,000",
        "\"replay\":-1|learner \"a\": replay is -1, expected 0 to 100,000",
        "\"steps\":1001|learner \"a\": steps is 1001, expected 1 to 1,000",
        "\"momentum\":1|learner \"a\": momentum is 1.0, expected from 0 to below 1",
        "\"l2\":-0.1|learner \"a\": l2 is -0.1, expected a finite number of 0 or more",
        "\"clip\":1e999|learner \"a\": clip is Infinity, expected a finite number of 0 or more",
        "\"clipNorm\":\"no\"|learner \"a\": clipNorm is \"no\", expected a number",
        "\"seed\":-1|learner \"a\": seed is -1, expected 0 to 4,294,967,295",
        "\"seed\":4294967296|learner \"a\": seed is 4294967296, expected 0 to 4,294,967,295",
        "\"replay\":65,\"memory\":64|learner \"a\": replay is 65, expected at most the points of its memory, 64",
        "\"replay\":2001|learner \"a\": replay is 2,001, expected at most the points of its memory, 2,000",
        "\"optimiser\":\"Adam\"|optimiser is \"Adam\", expected one of [gradient-descent, momentum, adam]",
        "\"scaling\":1|learner \"a\": scaling is 1, expected one of [none, standard]",
        "\"initialisation\":\"zero\"|initialisation is zero, but a network needs normal or fan-in",
        "\"name\":\"b\"|not JSON: Duplicate field 'name', line 1, column",
      })
  void shouldNameFieldValueAndRange(String field, String message) {
    assertThatThrownBy(() -> Learners.parse(NAMED + "," + field + "}]", "my.json"))
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
        "[{\"name\":\"a\",\"kind\":\"logistic\"}]|learner \"a\": learningRate is missing",
        "[{\"name\":\"a/b\",\"kind\":\"logistic\",\"learningRate\":1}]|learner \"a/b\": name must be 1 to 60 letters",
        "[{\"name\":7}]|entry 1: name is 7, expected a string",
        "[|not JSON: Unexpected end-of-input",
        "[NaN]|not JSON: Non-standard token 'NaN', line 1, column",
        "[] []|not JSON: Trailing token",
      })
  void shouldSayWhatIsWrongWithTheList(String json, String message) {
    assertThatThrownBy(() -> Learners.parse(json, "my.json"))
        .isInstanceOf(GyreException.class)
        .hasMessageContaining(message);
  }

  @Test
  void shouldRefuseTwoLearnersOfOneName() {
    String one = NAMED.substring(1) + "}";
    assertThatThrownBy(() -> Learners.parse("[" + one + "," + one + "]", "my.json"))
        .hasMessage("learners file my.json: two learners bear the name \"a\"; each needs its own");
  }

  @Test
  void shouldReadAFileAndNameItWhenItCannot(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("learners.json");
    assertThatThrownBy(() -> Learners.read(file))
        .hasMessage(
            "learners file " + file + ": there is no such file. Expected a JSON list of learners");
    assertThatThrownBy(() -> Learners.read(folder))
        .isInstanceOf(GyreException.class)
        .hasMessageContaining(folder + ": cannot be read");
    Files.writeString(file, NAMED + "}]");
    assertThat(Learners.read(file)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 10_001})
  void shouldRefuseAnImpossibleNumberOfFeatures(int features) {
    assertThatThrownBy(() -> Fixture.settings(Learners.standard(), features))
        .hasMessage("features is " + features + ", expected 1 to 10,000");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "10000|\"hidden\":30|hidden 30 with 10,000 features makes 300,061 numbers, expected at most 300,000; lower it",
        "10000|\"memory\":30000|memory 30,000 with 10,000 features makes 300,000,000 numbers",
        "2|\"replay\":100000,\"memory\":100000,\"hidden\":4096|batch and replay of 100,008 with 2 features makes 409,632,768 numbers",
      })
  void shouldRefuseALearnerThatIsTooLargeForTheFeatures(
      int features, String field, String message) {
    List<LearnerSettings> learners = Learners.parse(NAMED + "," + field + "}]", "test");
    assertThatThrownBy(() -> Fixture.settings(learners, features))
        .isInstanceOf(GyreException.class)
        .hasMessageStartingWith("learner \"a\": ")
        .hasMessageContaining(message);
  }

  @Test
  void shouldRefuseAListThatIsEmptyOrHasANameTwice() {
    assertThatThrownBy(() -> Fixture.settings(List.of(), 2)).hasMessageContaining("empty");
    LearnerSettings learner = Fixture.learner("");
    assertThatThrownBy(() -> Fixture.settings(List.of(learner, learner), 2))
        .hasMessage("two learners bear the name \"a\"; each needs its own");
  }

  @Test
  void shouldRefuseNamesThatTopicsAndFoldersDoNotTellApart() {
    for (String other : List.of("A.B", "a_b")) {
      List<LearnerSettings> learners =
          Learners.parse(
              NAMED.replace("\"a\"", "\"a.b\"")
                  + "}, "
                  + NAMED.substring(1).replace("\"a\"", "\"" + other + "\"")
                  + "}]",
              "test");
      assertThatThrownBy(() -> Fixture.settings(learners, 2))
          .hasMessageStartingWith(
              "learners \"a.b\" and \"" + other + "\": expected names that differ");
    }
  }

  /** The record that would be the largest, by the widest number that a double is written as. */
  @Test
  void shouldKeepTheLargestRecordBelowTheLimit() {
    long parameters = 25L * TopologySettings.MAX_PARAMETERS;
    long scaling = 2 * 25L * TopologySettings.MAX_FEATURES;
    assertThat(parameters + scaling + 10_000).isLessThan(LearnerTopology.MAX_RECORD_BYTES);
    long model = 8L * (3 * TopologySettings.MAX_PARAMETERS + 2 * TopologySettings.MAX_FEATURES);
    assertThat(model + 10_000).isLessThan(LearnerTopology.MAX_RECORD_BYTES);
    assertThat(Double.toString(-Double.MIN_NORMAL * 1.0000000000000002)).hasSizeLessThan(25);
  }
}
