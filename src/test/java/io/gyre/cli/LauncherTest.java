package io.gyre.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.api.condition.OS.WINDOWS;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Runs the real {@code scripts/gyre} in a folder of its own, with a Java and a Maven that only
 * tell.
 */
@DisabledOnOs(WINDOWS)
@Execution(ExecutionMode.CONCURRENT)
class LauncherTest {

  private static final List<String> SYSTEM =
      List.of(
          "sh",
          "dirname",
          "readlink",
          "sed",
          "find",
          "rm",
          "mv",
          "mkdir",
          "rmdir",
          "touch",
          "sleep",
          "sync",
          "uname",
          "date");

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
    java("21.0.2+13-LTS");
    program(path.resolve("mvn"), MAVEN);
  }

  @Test
  void shouldBuildOnceAndThenOnlyRun() throws Exception {
    Ended first = run("topics", "a b");
    Ended second = run("topics", "a b");

    assertThat(first.err())
        .isEqualToIgnoringNewLines(
            "gyre: building Gyre, this first time (mvn -DskipTests package). It takes a minute or two; longer if Maven has to download libraries.");
    assertThat(first.out()).contains("[-jar]").endsWith("[topics][a b]\n");
    assertThat(second.err()).isEmpty();
    assertThat(second.out()).endsWith("[topics][a b]\n");
    assertThat(builds()).isOne();
  }

  @Test
  void shouldLetTheFirstUpKeepItsClassesForTheNext() throws Exception {
    Path archive = archive();

    assertThat(run("topics").out()).doesNotContain(archive.toString());
    Path made = made(run("up"));
    assertThat(run("topics").out()).doesNotContain(archive.toString());
    Files.writeString(made, "of --help");
    assertThat(run("topics").out()).doesNotContain(archive.toString());
    assertThat(made).doesNotExist();
    made = made(run("up"));
    fill(made);
    assertThat(run("topics").out()).contains("[-XX:SharedArchiveFile=" + archive + "]");
    assertThat(run("up").out()).contains("[-XX:SharedArchiveFile=" + archive + "]");
    assertThat(made).doesNotExist();

    // Of another jar.
    Files.setLastModifiedTime(archive, FileTime.from(Instant.now().minusSeconds(500)));
    made(run("up"));
  }

  /** The JVM aborts on some of these, with exit code 134. */
  @Test
  void shouldUseNoClassesThatAreNotWhole() throws Exception {
    Path made = made(run("up"));
    fill(made);
    Path broken = Files.createFile(home.resolve("broken"));
    assertThat(run("topics").out()).endsWith("[topics]\n").doesNotContain(archive().toString());
    assertThat(made).doesNotExist();
    assertThat(archive()).doesNotExist();

    // One that was damaged after it was found to be whole.
    Files.delete(broken);
    fill(made(run("up")));
    assertThat(run("topics").out()).contains("[-XX:SharedArchiveFile=" + archive() + "]");
    Files.writeString(archive(), "cut");
    Files.setLastModifiedTime(archive(), FileTime.from(Instant.now().plusSeconds(5)));
    assertThat(run("topics").out()).doesNotContain(archive().toString());
    made(run("up"));
  }

  @Test
  void shouldLeaveClassesAloneThatAreStillWritten() throws Exception {
    run("topics");
    Path made = archive().resolveSibling(archive().getFileName() + "." + ownProcess());
    fill(made);

    assertThat(run("topics").out()).doesNotContain(archive().toString());
    assertThat(made).exists();
  }

  private static long ownProcess() {
    return ProcessHandle.current().pid();
  }

  private Path archive() throws IOException {
    return home.toRealPath().resolve("target/gyre-21.0.2+13-LTS.jsa");
  }

  /** Returns the file for the classes of a run, which ends in the number of its process. */
  private Path made(Ended run) throws IOException {
    Matcher found =
        Pattern.compile("\\[-XX:ArchiveClassesAtExit=([^]]+)]\\[-Dgyre.archiving=true]")
            .matcher(run.out());
    assertThat(found.find()).as(run.out()).isTrue();
    assertThat(found.group(1)).matches(Pattern.quote(archive().toString()) + "\\.\\d+");
    return Path.of(found.group(1));
  }

  private static void fill(Path file) throws IOException {
    try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "rw")) {
      content.setLength(70_000_000);
    }
  }

  @Test
  void shouldBuildAgainWhenASourceIsNewerOrGone() throws Exception {
    run("x");
    Path source = Files.writeString(home.resolve("src/main/A.java"), "");
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(5)));
    assertThat(run("x").err())
        .isEqualTo("gyre: building, since a source has changed (mvn -DskipTests package)\n");
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
  void shouldBuildAgainOnceTheFolderOfAKilledBuildIsRemoved() throws Exception {
    run("x");
    Files.createDirectory(home.resolve("target/.build-lock"));

    Process waiting = start(home.resolve("scripts/gyre"), Map.of(), "x");
    String said = waiting.errorReader().readLine();
    // At once: while a folder is emptied, the one that waits may fill it again.
    Files.move(home.resolve("target"), temp.resolve("removed"));

    assertThat(said)
        .isEqualTo(
            "gyre: waiting for another build. If there is none, remove %s/target",
            home.toRealPath());
    assertThat(Ended.of(waiting).out()).endsWith("[x]\n");
    assertThat(home.resolve("target/.build-lock")).doesNotExist();
    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void shouldLeaveNoJarBehindWhenTheBuildFails() throws Exception {
    program(path.resolve("mvn"), "#!/bin/sh\necho '[ERROR] A.java: cannot find symbol'\nexit 1\n");

    Ended failed = run("x");

    assertThat(failed.exitCode()).isOne();
    assertThat(failed.out()).isEmpty();
    assertThat(failed.err()).contains("cannot find symbol", "the build failed");
    assertThat(home.resolve("target/gyre.jar")).doesNotExist();
    assertThat(home.resolve("target/.build-lock")).doesNotExist();
  }

  /** Seconds are short here. Without a terminal there is a line twice a minute, and no other. */
  @Test
  void shouldSayThatABuildGoesOnAndOnWhat() throws Exception {
    program(path.resolve("sleep"), "#!/bin/sh\nexec %s 0.01\n".formatted(tool("sleep")));
    String working = "i=0; while [ $i -lt 100 ]; do i=$((i+1)); sleep 1; done";
    program(
        path.resolve("mvn"),
        String.join(
            "\n",
            MAVEN.strip(),
            "echo '[INFO] Scanning for projects...'",
            "echo 'Downloading from central: https://repo/a/kafka.jar'",
            working,
            "echo '[INFO] --- compiler:3.13.0:compile (default-compile) @ gyre ---'",
            "echo '[WARNING] no word of this'",
            working,
            "echo 'Error: of no form'",
            ""));

    Ended built = run("x");

    assertThat(built.exitCode()).as(built.err()).isZero();
    assertThat(built.out()).endsWith("[x]\n");
    assertThat(built.err().lines().skip(1))
        .contains("Error: of no form")
        .anyMatch(line -> line.matches("gyre: still building after 30 s: downloading kafka.jar"))
        .anyMatch(
            line -> line.matches("gyre: still building after \\d+0 s: compiler:3.13.0:compile"))
        .allMatch(line -> line.matches("gyre: still building after .*|Error: of no form"));
  }

  @Test
  void shouldNameTheMissingJavaOrItsAge() throws Exception {
    assertThat(run(home.resolve("scripts/gyre"), Map.of("JAVA_HOME", "/nowhere"), "x").err())
        .contains("expected Java 17 or newer as /nowhere/bin/java, found none", "JAVA_HOME");

    java("1.8.0_402-b06");
    assertThat(run("x").err()).contains("expected Java 17", "found 1.8.0_402-b06");
    java("11.0.22+7");
    Ended old = run("x");
    assertThat(old.err()).contains("found 11.0.22+7", "Install a JDK 17 or newer");
    assertThat(old.exitCode()).isOne();
    assertThat(old.out()).isEmpty();

    Files.delete(path.resolve("java"));
    assertThat(run("x").err()).contains("as java, found none", "Install a JDK 17 or newer");
    assertThat(builds()).isZero();
  }

  @Test
  void shouldNeedMavenOnlyToBuild() throws Exception {
    run("x");
    Files.delete(path.resolve("mvn"));
    assertThat(run("x").exitCode()).isZero();

    Files.delete(home.resolve("target/gyre.jar"));
    Ended ended = run("x");
    assertThat(ended.err()).contains("expected Maven", "no mvn on the PATH");
    assertThat(ended.exitCode()).isOne();
  }

  @Test
  void shouldRunAReleaseAsItIs() throws Exception {
    Path gyre = release();

    Ended ended = run(gyre, Map.of(), "serve");

    assertThat(ended.err()).isEmpty();
    assertThat(ended.out())
        .contains(
            "[@%1$s/jvm.options][@%1$s/jvm-serve.options]".formatted(released()),
            "[-Djava.library.path=%s/native/".formatted(released()),
            "[-jar][%s/gyre.jar][serve]".formatted(released()));
    assertThat(builds()).isZero();
  }

  @Test
  void shouldKeepTheClassesOfAReleaseBesideItsJar() throws Exception {
    Path gyre = release();

    assertThat(run(gyre, Map.of(), "up").out())
        .contains("[-XX:ArchiveClassesAtExit=%s/gyre-21.0.2+13-LTS.jsa.".formatted(released()));
  }

  /** Skipped for root, who may write everywhere. */
  @Test
  void shouldKeepThemInTheUsersFolderWhereOthersWriteTheRelease() throws Exception {
    Path gyre = release();
    released().toFile().setWritable(false);
    assumeThat(Files.isWritable(released())).isFalse();

    assertThat(run(gyre, Map.of("HOME", temp + "/ada"), "up").out())
        .containsPattern(
            "\\[-XX:ArchiveClassesAtExit=%s/ada/.cache/gyre/\\d+-21.0.2\\+13-LTS.jsa\\."
                .formatted(temp));
    assertThat(run(gyre, Map.of(), "up").out()).doesNotContain("Archive");
  }

  private Path release() throws IOException {
    Path release = temp.resolve("gyre-0.1.0");
    program(release.resolve("bin/gyre"), Files.readString(Path.of("scripts/gyre")));
    Files.createFile(release.resolve("gyre.jar"));
    return release.resolve("bin/gyre");
  }

  private Path released() throws IOException {
    return temp.toRealPath().resolve("gyre-0.1.0");
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
    String told =
        """
        #!/bin/sh
        if [ "$1" = -fullversion ]; then echo 'openjdk full version "%s"' >&2; exit; fi
        case "$*" in *-Xshare:on*) [ ! -e "$LAUNCHER_HOME/broken" ]; exit ;; esac
        printf '[%%s]' "$@"
        echo
        """;
    program(path.resolve("java"), told.formatted(version));
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
