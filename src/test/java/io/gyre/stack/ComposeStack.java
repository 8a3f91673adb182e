package io.gyre.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.TestPorts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * The stack of docker-compose.yml as a project of its own: own ports, containers, volumes and
 * image, so that it gets in nobody's way.
 */
final class ComposeStack {

  private static final long PATIENCE_MINUTES = 10;

  private final String project = "gyre-it-" + ProcessHandle.current().pid();
  private final Map<String, String> environment;
  private final int kafkaPort = TestPorts.reserve();
  private final int httpPort = TestPorts.reserve();

  ComposeStack() {
    environment =
        Map.of(
            "COMPOSE_PROJECT_NAME",
            project,
            "GYRE_IMAGE",
            image(),
            "GYRE_KAFKA_PORT",
            String.valueOf(kafkaPort),
            "GYRE_HTTP_PORT",
            String.valueOf(httpPort),
            "GYRE_RATE",
            "200",
            // What a person has set for the clients must not reach the broker's container.
            "KAFKA_LISTENERS",
            "PLAINTEXT://:1",
            "KAFKA_SECURITY_PROTOCOL",
            "SASL_SSL");
  }

  /** Returns whether there is a Docker with its compose plug-in. */
  static boolean available() throws InterruptedException {
    try {
      return new ProcessBuilder("docker", "compose", "version")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }

  String project() {
    return project;
  }

  String image() {
    return "gyre:" + project;
  }

  /** Where the host finds the broker. */
  String bootstrapServers() {
    return "127.0.0.1:" + kafkaPort;
  }

  /** Where the host finds the live page. */
  String url() {
    return "http://127.0.0.1:" + httpPort;
  }

  /** Runs {@code docker compose …} and returns what it printed. */
  String compose(String... args) throws IOException, InterruptedException {
    return run("compose", args);
  }

  /** Runs {@code docker …} and returns what it printed. */
  String docker(String command, String... args) throws IOException, InterruptedException {
    return run(command, args);
  }

  /** Returns the id of a service's container. */
  String container(String service) throws IOException, InterruptedException {
    return compose("ps", "--all", "--quiet", service);
  }

  /** Returns one figure of a service's container, as {@code .State.Pid}. */
  String inspect(String service, String what) throws IOException, InterruptedException {
    return docker("inspect", "--format", "{{" + what + "}}", container(service));
  }

  /**
   * Ends a service's process as a crash does. {@code docker kill} would count as stopped by hand,
   * after which nothing restarts.
   */
  void crash(String service) throws IOException, InterruptedException {
    signal(service, "KILL");
  }

  /**
   * Freezes a service's container until the returned action is run. With cgroup v1 runc gives up
   * ("unable to freeze") on a container whose threads are too busy to be caught; its process is
   * then stopped by a signal, which is the same to those who talk to it.
   */
  Callable<String> pause(String service) throws IOException, InterruptedException {
    try {
      compose("pause", service);
      return () -> compose("unpause", service);
    } catch (AssertionError e) {
      if (!e.getMessage().contains("unable to freeze")) {
        throw e;
      }
      System.out.println("stopped by a signal: " + e.getMessage());
      signal(service, "STOP");
      return () -> signal(service, "CONT");
    }
  }

  private String signal(String service, String signal) throws IOException, InterruptedException {
    return docker(
        "run",
        "--rm",
        "--pid=host",
        "--user=0",
        "--network=none",
        "--entrypoint=/bin/sh",
        image(),
        "-c",
        "kill -%s %s".formatted(signal, inspect(service, ".State.Pid")));
  }

  private String run(String command, String... args) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of("docker", command));
    line.addAll(List.of(args));
    Path out = Files.createTempFile("compose", ".out");
    Path err = Files.createTempFile("compose", ".err");
    try {
      ProcessBuilder builder = new ProcessBuilder(line);
      builder.environment().putAll(environment);
      Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
      boolean ended = process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES);
      process.destroyForcibly();
      String said = Files.readString(out, StandardCharsets.UTF_8).strip();
      assertThat(ended && process.exitValue() == 0)
          .as("%s: %s%n%s", String.join(" ", line), said, Files.readString(err))
          .isTrue();
      return said;
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }
}
