package io.gyre.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.gyre.StopSignal;
import io.gyre.format.ValueFormat;
import io.gyre.learning.list.LearnerPresets;
import io.gyre.scoring.Metric;
import io.gyre.scoring.MetricRegistry;
import io.gyre.topic.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** The documents, as far as they can be held to the program: links, commands, tests, metrics. */
class DocumentsTest {

  private static final Path README = Path.of("README.md");
  private static final Path DOCS = Path.of("src/docs");

  private static final Pattern LINK = Pattern.compile("]\\(([^)#:\\s]+)\\)");
  private static final Pattern COMMAND =
      Pattern.compile("(?m)^(?:scripts/)?gyre ([^#|>\\n]*)|`(?:scripts/)?gyre ([^`…>]*)[^`]*`");
  private static final Pattern QUOTED = Pattern.compile("`([^`\\n]+)`");
  private static final Pattern CLASS = Pattern.compile("(?<![\\w@-])(?:[A-Z][a-z0-9]+){2,}\\b");
  private static final Pattern FILE =
      Pattern.compile("`((?:src|topics|scripts|deploy)/[^`*<> ]+)`");
  private static final Pattern TEST = Pattern.compile("`([A-Z]\\w*(?:Test|IT))`");

  static List<Path> documents() throws IOException {
    List<Path> documents = new ArrayList<>(List.of(README, Path.of(".github/CONTRIBUTING.md")));
    try (Stream<Path> pages = Files.list(DOCS)) {
      pages.filter(page -> page.toString().endsWith(".md")).forEach(documents::add);
    }
    return documents;
  }

  private static List<String> found(Pattern pattern, Path document) throws IOException {
    return pattern
        .matcher(Files.readString(document))
        .results()
        .map(DocumentsTest::group)
        .map(String::strip)
        .toList();
  }

  private static String group(MatchResult match) {
    return match.group(1) != null ? match.group(1) : match.group(2);
  }

  @ParameterizedTest
  @MethodSource("documents")
  void shouldLinkToWhatIsThere(Path document) throws IOException {
    for (String link : found(LINK, document)) {
      assertThat(document.resolveSibling(link)).exists();
    }
  }

  @ParameterizedTest
  @MethodSource("documents")
  void shouldShowCommandsThatTheCommandLineTakes(Path document) throws IOException {
    for (String command : found(COMMAND, document)) {
      CommandLine gyre = Gyre.commandLine(Map.of(), new StopSignal());
      assertThatCode(() -> gyre.parseArgs(command.split(" +")))
          .as("gyre " + command)
          .doesNotThrowAnyException();
    }
  }

  @ParameterizedTest
  @MethodSource("documents")
  void shouldNameClassesThatThereAre(Path document) throws IOException {
    List<String> named =
        found(QUOTED, document).stream()
            .flatMap(quoted -> CLASS.matcher(quoted).results().map(match -> match.group()))
            .filter(name -> !name.startsWith("Your"))
            .toList();
    assertKnown(document, named);
    assertKnown(document, found(TEST, document));
  }

  @Test
  void shouldNameClassesThatThereAreInThePicturesOfPackages() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src"))) {
      for (Path file : files.filter(f -> f.endsWith("package-info.java")).toList()) {
        List<String> named =
            CLASS.matcher(Files.readString(file)).results().map(MatchResult::group).toList();
        assertKnown(file, named);
      }
    }
  }

  private static void assertKnown(Path document, List<String> named) throws IOException {
    Set<String> classes = classes();
    assertThat(named.stream().filter(name -> !classes.contains(name)))
        .as("classes that %s names and that are not there", document)
        .isEmpty();
  }

  private static Set<String> classes() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src"))) {
      Stream<String> ours =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".java"))
              .map(name -> name.substring(0, name.length() - ".java".length()));
      return Stream.concat(ours, Stream.of("StrictMath")).collect(Collectors.toSet());
    }
  }

  /** But for the files that a recipe has the reader write. */
  @ParameterizedTest
  @MethodSource("documents")
  void shouldNameFilesThatThereAre(Path document) throws IOException {
    assertThat(found(FILE, document))
        .filteredOn(file -> !file.toLowerCase(Locale.ROOT).contains("your"))
        .allSatisfy(file -> assertThat(Path.of(file)).exists());
  }

  /** Beside the blend, the last of each list. */
  @Test
  void shouldSayHowManyLearnersThereAre() throws IOException {
    Map<Integer, String> words =
        Map.of(3, "three", 4, "four", 10, "ten", 12, "twelve", 14, "fourteen");
    String readme = Files.readString(README).toLowerCase(Locale.ROOT);
    for (LearnerPresets list : LearnerPresets.values()) {
      String number = words.get(list.learners().size() - 1);
      String said =
          switch (list) {
            case DATA -> number + " learners run by default";
            case AMOUNTS -> number + " learners of amounts";
            case SPIRALS -> "the %s learners of the spirals".formatted(number);
            case FAST, THOROUGH ->
                "`--learners %s` takes %s,|`--learners %s` %s,"
                    .formatted(list, number, list, number);
          };
      assertThat(readme).containsPattern(said);
    }
    for (Path document : documents()) {
      assertThat(Files.readString(document)).doesNotContainPattern("(?i)eleven learners");
    }
  }

  @Test
  void shouldFindCommandsAndTestsInTheReadme() throws IOException {
    assertThat(found(COMMAND, README)).contains("up", "watch cost");
    assertThat(found(TEST, README)).contains("KillIT", "SimulationTest");
    assertThat(found(LINK, README)).contains("src/docs/topics.md");
    assertThat(found(FILE, Path.of(".github/CONTRIBUTING.md"))).contains("src/docs/topics.md");
  }

  @Test
  void shouldTellOfEveryMetricAndTopic() throws IOException {
    List<Topic<?>> all =
        Stream.concat(Topic.all().stream(), Stream.of(Topic.LABELS, Topic.JOURNAL)).toList();
    List<String> lines = Files.readAllLines(DOCS.resolve("topics.md"));
    for (Metric<?> metric : MetricRegistry.metrics()) {
      String row = "\\| [^|]*`" + metric.name() + "`.*";
      assertThat(lines.stream().anyMatch(line -> line.matches(row)))
          .as("there is a row of the metric %s in src/docs/topics.md", metric.name())
          .isTrue();
    }
    for (Topic<?> topic : all) {
      assertThat(lines.contains("## `" + topic.name() + "`"))
          .as("there is a section of the topic %s in src/docs/topics.md", topic.name())
          .isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldTellOfEveryValueFormat(ValueFormat format) throws IOException {
    assertThat(
            Files.readAllLines(DOCS.resolve("settings.md")).stream()
                .filter(line -> line.startsWith("| `--value-format")))
        .as("row --value-format of src/docs/settings.md, with the format %s", format)
        .singleElement()
        .asString()
        .containsPattern("\\b" + format + "\\b");
  }
}
