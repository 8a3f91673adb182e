package io.gyre.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.GyreJar;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/**
 * Instances of one application, each with a state folder and links of its own. One that ends by
 * itself is started again, as whoever runs them would do.
 */
final class Instances implements AutoCloseable {

  /** The numbers of brokers are below. */
  private static final int FIRST_NUMBER = 11;

  private static final int LOOK_MS = 300;
  private static final int TOLD_LINES = 4;

  private final ThreeBrokers cluster;
  private final Path folder;
  private final Timeline timeline;
  private final List<String> arguments;
  private final JavaProcess[] running;
  private final boolean[] wanted;
  private final List<List<String>> builds;
  private final int[] build;
  private final List<String> endings = new ArrayList<>();
  private volatile boolean closed;

  /**
   * Starts them.
   *
   * @param arguments of {@code gyre learn}, without servers and state
   */
  Instances(
      ThreeBrokers cluster, Path folder, Timeline timeline, int count, List<String> arguments) {
    this.cluster = cluster;
    this.folder = folder;
    this.timeline = timeline;
    this.arguments = arguments;
    running = new JavaProcess[count];
    wanted = new boolean[count];
    build = new int[count];
    builds = List.of(GyreJar.program(), GyreJar.copy(folder.resolve("newer")));
    IntStream.range(0, count).forEach(this::start);
    Thread thread = new Thread(this::supervise, "supervisor");
    thread.setDaemon(true);
    thread.start();
  }

  int count() {
    return running.length;
  }

  /** The way from an instance to a broker. */
  Link link(int instance, int broker) {
    return cluster.link(FIRST_NUMBER + instance, broker);
  }

  synchronized void start(int instance) {
    List<String> all = new ArrayList<>();
    all.addAll(List.of("learn", "--bootstrap-server", cluster.linkedServers()));
    all.addAll(List.of("--state-dir", folder.resolve("state-" + instance).toString()));
    all.addAll(arguments);
    List<String> jvm = List.of(cluster.connect(FIRST_NUMBER + instance));
    running[instance] = JavaProcess.gyre(folder, jvm, builds.get(build[instance]), all);
    wanted[instance] = true;
  }

  /** Ends it as kill -9 does; it stays away. */
  synchronized void kill(int instance) {
    wanted[instance] = false;
    running[instance].kill();
  }

  synchronized void suspend(int instance) {
    running[instance].suspend();
  }

  synchronized void resume(int instance) {
    running[instance].resume();
  }

  /** Stops it as Ctrl-C does, and starts the other build. */
  void upgrade(int instance) {
    stop(instance);
    build[instance] = 1 - build[instance];
    start(instance);
  }

  /** A stop may take a while when brokers are away; what does not end then is killed. */
  private void stop(int instance) {
    JavaProcess stopping;
    synchronized (this) {
      wanted[instance] = false;
      stopping = running[instance];
      stopping.terminate();
    }
    try {
      Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> !stopping.isAlive());
    } catch (org.awaitility.core.ConditionTimeoutException e) {
      timeline.note("instance %d did not stop within a minute, and is killed".formatted(instance));
      stopping.kill();
    }
  }

  private void supervise() {
    while (!closed) {
      for (int instance = 0; instance < running.length; instance++) {
        restartIfEnded(instance);
      }
      try {
        Thread.sleep(LOOK_MS);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private synchronized void restartIfEnded(int instance) {
    JavaProcess process = running[instance];
    if (closed || !wanted[instance] || process.isAlive()) {
      return;
    }
    String said =
        "instance %d ended by itself, exit code %d: %s"
            .formatted(instance, process.exitCode(), tail(process.output()));
    timeline.note(said);
    endings.add(said);
    start(instance);
  }

  private static String tail(String output) {
    List<String> lines = output.lines().toList();
    return String.join(" | ", lines.subList(Math.max(0, lines.size() - TOLD_LINES), lines.size()));
  }

  /** What those said that ended by themselves. */
  synchronized List<String> endings() {
    return List.copyOf(endings);
  }

  /** Stops all, each of which must do so in good order. */
  void stopAll() {
    closed = true;
    for (JavaProcess process : running) {
      process.terminate();
    }
    for (JavaProcess process : running) {
      assertThat(process.exitCode()).as(process.output()).isZero();
    }
  }

  @Override
  public void close() {
    closed = true;
    for (JavaProcess process : running) {
      process.close();
    }
  }
}
