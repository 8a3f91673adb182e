package io.gyre.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.condition.OS.WINDOWS;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the real {@code scripts/gyre} in a folder of its own, with a Java and a Maven that only
 * tell.
 */
@DisabledOnOs(WINDOWS)
class LauncherTest {

  private static final List<String> SYSTEM =
      List.of(
          "sh",
          "dirname",
          "basename",
          "readlink",
          "sed",
          "head",
          "find",
          "ln",
          "rm",
          "mkdir",
          "rmdir",
          "touch",
          "sleep");

  /** Writes a jar that says which build made it, after a while, as Maven would. */
  private static final String MAVEN =
      """
      #!/bin/sh
      echo "$*" >>"$LAUNCHER_LOG"
      sleep 0.5
      mkdir -p "$LAUNCHER_HOME/target/lib"
      echo built >"$LAUNCHER_HOME/target/gyre.jar"
      """;

  @TempDir Path temp;
  private Path home;
  private Path path;
  private Path log;

  @BeforeEach
  void layOut() throws IOException {
    home = Files.createDirectories(temp.resolve("a folder/gyre"));
    path = Files.createDirectories(temp.resolve("path"));
    log = temp.resolve("log");
    Files.createDirectories(home.resolve("src/main"));
    Files.createDirectories(home.resolve("topics"));
    Files.writeString(home.resolve("pom.xml"), "<project/>");
    Files.createDirectories(home.resolve("scripts"));
    Files.copy(Path.of("scripts/gyre"), home.resolve("scripts/gyre"));
    home.resolve("scripts/gyre").toFile().setExecutable(true);
    for (String tool : SYSTEM) {
      program(path.resolve(tool), "#!/bin/sh\nexec %s \"$@\"\n".formatted(tool(tool)));
    }
    java("21.0.2");
    program(path.resolve("jdk/bin/javac"), "#!/bin/sh\n");
    program(path.resolve("mvn"), MAVEN);
  }

  @Test
  void shouldBuildOnceAndThenOnlyRun() throws Exception {
    Ended first = run("topics", "a b");
    Ended second = run("topics", "a b");

    assertThat(first.err())
        .isEqualToIgnoringNewLines("gyre: building (mvn -q -DskipTests package)");
    assertThat(first.out()).contains("[-jar]").endsWith("[topics][a b]\n");
    assertThat(second.err()).isEmpty();
    assertThat(second.out()).endsWith("[topics][a b]\n");
    assertThat(builds()).isOne();
  }

  @Test
  void shouldLetTheFirstRunKeepItsClassesForTheNext() throws Exception {
    Path archive = home.toRealPath().resolve("target/gyre-21.0.2.jsa");
    String making = "[-Dgyre.class.archive=" + archive + "]";

    assertThat(run("topics").out()).doesNotContain(archive.toString());
    assertThat(run("up").out()).contains("[-XX:+RecordDynamicDumpInfo]" + making);
    assertThat(run("learn").out()).contains(making);
    Files.writeString(archive, "");
    assertThat(run("up").out()).contains("[-XX:SharedArchiveFile=" + archive + "]");
    assertThat(run("topics").out()).contains("[-XX:SharedArchiveFile=" + archive + "]");

    // Of another jar.
    Files.setLastModifiedTime(archive, FileTime.from(Instant.now().minusSeconds(500)));
    assertThat(run("up").out()).contains(making);
  }

  @Test
  void shouldBuildAgainWhenASourceIsNewerOrGone() throws Exception {
    run("x");
    Path source = Files.writeString(home.resolve("src/main/A.java"), "");
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(5)));
    run("x");
    assertThat(builds()).isEqualTo(2);

    Files.delete(source);
    Files.setLastModifiedTime(
        home.resolve("src/main"), FileTime.from(Instant.now().plusSeconds(5)));
    run("x");
    assertThat(builds()).isEqualTo(3);
  }

  @Test
  void shouldRunThroughSymbolicLinksFromAnyFolder() throws Exception {
    Path link = Files.createSymbolicLink(temp.resolve("link"), home.resolve("scripts/gyre"));
    Path chain = Files.createSymbolicLink(temp.resolve("chain"), Path.of("link"));

    assertThat(run(chain, Map.of(), "x").exitCode()).isZero();
    assertThat(run(link, Map.of(), "x").out()).contains(home.toRealPath() + "/target/gyre.jar");
  }

  @Test
  void shouldBuildOnceWhenTwoStartTogether() throws Exception {
    Process one = start(home.resolve("scripts/gyre"), Map.of(), "one");
    Process two = start(home.resolve("scripts/gyre"), Map.of(), "two");

    assertThat(Ended.of(one).out()).endsWith("[one]\n");
    assertThat(Ended.of(two).out()).endsWith("[two]\n");
    assertThat(builds()).isOne();
  }

  @Test
  void shouldTakeOverFromABuildThatWasKilled() throws Exception {
    run("x");
    Process dead = new ProcessBuilder("true").start();
    dead.waitFor();
    Files.createSymbolicLink(home.resolve("target/.build-lock"), Path.of("pid-" + dead.pid()));

    assertThat(run("x").exitCode()).isZero();
    assertThat(builds()).isEqualTo(2);
    assertThat(Files.isSymbolicLink(home.resolve("target/.build-lock"))).isFalse();
  }

  @Test
  void shouldLeaveNoJarBehindWhenTheBuildFails() throws Exception {
    program(path.resolve("mvn"), "#!/bin/sh\necho '[ERROR] A.java: cannot find symbol'\nexit 1\n");

    Ended failed = run("x");

    assertThat(failed.exitCode()).isOne();
    assertThat(failed.out()).isEmpty();
    assertThat(failed.err()).contains("cannot find symbol", "the build failed");
    assertThat(home.resolve("target/gyre.jar")).doesNotExist();
    assertThat(Files.isSymbolicLink(home.resolve("target/.build-lock"))).isFalse();
  }

  @Test
  void shouldNameTheMissingJavaOrItsAge() throws Exception {
    assertThat(run(home.resolve("scripts/gyre"), Map.of("JAVA_HOME", "/nowhere"), "x").err())
        .contains("JAVA_HOME is /nowhere, which has no bin/java", "JDK 17 or newer");

    java("1.8.0_402");
    assertThat(run("x").err()).contains("needs Java 17 or newer", "is Java 1.8.0_402");
    java("11.0.22");
    assertThat(run("x").err()).contains("needs Java 17 or newer", "is Java 11.0.22");

    Files.delete(path.resolve("java"));
    assertThat(run("x").err()).contains("no java on the PATH", "Install a JDK 17 or newer");
    assertThat(builds()).isZero();
  }

  @Test
  void shouldNeedACompilerAndMavenOnlyToBuild() throws Exception {
    run("x");
    Files.delete(path.resolve("mvn"));
    Files.delete(path.resolve("jdk/bin/javac"));
    assertThat(run("x").exitCode()).isZero();

    Files.delete(home.resolve("target/gyre.jar"));
    assertThat(run("x").err()).contains("runtime (JRE) without javac");
    program(path.resolve("jdk/bin/javac"), "#!/bin/sh\n");
    assertThat(run("x").err()).contains("needs Maven", "no mvn on the PATH");
  }

  @Test
  void shouldPassOptionsToTheJvm() throws Exception {
    run("x");

    Ended ended =
        run(home.resolve("scripts/gyre"), Map.of("GYRE_JAVA_OPTS", "-Xmx100m -Da=b"), "-Xmx1");

    assertThat(ended.out()).contains("[-Xmx100m][-Da=b][-jar]").endsWith("[-Xmx1]\n");
  }

  private Ended run(String... args) throws Exception {
    return run(home.resolve("scripts/gyre"), Map.of(), args);
  }

  private Ended run(Path script, Map<String, String> environment, String... args) throws Exception {
    return Ended.of(start(script, environment, args));
  }

  private Process start(Path script, Map<String, String> environment, String... args)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(script.toString()));
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command).directory(temp.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", path.toString());
    builder.environment().put("LAUNCHER_LOG", log.toString());
    builder.environment().put("LAUNCHER_HOME", home.toString());
    builder.environment().putAll(environment);
    return builder.start();
  }

  private long builds() throws IOException {
    return Files.exists(log) ? Files.readAllLines(log).size() : 0;
  }

  /** Puts a Java of this version on the path, which prints its arguments. */
  private void java(String version) throws IOException {
    Path java = path.resolve("jdk/bin/java");
    String told =
        """
        #!/bin/sh
        printf '[%s]' "$@"
        echo
        case $1 in -XX:ArchiveClassesAtExit=*) : >"${1#*=}" ;; esac
        """;
    program(java, told);
    Files.writeString(path.resolve("jdk/release"), "JAVA_VERSION=\"" + version + "\"\n");
    if (!Files.exists(path.resolve("java"))) {
      Files.createSymbolicLink(path.resolve("java"), Path.of("jdk/bin/java"));
    }
  }

  private static void program(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static Path tool(String name) {
    for (String folder : List.of("/bin", "/usr/bin")) {
      if (Files.isExecutable(Path.of(folder, name))) {
        return Path.of(folder, name);
      }
    }
    throw new IllegalStateException("no " + name + " in /bin or /usr/bin");
  }

  private record Ended(int exitCode, String out, String err) {

    static Ended of(Process process) throws Exception {
      try (InputStream out = process.getInputStream();
          InputStream err = process.getErrorStream()) {
        String said = new String(out.readAllBytes(), StandardCharsets.UTF_8);
        String complained = new String(err.readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), said, complained);
      }
    }
  }
}
