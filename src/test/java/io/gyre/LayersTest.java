package io.gyre;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.gyre.fold.Fold;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds every package to what it may use, and the packages to a layering without cycles. */
class LayersTest {

  private static final String JACKSON = "com.fasterxml.jackson..";
  private static final String SLF4J = "org.slf4j..";
  private static final String[] CLIENTS = {
    "org.apache.kafka.clients..", "org.apache.kafka.common..",
  };
  private static final String[] SERVER = {
    "kafka..",
    "scala..",
    "org.apache.kafka.metadata..",
    "org.apache.kafka.server..",
    "org.apache.kafka.raft..",
    "org.apache.kafka.controller..",
    "org.apache.kafka.storage..",
    "org.apache.kafka.coordinator..",
    "org.apache.kafka.network..",
  };

  /**
   * Gyre and what measures it, which is compiled with the tests. The benchmarks of JMH are looked
   * at as little as tests are: each belongs to the package of what it measures.
   */
  private static final JavaClasses GYRE =
      new ClassFileImporter()
          .withImportOption(
              location ->
                  ImportOption.Predefined.DO_NOT_INCLUDE_TESTS.includes(location)
                      || location.matches(
                          Pattern.compile(".*/io/gyre/bench/\\w+(?<!Test|IT)\\b.*")))
          .importPackages("io.gyre");

  /** These have some still; none is added. */
  private static final String[] WITH_PUBLIC_FIELDS = {
    "Answer",
    "CommandContext",
    "DashboardState",
    "DigestedEntries",
    "Entry",
    "Fields",
    "FileFeed",
    "FileFormat",
    "FileRun",
    "FollowedLearner",
    "GradientLearner",
    "GyreException",
    "HttpServer",
    "Kind",
    "LearnerApplication",
    "LocalBroker",
    "PartitionWindows",
    "Replica",
    "SampleRows",
    "SchemaWaitException",
    "StartRefusal",
    "StatePart",
    "StoredPart",
    "StreamsRun",
    "UpFile",
    "Window",
  };

  /** The most lines of each package, the root first. */
  private static final Map<String, Long> LINES =
      Map.ofEntries(
          Map.entry("", 340L),
          Map.entry("broker", 370L),
          Map.entry("cli", 8_490L),
          Map.entry("page", 4_900L),
          Map.entry("data", 2_020L),
          Map.entry("encoding", 2_120L),
          Map.entry("export", 780L),
          Map.entry("feed", 1_360L),
          Map.entry("file", 1_810L),
          Map.entry("fold", 10_040L),
          Map.entry("format", 5_270L),
          Map.entry("inference", 1_370L),
          Map.entry("kafka", 2_020L),
          Map.entry("learning", 10_790L),
          Map.entry("notebook", 770L),
          Map.entry("registry", 1_520L),
          Map.entry("replica", 770L),
          Map.entry("app", 3_650L),
          Map.entry("scoring", 1_750L),
          Map.entry("http", 1_520L),
          Map.entry("state", 1_010L),
          Map.entry("stream", 5_470L),
          Map.entry("time", 860L),
          Map.entry("topic", 2_340L),
          Map.entry("version", 990L),
          Map.entry("words", 370L));

  /** A budget that is larger than what there is by more than this is lowered. */
  private static final long ROOM = 100;

  /** The most other classes of Gyre that one may name in its code. */
  private static final int OTHERS = 25;

  /** These name more still; a number is lowered, never raised. */
  private static final Map<String, Integer> WITH_MORE =
      Map.of("FoldState", 38, "GradientLearner", 34);

  private static final Pattern NO_CODE =
      Pattern.compile(
          "(?sm)/\\*.*?\\*/|//[^\n]*|\"\"\".*?\"\"\"|\"(?:[^\"\\\\]++|\\\\.)*+\"|^import [^\n]*");
  private static final Pattern NAME = Pattern.compile("\\b[A-Z]\\w*");

  private static final Pattern OPTION = Pattern.compile("--[a-z]");
  private static final Pattern KAFKA_TOOL = Pattern.compile("kafka-[a-z]+\\.sh");
  private static final Pattern MEMBER = Pattern.compile("([A-Z]\\w+)\\.(\\w+)");

  /** A package and what it may use, beside the JDK, itself and {@link GyreException}. */
  private record Layer(String name, List<String> may) {

    static Layer of(String name, List<String> gyre, String... libraries) {
      List<String> may = new ArrayList<>(List.of(libraries));
      gyre.forEach(layer -> may.add("io.gyre." + layer + ".."));
      may.add("io.gyre.words..");
      return new Layer(name, may);
    }

    Layer and(String... libraries) {
      may.addAll(List.of(libraries));
      return this;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static List<Layer> layers() {
    return List.of(
        Layer.of("words", List.of(), JACKSON),
        Layer.of("data", List.of(), JACKSON),
        Layer.of("format", List.of("data"), JACKSON, "org.apache.avro..", "com.google.protobuf.."),
        Layer.of("file", List.of("data", "format"), JACKSON),
        Layer.of("state", List.of()),
        Layer.of("encoding", List.of("data", "format", "state")),
        Layer.of("learning", List.of("data", "encoding", "state"), JACKSON),
        Layer.of("registry", List.of("data", "format"), JACKSON, SLF4J, "com.google.protobuf..")
            .and("com.squareup.wire..", "kotlin..")
            .and(CLIENTS),
        Layer.of("scoring", List.of("state")),
        Layer.of("time", List.of("state")),
        Layer.of("kafka", List.of(), SLF4J, "org.apache.kafka.streams..", "org.rocksdb..")
            .and(CLIENTS),
        Layer.of(
                "topic",
                List.of("data", "format", "learning", "time", "fold", "scoring", "kafka"),
                JACKSON,
                "org.apache.avro..")
            .and(CLIENTS),
        Layer.of(
                "feed",
                List.of("data", "format", "file", "state", "time", "kafka", "topic"),
                JACKSON,
                SLF4J)
            .and(CLIENTS),
        Layer.of(
            "fold",
            List.of("data", "format", "encoding", "learning", "scoring", "time", "state"),
            JACKSON,
            SLF4J,
            "org.HdrHistogram.."),
        Layer.of(
                "stream",
                List.of(
                    "data",
                    "words",
                    "format",
                    "format",
                    "state",
                    "learning",
                    "scoring",
                    "time",
                    "fold",
                    "kafka",
                    "topic",
                    "registry",
                    "version"),
                JACKSON,
                SLF4J)
            .and("org.apache.kafka.streams..", "org.rocksdb..")
            .and(CLIENTS),
        Layer.of("version", List.of("learning", "state", "fold", "kafka", "topic"), JACKSON, SLF4J)
            .and(CLIENTS),
        Layer.of("replica", List.of("state", "fold", "kafka", "stream", "version"), SLF4J)
            .and(CLIENTS),
        Layer.of(
            "export",
            List.of("data", "format", "encoding", "learning", "scoring", "fold"),
            JACKSON,
            "ai.onnx.proto..",
            "com.google.protobuf.."),
        Layer.of("broker", List.of(), SLF4J).and(SERVER).and(CLIENTS),
        Layer.of("http", List.of("data"), JACKSON, SLF4J)
            .and("io.javalin..", "jakarta.servlet..", "kotlin..", "org.eclipse.jetty..")
            .and("io.micrometer..", "io.prometheus..")
            .and("org.apache.kafka.common.."),
        Layer.of(
                "inference",
                List.of("data", "format", "learning", "fold", "topic", "http"),
                JACKSON)
            .and("io.javalin..", "io.micrometer..", "kotlin.."),
        Layer.of(
                "page",
                List.of(
                    "data",
                    "format",
                    "learning",
                    "scoring",
                    "time",
                    "fold",
                    "kafka",
                    "topic",
                    "registry",
                    "version",
                    "http",
                    "inference"),
                JACKSON,
                SLF4J)
            .and(
                "io.javalin..",
                "io.micrometer..",
                "io.prometheus..",
                "jakarta.servlet..",
                "kotlin..",
                "org.eclipse.jetty..")
            .and(CLIENTS),
        Layer.of(
                "app",
                List.of(
                    "data",
                    "format",
                    "file",
                    "state",
                    "scoring",
                    "learning",
                    "time",
                    "fold",
                    "feed",
                    "kafka",
                    "topic",
                    "stream",
                    "registry",
                    "replica",
                    "version",
                    "http",
                    "page"),
                JACKSON,
                SLF4J)
            .and("io.micrometer..")
            .and("org.apache.kafka.streams..")
            .and(CLIENTS),
        Layer.of(
                "notebook",
                List.of(
                    "data",
                    "format",
                    "learning",
                    "time",
                    "fold",
                    "kafka",
                    "topic",
                    "stream",
                    "replica"),
                JACKSON,
                SLF4J,
                "org.knowm.xchart..")
            .and("org.apache.kafka.streams..")
            .and(CLIENTS),
        Layer.of(
                "bench",
                List.of(
                    "file",
                    "replica",
                    "data",
                    "format",
                    "encoding",
                    "learning",
                    "scoring",
                    "time",
                    "fold",
                    "kafka",
                    "topic",
                    "stream",
                    "broker",
                    "cli"),
                JACKSON,
                "org.HdrHistogram..",
                "org.openjdk.jmh..",
                "picocli..",
                // CPU time and allocation of a thread: the JDK's own, but not in java.*.
                "com.sun.management..")
            .and("org.apache.kafka.streams..")
            .and(CLIENTS),
        Layer.of(
                "cli.view",
                List.of(
                    "data",
                    "format",
                    "feed",
                    "fold",
                    "learning",
                    "scoring",
                    "time",
                    "topic",
                    "app",
                    "kafka",
                    "stream",
                    "version"),
                JACKSON,
                "me.tongfei.progressbar..")
            .and(CLIENTS));
  }

  @ParameterizedTest
  @MethodSource("layers")
  void shouldUseOnlyWhatItMay(Layer layer) {
    List<String> allowed = new ArrayList<>(layer.may());
    allowed.addAll(List.of("java..", "javax..", "io.gyre", "io.gyre." + layer.name() + ".."));
    classes()
        .that(resideInAPackage("io.gyre." + layer.name() + ".."))
        .should()
        .onlyDependOnClassesThat(resideInAnyPackage(allowed.toArray(String[]::new)))
        .allowEmptyShould(true)
        .check(GYRE);
  }

  @Test
  void shouldKeepTheMathsFreeOfKafka() {
    noClasses()
        .that(
            resideInAnyPackage(
                "io.gyre.data..",
                "io.gyre.format..",
                "io.gyre.file..",
                "io.gyre.learning..",
                "io.gyre.scoring..",
                "io.gyre.time..",
                "io.gyre.fold..",
                "io.gyre.export..",
                "io.gyre.state.."))
        .should()
        .dependOnClassesThat(resideInAnyPackage("kafka..", "org.apache.kafka.."))
        .check(GYRE);
  }

  @Test
  void shouldLeaveKafkasServerClassesToTheBroker() {
    noClasses()
        .that(not(resideInAPackage("io.gyre.broker..")))
        .should()
        .dependOnClassesThat(resideInAnyPackage(SERVER))
        .check(GYRE);
  }

  @Test
  void shouldKeepOptionsFreeOfCommandsAndViews() {
    noClasses()
        .that(resideInAPackage("io.gyre.cli.option.."))
        .should()
        .dependOnClassesThat(resideInAnyPackage("io.gyre.cli.command..", "io.gyre.cli.view.."))
        .check(GYRE);
  }

  @Test
  void shouldHaveNoCycles() {
    slices().matching("io.gyre.(*)..").should().beFreeOfCycles().check(GYRE);
    slices().matching("io.gyre.(**)").should().beFreeOfCycles().check(GYRE);
  }

  /**
   * A program calls what {@link Setting} names; what is typed is known to the command line alone.
   * Kafka's own tools are typed everywhere.
   */
  @Test
  void shouldNameOptionsInTheCommandLineAlone() throws IOException {
    Path classes = Path.of("target/classes/io/gyre");
    List<String> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".class")).toList()) {
        if (!file.startsWith(classes.resolve("cli"))) {
          texts(file)
              .filter(OPTION.asPredicate().and(KAFKA_TOOL.asPredicate().negate()))
              .forEach(text -> found.add(classes.relativize(file) + ": " + text));
        }
      }
    }
    assertThat(found).isEmpty();
  }

  /**
   * Returns the texts among the constants of a class, by chapter 4.4 of the JVM's specification.
   */
  private static Stream<String> texts(Path file) throws IOException {
    List<String> texts = new ArrayList<>();
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      in.skipNBytes(8);
      for (int left = in.readUnsignedShort() - 1; left > 0; left--) {
        int tag = in.readUnsignedByte();
        switch (tag) {
          case 1 -> texts.add(in.readUTF());
          case 7, 8, 16, 19, 20 -> in.skipNBytes(2);
          case 15 -> in.skipNBytes(3);
          case 5, 6 -> {
            in.skipNBytes(8);
            left--; // It takes two places.
          }
          default -> in.skipNBytes(4);
        }
      }
    }
    return texts.stream();
  }

  /** The list of the commands, which is no more than that, is not counted. */
  @Test
  void shouldLetNoClassUseMoreThanAFewOthers() throws IOException {
    Map<String, Path> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(Path.of("src/main/java"))) {
      all.filter(file -> file.toString().endsWith(".java"))
          .forEach(file -> files.put(file.getFileName().toString().replace(".java", ""), file));
    }
    Map<String, Integer> found = new TreeMap<>();
    for (Map.Entry<String, Path> file : files.entrySet()) {
      String code = NO_CODE.matcher(Files.readString(file.getValue())).replaceAll(" ");
      Set<String> used =
          NAME.matcher(code).results().map(MatchResult::group).collect(Collectors.toSet());
      used.retainAll(files.keySet());
      used.remove(file.getKey());
      if (file.getKey().equals("Gyre")) {
        used.removeIf(name -> files.get(name).getParent().endsWith("cli/command"));
      }
      if (used.size() > OTHERS) {
        found.put(file.getKey(), used.size());
      }
    }
    assertThat(found).isEqualTo(WITH_MORE);
  }

  @Test
  void shouldNameSettingsByWhatAProgramCalls() {
    for (Setting setting : Setting.values()) {
      Matcher name = MEMBER.matcher(setting.called());
      if (name.matches()) {
        assertThat(GYRE.stream().filter(each -> each.getSimpleName().equals(name.group(1))))
            .as("%s", setting.called())
            .anySatisfy(
                each ->
                    assertThat(each.getMembers().stream().map(JavaMember::getName))
                        .contains(name.group(2)));
      }
    }
  }

  /** Whoever changes a field of another class reaches around what that class promises. */
  @Test
  void shouldGiveNoFieldAwayButConstants() {
    Stream<String> found =
        GYRE.stream()
            .filter(each -> each.getModifiers().contains(JavaModifier.PUBLIC))
            .flatMap(each -> each.getFields().stream())
            .filter(field -> field.getModifiers().contains(JavaModifier.PUBLIC))
            .filter(field -> !field.getModifiers().contains(JavaModifier.STATIC))
            .map(field -> field.getOwner().getSimpleName())
            .distinct();
    assertThat(found).containsExactlyInAnyOrder(WITH_PUBLIC_FIELDS);
  }

  /** A learned state is reached by these alone. */
  @Test
  void shouldGiveAFoldFewMethods() {
    assertThat(
            GYRE.get(Fold.class).getMethods().stream()
                .filter(method -> method.getModifiers().contains(JavaModifier.PUBLIC))
                .map(JavaMember::getName))
        .containsExactlyInAnyOrder("open", "apply", "ask", "save", "report");
  }

  /** So that a name is found by looking at the list of its folder. */
  @Test
  void shouldKeepEachFolderSmall() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/main/java/io/gyre"))) {
      Map<Path, Long> sizes =
          files
              .filter(Files::isRegularFile)
              .collect(Collectors.groupingBy(Path::getParent, Collectors.counting()));
      assertThat(sizes).isNotEmpty().allSatisfy((folder, n) -> assertThat(n).isLessThan(25));
    }
  }

  /** {@link #LINES} is raised only in a commit that says why, and lowered when there are fewer. */
  @Test
  void shouldKeepEachPackageToItsBudgetOfLines() throws IOException {
    Path root = Path.of("src/main/java/io/gyre");
    Map<String, Long> lines = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path inRoot = root.relativize(file);
        String name = inRoot.getNameCount() == 1 ? "" : inRoot.getName(0).toString();
        try (Stream<String> all = Files.lines(file)) {
          lines.merge(name, all.count(), Long::sum);
        }
      }
    }
    assertThat(lines).hasSameSizeAs(LINES);
    assertThat(lines)
        .allSatisfy(
            (name, count) ->
                assertThat(count)
                    .as("lines of %s", name)
                    .isBetween(LINES.get(name) - ROOM, LINES.get(name)));
  }

  /** What a folder holds can be taken in at a look. */
  @Test
  void shouldHoldAtMostThirtyFilesInAFolder() throws IOException {
    Map<Path, Long> files;
    try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
      files =
          sources
              .filter(Files::isRegularFile)
              .collect(Collectors.groupingBy(Path::getParent, Collectors.counting()));
    }
    assertThat(files).isNotEmpty();
    assertThat(files).allSatisfy((folder, count) -> assertThat(count).isLessThanOrEqualTo(30));
  }

  /** The root is for all, so it may use none of them. */
  @Test
  void shouldHoldNothingInTheRootThatDependsOnAPackage() {
    classes()
        .that(resideInAPackage("io.gyre"))
        .should()
        .onlyDependOnClassesThat(resideInAnyPackage("java..", "io.gyre"))
        .check(GYRE);
  }

  @Test
  void shouldSeeTheClassesThatItSpeaksOf() {
    for (String layer :
        List.of(
            "data",
            "file",
            "learning",
            "scoring",
            "time",
            "fold",
            "state",
            "kafka",
            "topic",
            "registry",
            "stream",
            "replica",
            "export",
            "broker",
            "http",
            "page",
            "feed",
            "app",
            "bench",
            "cli",
            "cli.command",
            "cli.option",
            "cli.view")) {
      assertThat(GYRE.stream().filter(c -> c.getPackageName().equals("io.gyre." + layer)))
          .as(layer)
          .isNotEmpty();
    }
  }
}
