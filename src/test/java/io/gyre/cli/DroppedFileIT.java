package io.gyre.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gyre.LongRunning;
import io.gyre.TestPorts;
import io.gyre.kafka.ClusterAccess;
import io.gyre.kafka.ClusterAdmin;
import io.gyre.learning.list.LearnerPresets;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A file that is dropped on the page of {@code gyre up}: learned from, stopped, and killed. */
@Execution(ExecutionMode.CONCURRENT)
class DroppedFileIT {

  private static final int ROWS = 1_000;

  /** Without naive Bayes, which has no answers where there is no text. */
  private static final int LEARNERS = LearnerPresets.DATA.learners().size() - 1;

  private static final String NAME = "Some <b>orders.csv";
  private static final String APPLICATION = "some-b-orders";

  private final int kafka = TestPorts.reserve();
  private final int httpPort = TestPorts.reserve();
  private final ClusterAccess cluster = ClusterAccess.local("127.0.0.1:" + kafka);
  private final HttpClient http = HttpClient.newHttpClient();

  @TempDir private Path folder;

  @Test
  void shouldLearnAsScoreDoesAndLeaveNothingBehind() throws Exception {
    Path csv = Files.writeString(folder.resolve("orders.csv"), rows());
    String scored =
        Terminated.run(Map.of(), "score", csv.toString(), "--ignore=row", "--json").out();

    try (RunningCommand up = new RunningCommand(arguments())) {
      up.await("Learners: ");
      JsonNode preview = send(csv);
      assertThat(preview.path("label").textValue()).isEqualTo("class");
      assertThat(start(preview, "max")).isEqualTo(APPLICATION);
      JsonNode end = awaitRun(run -> !run.path("state").textValue().equals("streaming"));
      assertThat(end.path("state").textValue()).as(end.toString()).isEqualTo("ended");
      assertThat(end.path("sent").intValue()).isEqualTo(ROWS);
      assertThat(end.path("total").intValue()).isEqualTo(ROWS);
      assertThat(end.path("bad").intValue()).isEqualTo(1);
      assertThat(LearnedDigests.awaited(cluster, APPLICATION + ".parameters", scored))
          .hasSize(LEARNERS);
      assertThat(applications()).containsExactly("gyre", APPLICATION);
      await().untilAsserted(() -> assertThat(totals()).hasSize(LEARNERS).containsOnly(ROWS));

      shouldStreamAnotherInItsPlace(csv);
      shouldGoOnWithTheSpiralsWhenTheFileFails(csv);
      assertThat(applications()).containsExactly("gyre");
      shouldLeaveTheTopicsOfOthers(csv);
    }
  }

  /** Under the same name, for what was there is forgotten first. */
  private void shouldStreamAnotherInItsPlace(Path csv) throws Exception {
    JsonNode preview = send(csv);
    assertThat(start(preview, "0.5")).isEqualTo(APPLICATION);
    awaitRun(run -> run.path("state").textValue().equals("streaming"));

    assertThat(begin(preview, "max").statusCode()).as("the preview is used up").isEqualTo(400);
    assertThat(applications()).containsExactly("gyre", APPLICATION);
  }

  private void shouldLeaveTheTopicsOfOthers(Path csv) throws Exception {
    String taken = APPLICATION + ".points";
    try (Admin admin = cluster.admin()) {
      admin.createTopics(List.of(new NewTopic(taken, 1, (short) 1))).all().get();
    }
    HttpResponse<String> answer = begin(send(csv), "max");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("there is an application " + APPLICATION + " already");
    assertThat(topics()).containsExactly(taken);
  }

  @Test
  @LongRunning
  void shouldForgetWithTheProcessHoweverItEnds() throws Exception {
    Path csv = Files.writeString(folder.resolve("orders.csv"), rows());
    try (Child first = Child.start(Child.gyre(arguments()))) {
      assertThat(first.output().lines().anyMatch(l -> l.startsWith("Learners: "))).isTrue();
      start(send(csv), "200");
      awaitRun(run -> run.path("sent").intValue() > 100);
      await().until(() -> !totals().isEmpty());
    }
    assertThat(kept()).hasSize(2).contains(APPLICATION);

    try (RunningCommand second = new RunningCommand(arguments())) {
      second.await("Learners: ");
      assertThat(kept()).isEmpty();
      assertThat(topics()).isEmpty();
      assertThat(applications()).containsExactly("gyre");
      assertThat(start(send(csv), "200")).isEqualTo(APPLICATION);
      awaitRun(run -> run.path("sent").intValue() > 0);
    }
    assertThat(kept()).isEmpty();
  }

  /** What fails is the file's alone; one that streams is replaced. */
  private void shouldGoOnWithTheSpiralsWhenTheFileFails(Path csv) throws Exception {
    start(send(csv), "10");
    awaitRun(run -> run.path("sent").intValue() > 0);
    try (Admin admin = cluster.admin()) {
      admin.deleteTopics(List.of(APPLICATION + ".points")).all().get();
    }

    JsonNode failed = awaitRun(run -> run.path("state").textValue().equals("failed"));
    assertThat(failed.path("error").textValue()).contains(APPLICATION + ".points");
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
    stop();
  }

  /** Waits for its end, too: the answer does not, if it takes more than some seconds. */
  private void stop() throws Exception {
    post("/api/files/stop", "{}");
    await().until(() -> kept().isEmpty() && topics().isEmpty());
  }

  /** With text, missing values, and a row that cannot be read. */
  private static String rows() {
    StringBuilder csv = new StringBuilder("row,city,amount,class\n0,x,1e999,yes\n");
    IntStream.range(0, ROWS)
        .forEach(
            i ->
                csv.append(i)
                    .append(i % 7 == 0 ? "," : ",city " + i % 5)
                    .append(',')
                    .append(i % 11 == 0 ? "?" : String.valueOf(i * 31 % 97 / 10.0))
                    .append(i % 5 < 2 ? ",yes\n" : i % 3 == 0 ? ",no\n" : ",perhaps\n"));
    return csv.toString();
  }

  private String[] arguments() {
    return new String[] {
      "up",
      "--rate=50",
      "--data=" + folder.resolve("data"),
      "--kafka-port=" + kafka,
      "--http-port=" + httpPort
    };
  }

  private HttpResponse<String> upload(Path file) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(
                uri(
                    "/api/files?name="
                        + NAME.replace(" ", "%20").replace("<", "%3C").replace(">", "%3E")))
            .header("Content-Type", "application/octet-stream")
            .POST(BodyPublishers.ofFile(file))
            .build();
    return http.send(request, BodyHandlers.ofString());
  }

  private JsonNode send(Path file) throws Exception {
    HttpResponse<String> answer = upload(file);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return new ObjectMapper().readTree(answer.body());
  }

  private HttpResponse<String> begin(JsonNode preview, String rate) throws Exception {
    String body =
        "{\"file\":%s,\"label\":\"class\",\"ignore\":[\"row\"],\"rate\":%s}"
            .formatted(preview.path("file"), rate.equals("max") ? "\"max\"" : rate);
    return post("/api/files/start", body);
  }

  private String start(JsonNode preview, String rate) throws Exception {
    HttpResponse<String> answer = begin(preview, rate);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return new ObjectMapper().readTree(answer.body()).path("application").textValue();
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(uri(path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build();
    return http.send(request, BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return http.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + httpPort + path);
  }

  /** What a page is told first. */
  private JsonNode snapshot() throws Exception {
    HttpRequest request = HttpRequest.newBuilder(uri("/api/events")).build();
    try (BufferedReader events =
        new BufferedReader(
            new InputStreamReader(
                http.send(request, BodyHandlers.ofInputStream()).body(), UTF_8))) {
      assertThat(events.readLine()).isEqualTo("event: snapshot");
      return new ObjectMapper().readTree(events.readLine().substring("data: ".length()));
    }
  }

  private JsonNode awaitRun(Predicate<JsonNode> wanted) {
    return await()
        .until(
            () -> snapshot().path("uploads").path("run"),
            run -> run.isObject() && wanted.test(run));
  }

  private List<String> applications() throws Exception {
    return snapshot().path("applications").findValuesAsText("id");
  }

  /** How many points each learner of the file has learned from, in total. */
  private List<Integer> totals() throws Exception {
    String body = get("/api/learners?application=" + APPLICATION).body();
    JsonNode learners = new ObjectMapper().readTree(body);
    return learners.isArray()
        ? learners.findValues("points").stream().map(JsonNode::intValue).toList()
        : List.of();
  }

  /** The topics of the file that are there. */
  private List<String> topics() {
    try (Admin admin = cluster.admin()) {
      return new ClusterAdmin(admin)
          .topics().stream().filter(topic -> topic.startsWith(APPLICATION)).toList();
    }
  }

  private List<String> kept() throws IOException {
    try (Stream<Path> all = Files.list(folder.resolve("data/dropped_files"))) {
      return all.map(path -> path.getFileName().toString()).collect(Collectors.toList());
    }
  }
}
