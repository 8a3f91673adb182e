package io.gyre.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.LongRunning;
import io.gyre.TestPorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A release that is packed from the jar of this build: its bytes, its files, and its start. */
@EnabledOnOs(OS.LINUX)
class ReleaseIT {

  /** The programs that the launcher needs, beside Java. */
  private static final List<String> SYSTEM =
      List.of(
          "sh",
          "dirname",
          "readlink",
          "sed",
          "find",
          "mkdir",
          "mv",
          "rm",
          "sync",
          "touch",
          "uname",
          "date");

  @TempDir private Path folder;

  @Test
  void shouldPackTheSameBytesTwiceAndRunWithJavaAlone() throws Exception {
    Path checkout = checkout();
    Path archive = pack(checkout, "one");
    assertThat(Files.mismatch(archive, pack(checkout, "two"))).isEqualTo(-1);

    Path installed = Files.createDirectory(folder.resolve("installed"));
    run(Map.of(), "tar", "-xf", archive.toString(), "-C", installed.toString());
    Path gyre = installed.resolve("gyre-0.1.0/bin/gyre");
    assertThat(files(installed.resolve("gyre-0.1.0")))
        .contains("LICENSE", "CHANGELOG.md", "gyre.jar", "jvm.options", "jvm-serve.options")
        .contains("licences/THIRD-PARTY.txt", "native/Linux-x86_64/librocksdbjni.so")
        .anyMatch(file -> file.matches("lib/kafka-streams-.+\\.jar"));

    shouldStart(gyre);
    assertThat(run(bare(), gyre.toString(), "--version")).startsWith("gyre ");
    assertThat(files(installed.resolve("gyre-0.1.0")))
        .as("the classes of the first start")
        .anyMatch(file -> file.matches("gyre-.+\\.jsa"));
  }

  private void shouldStart(Path gyre) throws Exception {
    int port = TestPorts.reserve();
    HttpRequest ready =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health/ready")).build();
    Process up =
        process(
            bare(),
            List.of(
                gyre.toString(),
                "up",
                "--data=" + folder.resolve("data"),
                "--kafka-port=" + TestPorts.reserve(),
                "--http-port=" + port,
                "--rate=200"));
    try (Child child = new Child(up, up.inputReader())) {
      child.awaitLine("The page is at http://127.0.0.1:" + port);
      HttpClient client = HttpClient.newHttpClient();
      Awaitility.await("health")
          .until(() -> client.send(ready, BodyHandlers.discarding()).statusCode() == 200);
      child.terminate();
      child.rest();
      assertThat(child.exitCode()).isZero();
    }
  }

  /** Takes minutes, since Maven builds Gyre twice. */
  @Test
  @LongRunning
  void shouldReleaseTheSameBytesFromTwoClones() throws Exception {
    String one = release("one");
    String two = release("two");

    assertThat(two).isEqualTo(one).contains("gyre-", ".tar.gz", ".cdx.json");
  }

  private String release(String name) throws Exception {
    Path clone = folder.resolve(name);
    run(Map.of(), "git", "clone", "-q", Path.of("").toAbsolutePath().toString(), clone.toString());
    String version =
        Files.readString(clone.resolve("pom.xml"))
            .replaceAll("(?s).*?<version>(.+?)(-SNAPSHOT)?</version>.*", "$1");
    run(Map.of(), clone.resolve("scripts/release").toString(), "--no-image", version);
    return Files.readString(clone.resolve("target/release/SHA256SUMS"));
  }

  /**
   * Returns a checkout with the jar of this build and a list of licences, which Maven writes for
   * releases only.
   */
  private Path checkout() throws IOException {
    Path checkout = Files.createDirectory(folder.resolve("checkout"));
    Files.createDirectories(checkout.resolve("scripts"));
    Files.createDirectories(checkout.resolve("src"));
    Files.createDirectories(checkout.resolve("target/licences"));
    for (String script : List.of("scripts/pack", "scripts/gyre")) {
      Files.copy(Path.of(script), checkout.resolve(script));
    }
    for (String file :
        List.of("LICENSE", "CHANGELOG.md", "src/main", "target/gyre.jar", "target/lib")) {
      Files.createSymbolicLink(checkout.resolve(file), Path.of(file).toAbsolutePath());
    }
    Files.writeString(checkout.resolve("target/licences/THIRD-PARTY.txt"), "(MIT) a library");
    return checkout;
  }

  private Path pack(Path checkout, String name) throws Exception {
    Path archive = folder.resolve(name).resolve("gyre-0.1.0.tar");
    Map<String, String> environment =
        Map.of("SOURCE_DATE_EPOCH", "1700000000", "JAVA_HOME", System.getProperty("java.home"));
    run(environment, "sh", checkout.resolve("scripts/pack").toString(), archive.toString());
    return archive;
  }

  /** Returns an environment with these programs and a Java alone. */
  private Map<String, String> bare() throws IOException {
    Path path = folder.resolve("path");
    if (Files.notExists(path)) {
      Files.createDirectory(path);
      for (String tool : SYSTEM) {
        Files.createSymbolicLink(path.resolve(tool), Path.of("/usr/bin", tool));
      }
    }
    return Map.of(
        "PATH",
        path.toString(),
        "JAVA_HOME",
        System.getProperty("java.home"),
        "HOME",
        folder.toString());
  }

  private static List<String> files(Path installed) throws IOException {
    try (Stream<Path> files = Files.walk(installed)) {
      return files.map(file -> installed.relativize(file).toString()).toList();
    }
  }

  private static String run(Map<String, String> environment, String... command) throws Exception {
    Process process = process(environment, List.of(command));
    String said = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  /** Starts a command. An environment with a PATH replaces that of the test; others add to it. */
  private static Process process(Map<String, String> environment, List<String> command)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    if (environment.containsKey("PATH")) {
      builder.environment().clear();
    }
    builder.environment().putAll(environment);
    return builder.start();
  }
}
