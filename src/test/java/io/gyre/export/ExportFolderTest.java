package io.gyre.export;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gyre.GyreException;
import io.gyre.format.RecordSettings;
import io.gyre.learning.expression.ModelInputs;
import io.gyre.learning.list.LearnerPresets;
import io.gyre.learning.list.LearnerSettings;
import io.gyre.learning.list.LearnersJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;

class ExportFolderTest {

  private static final List<LearnerSettings> LIST = LearnerPresets.DATA.learners();

  @TempDir private Path folder;

  private static Learned orders() {
    return Learned.orders(LIST, 300);
  }

  @Test
  void shouldWriteWhatIsNeededToAskTheModel() throws IOException {
    Path out = folder.resolve("a/b");
    Learned learned = orders();

    ExportedModel exported = ExportFolder.write(learned.fold.report(), "the | test", out);

    try (Stream<Path> files = Files.list(out)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "model.onnx",
              "encoder.json",
              "predict.py",
              "README.md",
              "MLmodel",
              "requirements.txt");
    }
    assertThat(ModelProto.parseFrom(Files.readAllBytes(out.resolve("model.onnx"))))
        .isEqualTo(exported.model());
    JsonNode encoder = new JsonMapper().readTree(Files.readString(out.resolve("encoder.json")));
    assertThat(encoder.get("classes")).hasSize(3);
    assertThat(encoder.get("columns").intValue()).isEqualTo(exported.learned().slots());
    assertThat(encoder.get("fields")).hasSize(exported.learned().fields().size());
    int decider = learned.fold.report().settings().decider();
    assertThat(Files.readString(out.resolve("README.md")))
        .startsWith("---\nlibrary_name: onnx\n")
        .contains("# Model of the \\| test\n")
        .contains(learned.fold.report().digest(decider))
        .containsPattern("Left out: label-chain, which has -?[0-9.]+ % of the weight: ")
        .contains("| points | 300, of which 300 had a label |")
        .contains("| 0 | kept | ");
  }

  @Test
  void shouldSayWhichDataTheFolderHolds() {
    String points = "`model.onnx` holds the last 300 training points with their labels";
    Learned all = orders();
    assertThat(ModelCard.of(all.fold.report(), ExportedModel.of(all.fold.report()), "test"))
        .containsPattern(
            "- `encoder.json` holds .* in clear [1-9][0-9]* texts and\n  values of keys")
        .contains(points);

    Learned some =
        Learned.orders(LearnersJson.parse("[{\"name\":\"p\",\"kind\":\"prior\"}]", "test"), 9);
    assertThat(ModelCard.of(some.fold.report(), ExportedModel.of(some.fold.report()), "test"))
        .contains("## Data in this folder")
        .doesNotContain("training points");
  }

  @Test
  void shouldGiveTheSameFilesForTheSameFold() throws IOException {
    for (String each : List.of("one", "two")) {
      ExportFolder.write(orders().fold.report(), "the test", folder.resolve(each));
    }
    try (Stream<Path> files = Files.list(folder.resolve("one"))) {
      assertThat(files)
          .isNotEmpty()
          .allSatisfy(
              file ->
                  assertThat(folder.resolve("two").resolve(file.getFileName()))
                      .hasSameBinaryContentAs(file));
    }
  }

  /** As MLflow reads it. */
  @Test
  void shouldDescribeTheGraphToMlflow() throws IOException {
    ExportedModel exported = ExportFolder.write(orders().fold.report(), "the test", folder);

    Map<String, Object> model = new Yaml().load(Files.readString(folder.resolve("MLmodel")));
    assertThat(model.get("flavors").toString())
        .contains("onnx={data=model.onnx", "loader_module=mlflow.onnx");
    Map<?, ?> signature = (Map<?, ?>) model.get("signature");
    JsonNode inputs = new JsonMapper().readTree(signature.get("inputs").toString());
    assertThat(inputs).hasSize(1);
    assertThat(inputs.get(0).get("name").textValue()).isEqualTo(ModelInputs.ROW);
    assertThat(inputs.at("/0/tensor-spec/shape").toString()).isEqualTo("[-1,10]");
    JsonNode outputs = new JsonMapper().readTree(signature.get("outputs").toString());
    assertThat(outputs).hasSize(2 + exported.learners().size());
    assertThat(outputs.at("/1/tensor-spec/dtype").textValue()).isEqualTo("int64");
  }

  @Test
  void shouldRefuseAFolderThatIsNotEmpty() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");

    assertThatThrownBy(() -> ExportFolder.write(orders().fold.report(), "the test", folder))
        .isInstanceOf(GyreException.class)
        .hasMessageContaining("expected an empty folder or none, found files in it");
    assertThatThrownBy(() -> ExportFolder.require(file))
        .hasMessageContaining("expected a folder, found a file");
    assertThat(folder).isDirectoryContaining(path -> path.equals(file));
  }

  @Test
  void shouldRefuseAFoldThatHasLearnedNothing() {
    Learned learned = new Learned(LIST, RecordSettings.standard());
    assertThatThrownBy(() -> ExportFolder.write(learned.fold.report(), "the test", folder))
        .hasMessageContaining("the test: there is nothing to export yet");
    learned.add(Map.of("x", 1));
    assertThatThrownBy(() -> ExportedModel.of(learned.fold.report()))
        .hasMessageContaining("expected a point with a field and a label, found none");
    assertThat(folder).isEmptyDirectory();
  }

  /** Of a list without a blend the first learner answers. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"name":"a","kind":"label-chain"},{"name":"p","kind":"prior"} | it answers by the labels
          {"name":"c","kind":"label-chain"},{"name":"a","kind":"blend"} | none of the learners that it mixes
          {"name":"a","kind":"naive-bayes"},{"name":"c","kind":"label-chain"} | it has no answers yet
          """)
  void shouldRefuseALearnerThatAnswersAloneAndCannotBeExpressed(String list, String reason) {
    Learned learned =
        new Learned(LearnersJson.parse("[" + list + "]", "test"), RecordSettings.standard());
    learned.add(Map.of("x", 1, "label", 1)).add(Map.of("x", 2, "label", 0));
    assertThatThrownBy(() -> ExportedModel.of(learned.fold.report()))
        .isInstanceOf(GyreException.class)
        .hasMessageContaining("be exported")
        .hasMessageContaining(reason);
  }

  /** What an export leaves that was killed, or had no room, must not stop the next. */
  @Test
  void shouldWriteIntoAFolderThatAnExportLeftUnfinished() throws IOException {
    Path out = folder.resolve("model");
    Path part = Files.createDirectories(out.resolve(ExportFolder.UNFINISHED));
    Files.writeString(part.resolve("model.onnx"), "half of");

    ExportFolder.require(out);
    ExportFolder.write(orders().fold.report(), "the test", out);

    assertThat(out).isDirectoryNotContaining("glob:**" + ExportFolder.UNFINISHED);
    assertThat(out.resolve("model.onnx")).content(ISO_8859_1).doesNotStartWith("half of");
    try (Stream<Path> files = Files.list(out)) {
      assertThat(files).hasSize(6);
    }
  }

  @Test
  void shouldLeaveNothingInSightIfItCannotFinish() throws IOException {
    Path part = Files.createDirectories(folder.resolve(ExportFolder.UNFINISHED));
    Files.createDirectories(part.resolve("predict.py")); // which no file can be written to

    assertThatThrownBy(() -> ExportFolder.write(orders().fold.report(), "the test", folder))
        .hasMessageContaining("cannot write to the folder");
    ExportFolder.require(folder);
  }
}
