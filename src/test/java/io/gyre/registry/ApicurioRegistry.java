package io.gyre.registry;

import static java.util.Comparator.comparing;
import static org.awaitility.Awaitility.await;

import io.apicurio.registry.resolver.client.RegistryClientFacade;
import io.apicurio.registry.resolver.client.RegistryClientFacadeImpl;
import io.apicurio.registry.rest.client.RegistryClient;
import io.gyre.Needed;
import io.gyre.TestPorts;
import io.gyre.format.ValueFormat;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * A schema registry of Apicurio in a process of its own. It keeps its schemas when it is killed.
 */
public final class ApicurioRegistry implements AutoCloseable {

  private static final int NEEDED_JAVA = 21;

  /** As Gyre itself waits for an answer. */
  private static final Duration LIMIT = Duration.ofSeconds(5);

  /** Where the build unpacks it before the integration tests. */
  private static final Path PROGRAM = Path.of("target", "registry", "quarkus-run.jar");

  private static ApicurioRegistry shared;

  private final Path java;
  private final Path folder;
  private final int port;
  private Process process;
  private RegistryClientFacade client;

  private ApicurioRegistry(Path java, Path folder, int port) {
    this.java = java;
    this.folder = folder;
    this.port = port;
  }

  /** Returns the one of all tests that kill none: it ends with the JVM. Skips as below. */
  public static synchronized ApicurioRegistry shared() throws IOException {
    if (shared == null) {
      shared = start(Files.createTempDirectory("gyre-registry"));
    }
    return shared;
  }

  /**
   * Starts one on any port, and returns when it answers. Skips the test, saying why, where no Java
   * is new enough, or the program is not there.
   *
   * @param folder for its schemas
   */
  public static ApicurioRegistry start(Path folder) throws IOException {
    return start(folder, TestPorts.reserve());
  }

  /** Starts one as above on a port. */
  public static ApicurioRegistry start(Path folder, int port) throws IOException {
    Needed.assume(
        Files.exists(PROGRAM), "no schema registry in target/registry; mvn verify unpacks it");
    Optional<Path> java = java();
    Needed.assume(
        java.isPresent(),
        "no Java 21 or newer, which the schema registry needs; on Debian: apt-get install openjdk-21-jre-headless, or name one's bin/java with -Dgyre.registry.java or GYRE_REGISTRY_JAVA");
    ApicurioRegistry registry = new ApicurioRegistry(java.get(), folder, port);
    registry.startAgain();
    return registry;
  }

  /** Returns the address of the server, without the path of an API. */
  public String url() {
    return "http://127.0.0.1:" + port;
  }

  /**
   * Returns the address of a path twice, as one setting: Gyre then asks again what was not {@link
   * AskingTwice answered}.
   */
  public String twice(String path) {
    return url() + path + "," + url() + path;
  }

  /** Asks by HTTP, twice if need be. */
  HttpResponse<String> ask(String method, String path, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url() + path))
            .timeout(LIMIT)
            .header("Content-Type", "application/json")
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .build();
    HttpClient http = HttpClient.newHttpClient();
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (HttpTimeoutException e) {
      return http.send(request, BodyHandlers.ofString());
    }
  }

  /** Returns the client of Apicurio's serializers. */
  synchronized RegistryClientFacade client() {
    if (client == null) {
      String api = url() + "/apis/registry/v3";
      client =
          new RegistryClientFacadeImpl(
              new RegistryClient(new AskingTwice(api, LIMIT, this::lastLines)));
    }
    return client;
  }

  private Path log() {
    return Path.of("target", "registry-logs", port + ".log");
  }

  /** Returns what it said last. */
  private String lastLines() {
    try {
      List<String> lines = Files.readAllLines(log());
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
    } catch (IOException e) {
      return e.toString();
    }
  }

  public int port() {
    return port;
  }

  /** Kills it, as kill -9 does. */
  public void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** Starts it on the same port after it was killed, with the same schemas. */
  public void startAgain() throws IOException {
    Files.createDirectories(log().getParent());
    ProcessBuilder builder =
        new ProcessBuilder(
                java.toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx300m",
                "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
                "-jar",
                PROGRAM.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
    builder.environment().put("QUARKUS_HTTP_HOST", "127.0.0.1");
    builder.environment().put("QUARKUS_HTTP_PORT", Integer.toString(port));
    // With a request to go on with HTTP/2 it loses the body, and never answers.
    builder.environment().put("QUARKUS_HTTP_HTTP2", "false");
    // Of itself it takes port 9000 of all addresses.
    builder.environment().put("QUARKUS_MANAGEMENT_HOST", "127.0.0.1");
    builder.environment().put("QUARKUS_MANAGEMENT_PORT", "0");
    // Of itself it keeps its schemas in memory, and writes files half a second late.
    String database = "jdbc:h2:file:%s;FILE_LOCK=NO;WRITE_DELAY=0";
    builder
        .environment()
        .put(
            "APICURIO_DATASOURCE_URL",
            database.formatted(folder.toAbsolutePath().resolve("schemas")));
    process = builder.start();
    // An interrupted build must not leave it behind.
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    try {
      await()
          .atMost(Duration.ofSeconds(90))
          .pollInterval(Duration.ofMillis(100))
          .failFast("it ended; see " + log(), () -> !process.isAlive())
          .until(this::answers);
    } catch (RuntimeException e) {
      kill();
      throw e;
    }
  }

  /** Tells whether it does what tests ask for: the first time takes longest, and Gyre waits 5 s. */
  private boolean answers() {
    try (SchemaRegistry registry = SchemaRegistry.of(Map.of("schema.registry.url", url()))) {
      String schema = "{\"type\":\"record\",\"name\":\"Ready\",\"fields\":[]}";
      int id = registry.register("ready", ValueFormat.AVRO, schema);
      return registry.find("id/" + id).denied() == null;
    } catch (RegistryException e) {
      return false;
    }
  }

  @Override
  public void close() {
    kill();
  }

  /** Returns a program that can run it: the one that is named, or the newest of those installed. */
  private static Optional<Path> java() throws IOException {
    String named = System.getProperty("gyre.registry.java", System.getenv("GYRE_REGISTRY_JAVA"));
    if (named != null && !named.isBlank()) {
      return Optional.of(Path.of(named));
    }
    String javaHome = System.getenv("JAVA_HOME");
    Stream<Path> homes =
        javaHome == null || javaHome.isBlank() ? Stream.empty() : Stream.of(Path.of(javaHome));
    Path installed = Path.of("/usr/lib/jvm");
    try (Stream<Path> folders =
        Files.isDirectory(installed) ? Files.list(installed) : Stream.empty()) {
      return Stream.concat(homes, folders)
          .filter(home -> version(home) >= NEEDED_JAVA)
          .max(comparing(ApicurioRegistry::version))
          .map(home -> home.resolve("bin").resolve("java"));
    }
  }

  /** Returns the main version of a Java, which its file {@code release} says; 0 for none. */
  private static int version(Path home) {
    if (!Files.isExecutable(home.resolve("bin").resolve("java"))) {
      return 0;
    }
    Properties release = new Properties();
    try (Reader file = Files.newBufferedReader(home.resolve("release"))) {
      release.load(file);
    } catch (IOException e) {
      return 0;
    }
    String version = release.getProperty("JAVA_VERSION", "0").replace("\"", "");
    return Integer.parseInt(version.split("\\D")[0]);
  }
}
