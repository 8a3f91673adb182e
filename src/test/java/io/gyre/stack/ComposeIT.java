package io.gyre.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gyre.Needed;
import io.gyre.broker.TestBroker;
import io.gyre.crash.Outputs;
import io.gyre.topic.Metrics;
import io.gyre.topic.Prediction;
import io.gyre.topic.Topic;
import io.gyre.topic.TopicNames;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * docker-compose.yml as a person uses it, from the build of the image to {@code down}. The tests go
 * through one stack's life in order; what they hold it to is the same each time: as many
 * predictions of the blend as points, and steps that follow on one another.
 */
@Tag("docker")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ComposeIT {

  private static final List<String> LEARNERS =
      List.of("network", "challenger", "logistic", "blend");
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private static ComposeStack stack;

  /** What the containers have said is gone with them; .ci/run says the end of it last. */
  @RegisterExtension
  static final TestWatcher LOGS =
      new TestWatcher() {
        @Override
        public void testFailed(ExtensionContext context, Throwable cause) {
          try {
            String said =
                stack.compose("ps", "--all")
                    + "\n"
                    + stack.compose("logs", "--no-color", "--timestamps", "--tail", "200");
            Files.writeString(Path.of("target", "failsafe-reports", "containers.log"), said);
            System.out.println(said);
          } catch (Exception e) {
            cause.addSuppressed(e);
          }
        }
      };

  @BeforeAll
  static void up() throws Exception {
    Needed.assume(TestBroker.dockerAnswers(), "no Docker engine answers, and this test needs one");
    Needed.assume(ComposeStack.available(), "there is no docker compose, and this test needs it");
    stack = new ComposeStack();
    timed("docker compose build", () -> stack.compose("build"));
    timed("docker compose up --wait", () -> stack.compose("up", "--detach", "--wait"));
  }

  @AfterAll
  static void removeAll() throws Exception {
    if (stack != null) {
      stack.compose("--profile", "*", "down", "--volumes");
      stack.docker("image", "rm", stack.image());
    }
  }

  @Test
  @Order(1)
  void shouldPredictAndReportWhatTheHostCanRead() throws Exception {
    awaitSteps(lastStep() + 100);

    assertNothingIsLostOrTwice();
    assertThat(get("/health/ready").statusCode()).isEqualTo(200);
    assertThat(get("/").body()).contains("<title>");
    assertThat(get("/metrics").body()).contains("gyre_steps_total");
    assertThat(stack.compose("exec", "-T", "learner", "gyre", "health")).contains("\"ok\":true");
  }

  @Test
  @Order(2)
  void shouldRunWithoutRightsAndOnLoopbackOnly() throws Exception {
    for (String service : List.of("kafka", "learner", "producer", "dashboard")) {
      assertThat(stack.inspect(service, ".Config.User")).isNotIn("", "0", "root");
      assertThat(stack.inspect(service, ".HostConfig.CapDrop")).isEqualTo("[ALL]");
      assertThat(stack.inspect(service, ".HostConfig.Memory")).isNotEqualTo("0");
      assertThat(stack.inspect(service, ".HostConfig.PortBindings"))
          .doesNotContainPattern("\\{(?!127\\.0\\.0\\.1 )");
    }
    assertThat(stack.inspect("learner", ".HostConfig.ReadonlyRootfs")).isEqualTo("true");
  }

  @Test
  @Order(3)
  void shouldComeBackAtItsStepAfterTheLearnerWasKilled() throws Exception {
    long before = lastStep();

    stack.crash("learner");

    timed("learner back after kill -9", () -> awaitSteps(before + 100));
    assertThat(stack.inspect("learner", ".RestartCount")).isEqualTo("1");
    assertNothingIsLostOrTwice();
  }

  @Test
  @Order(4)
  void shouldGoOnAfterTheBrokerWasPausedFor20Seconds() throws Exception {
    long before = lastStep();
    Instant paused = Instant.now();
    Callable<String> unpause = stack.pause("kafka");
    await().atMost(PATIENCE).until(() -> Duration.between(paused, Instant.now()).toSeconds() >= 20);
    unpause.call();

    timed("steps again after a pause of 20 s", () -> awaitSteps(before + 100));
    assertNothingIsLostOrTwice();
  }

  @Test
  @Order(5)
  void shouldGoOnAtItsStepAfterAStopAndAStart() throws Exception {
    stack.compose("stop");
    assertThat(stack.inspect("learner", ".State.ExitCode")).isEqualTo("0");
    assertThat(stack.inspect("producer", ".State.ExitCode")).isEqualTo("0");

    timed("docker compose up --wait again", () -> stack.compose("up", "--detach", "--wait"));

    long before = lastStep();
    awaitSteps(before + 100);
    assertNothingIsLostOrTwice();
  }

  @Test
  @Order(6)
  void shouldLeaveNothingButVolumes() throws Exception {
    stack.compose("down");

    String ours = "label=com.docker.compose.project=" + stack.project();
    assertThat(stack.docker("ps", "--all", "--quiet", "--filter", ours)).isEmpty();
    assertThat(stack.docker("network", "ls", "--quiet", "--filter", ours)).isEmpty();
    assertThat(stack.docker("volume", "ls", "--format", "{{.Name}}", "--filter", ours).lines())
        .containsExactlyInAnyOrder(stack.project() + "_kafka", stack.project() + "_learner");
  }

  /**
   * Every learner's windows follow on one another, and the blend, which alone publishes its
   * predictions, has predicted every offset once.
   */
  private static void assertNothingIsLostOrTwice() {
    List<Metrics> windows = windows();
    List<Prediction> predictions = outputs().values(Topic.PREDICTIONS);
    for (String learner : LEARNERS) {
      long step = 0;
      for (Metrics window : windows) {
        if (window.learner().equals(learner)) {
          assertThat(window.step()).as("%s", window).isEqualTo(step + window.steps());
          step = window.step();
        }
      }
    }
    assertThat(predictions).extracting(Prediction::learner).containsOnly("blend");
    assertThat(predictions)
        .extracting(Prediction::offset)
        .isEqualTo(LongStream.range(0, predictions.size()).boxed().toList());
  }

  private static List<Metrics> windows() {
    return outputs().values(Topic.METRICS).stream().filter(Metrics::closed).toList();
  }

  /** What is committed, as the host reads it. */
  private static Outputs outputs() {
    return new Outputs(stack.bootstrapServers(), TopicNames.standard());
  }

  /** Returns the highest step of the network that a closed window tells of. */
  private static long lastStep() {
    return windows().stream()
        .filter(window -> window.learner().equals("network"))
        .mapToLong(Metrics::step)
        .max()
        .orElse(0);
  }

  private static void awaitSteps(long step) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .until(() -> lastStep() >= step && reporting().containsAll(LEARNERS));
  }

  private static Set<String> reporting() {
    return windows().stream().map(Metrics::learner).collect(Collectors.toSet());
  }

  private static HttpResponse<String> get(String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(stack.url() + path)).timeout(PATIENCE).build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
  }

  private interface Action {
    void run() throws Exception;
  }

  private static void timed(String what, Action action) throws Exception {
    Instant start = Instant.now();
    action.run();
    System.out.printf(
        "%s: %.1f s%n", what, Duration.between(start, Instant.now()).toMillis() / 1000.0);
  }
}
