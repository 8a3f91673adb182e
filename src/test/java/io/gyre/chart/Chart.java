package io.gyre.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gyre.Needed;
import io.gyre.cli.Child;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The chart in {@code deploy/gyre}, and what Helm makes of it as the release {@code gyre}. */
final class Chart {

  static final Path FOLDER = Path.of("deploy/gyre");

  private final Path made;

  private Chart(Path made) {
    this.made = made;
  }

  /**
   * Renders the chart with each of these values.
   *
   * @param folder an empty one
   * @param values YAML by a name
   */
  static Chart render(Path folder, Map<String, String> values) throws Exception {
    boolean known =
        System.getProperty("os.name").equals("Linux")
            && System.getProperty("os.arch").equals("amd64");
    Needed.assume(known, "the tests have Helm for Linux on x86-64 alone");
    for (Map.Entry<String, String> each : values.entrySet()) {
      Files.writeString(folder.resolve(each.getKey() + ".yaml"), each.getValue());
    }
    List<String> command = Child.command(HelmProgram.class, FOLDER.toString(), folder.toString());
    Process helm = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(helm.getInputStream().readAllBytes());
    assertThat(helm.waitFor()).as(said).isZero();
    return new Chart(folder);
  }

  /** Returns whether it was refused, in the first line, and the messages. */
  String lint() throws IOException {
    return Files.readString(made.resolve("lint"));
  }

  /** Returns why Helm refused these values. */
  String refusal(String values) throws IOException {
    return Files.readString(made.resolve(values + ".yaml.error"));
  }

  List<JsonNode> resources(String values) throws IOException {
    Path error = made.resolve(values + ".yaml.error");
    assertThat(error).as(() -> read(error)).doesNotExist();
    List<JsonNode> resources = new ArrayList<>();
    for (Object each : yaml(read(made.resolve(values + ".yaml.out")))) {
      if (each != null) {
        resources.add(new ObjectMapper().valueToTree(each));
      }
    }
    return resources;
  }

  JsonNode resource(String values, String kind, String name) throws IOException {
    return resources(values).stream()
        .filter(each -> each.get("kind").textValue().equals(kind))
        .filter(each -> each.at("/metadata/name").textValue().equals(name))
        .findAny()
        .orElseThrow(() -> new AssertionError("no " + kind + " " + name + " with " + values));
  }

  static Iterable<Object> yaml(String text) {
    return new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(text);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
