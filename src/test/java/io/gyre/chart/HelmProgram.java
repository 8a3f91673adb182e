package io.gyre.chart;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs Helm in a JVM of its own, since it brings the runtime of another language: lints the chart,
 * and renders it with each file of values in a folder.
 */
final class HelmProgram {

  static final String NAMESPACE = "shop";

  private HelmProgram() {}

  /** Takes the chart and the folder; writes NAME.yaml.out beside NAME.yaml, or NAME.yaml.error. */
  public static void main(String[] arguments) throws IOException {
    Path chart = Path.of(arguments[0]);
    Path folder = Path.of(arguments[1]);
    LintResult lint = new Helm(chart).lint().strict().call();
    List<String> messages = lint.getMessages();
    Files.writeString(folder.resolve("lint"), lint.isFailed() + "\n" + String.join("\n", messages));
    List<Path> values;
    try (Stream<Path> files = Files.list(folder)) {
      values = files.filter(file -> file.toString().endsWith(".yaml")).toList();
    }
    for (Path file : values) {
      String made;
      String suffix = ".out";
      try {
        made =
            new Helm(chart)
                .template()
                .withName("gyre")
                .withNamespace(NAMESPACE)
                .withKubeVersion("1.31.0")
                .withValuesFile(file)
                .call();
      } catch (IllegalStateException refused) {
        made = refused.getMessage();
        suffix = ".error";
      }
      Files.writeString(Path.of(file + suffix), made);
    }
  }
}
