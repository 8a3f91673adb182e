package io.gyre.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gyre.LongRunning;
import io.gyre.TestPorts;
import io.gyre.data.Fields;
import io.gyre.data.record.RecordReader;
import io.gyre.data.record.RecordSettings;
import io.gyre.fold.Fold;
import io.gyre.fold.answer.Answer;
import io.gyre.fold.intake.AskOptions;
import io.gyre.fold.state.FoldSettings;
import io.gyre.fold.state.FoldStore;
import io.gyre.learning.list.LearnerPresets;
import io.gyre.stream.processor.LogRecords;
import io.gyre.stream.processor.RecordCoordinates;
import io.gyre.time.WindowSettings;
import io.gyre.topic.TopicNames;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A page elsewhere answers for every learner while the learners are killed, and never of a torn
 * state.
 */
@Tag("processes")
class ReplicaIT {

  private static final int PER_SECOND = 500;
  private static final int PLACES = 8;

  /** Between two questions, so that there is room to learn. */
  private static final long PAUSE_NANOS = 50_000_000;

  private static final JsonMapper JSON = new JsonMapper();
  private static final RecordReader QUESTIONER =
      RecordReader.of(RecordSettings.standard().ofQuestions(), RecordReader.Accepts.POINTS);

  /** As {@code gyre learn} has them that is told no more. */
  private static final FoldSettings SETTINGS =
      new FoldSettings(LearnerPresets.DATA.learners(), WindowSettings.standard());

  private static final List<String> QUESTIONS =
      List.of(
          "{\"x\":0.3,\"y\":-1,\"city\":\"c3\"}",
          "{\"x\":-2,\"city\":\"c17\",\"name\":\"n5\"}",
          "{\"y\":1.5,\"city\":\"never seen\"}",
          "{\"x\":null,\"name\":\"n7\"}");

  @TempDir Path folder;

  private final HttpClient http = HttpClient.newHttpClient();
  private final int port = TestPorts.reserve();
  private final Queue<Asked> asked = new ConcurrentLinkedQueue<>();
  private final AtomicLong offset = new AtomicLong(-1);

  /**
   * What the page has answered.
   *
   * @param question null if it was asked for a plane
   */
  private record Asked(String question, JsonNode answer) {}

  @Test
  void shouldAnswerWhatALoopAnswersAtTheSameOffset() throws Exception {
    kill(2);
  }

  @Test
  @LongRunning
  void shouldDoSoAfterTenKills() throws Exception {
    kill(10);
  }

  /** Two numbers, a category, and a text of several words. */
  private static byte[] record(long i) {
    Random random = new Random(i);
    double x = random.nextGaussian();
    int city = random.nextInt(40);
    String label = x + (city - 20) / 10.0 > 0.5 ? "kept" : random.nextInt(3) > 0 ? "sold" : "lost";
    return "{\"x\":%s,\"y\":%s,\"city\":\"c%d\",\"name\":\"the old house of n%d\",\"label\":\"%s\"}"
        .formatted(x, random.nextGaussian(), city, random.nextInt(5_000), label)
        .getBytes(StandardCharsets.UTF_8);
  }

  private void kill(int kills) throws Exception {
    TopicNames names = TopicNames.standard();
    try (TestCluster cluster = TestCluster.start(folder);
        PointStream stream =
            new PointStream(cluster.servers(), names.points(), 1, ReplicaIT::record)) {
      cluster.createTopics(names, 1);
      cluster.gyre(
          List.of("dashboard", "--bootstrap-server", cluster.servers(), "--http-port=" + port));
      AtomicBoolean going = new AtomicBoolean(true);
      Thread sending = stream.sendInBackground(1, PER_SECOND, going::get);
      JavaProcess learner = cluster.learn("gyre", "state", "--learners=data");
      awaitOffset(1_000);
      await("a plane, once points and reports have been read")
          .atMost(Duration.ofSeconds(120))
          .until(
              () -> {
                HttpResponse<String> first = plane("blend");
                return first.statusCode() == 200 && !JSON.readTree(first.body()).has("reason");
              });
      AtomicReference<Throwable> failed = new AtomicReference<>();
      Thread asking = new Thread(() -> ask(going, failed), "questions");
      asking.start();
      Random random = new Random(TestCluster.seed());
      for (int kill = 0; kill < kills; kill++) {
        // Also in the midst of what a save sends, and of a start.
        awaitOffset(offset.get() + 200 + random.nextInt(1_500));
        learner.kill();
        learner = cluster.learn("gyre", "state", "--learners=data");
      }
      awaitOffset(offset.get() + 2_000);
      going.set(false);
      asking.join();
      sending.join();
      assertThat(failed.get()).isNull();
      compare(new Outputs(cluster.servers(), names).read(names.points()));
    }
  }

  private void awaitOffset(long least) {
    await("an answer of offset " + least)
        .atMost(Duration.ofSeconds(120))
        .ignoreExceptionsInstanceOf(ConnectException.class)
        .until(() -> !offered().isEmpty() && offset.get() >= least);
  }

  /** An answer of every learner; empty while there is none. */
  private JsonNode offered() throws Exception {
    HttpResponse<String> answer = predict(QUESTIONS.get(0));
    JsonNode all = JSON.readTree(answer.body());
    if (answer.statusCode() != 200 || all.get(0).has("reason")) {
      return JSON.createArrayNode();
    }
    offset.accumulateAndGet(all.at("/0/offset").longValue(), Math::max);
    return all;
  }

  private HttpResponse<String> predict(String question) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/predict"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(question))
            .build(),
        BodyHandlers.ofString());
  }

  private HttpResponse<String> plane(String learner) throws Exception {
    String plane =
        "http://127.0.0.1:%d/api/field?x=x&y=y&low=-2,-2&high=2,2&resolution=%d&learner=%s"
            .formatted(port, PLACES, learner);
    return http.send(HttpRequest.newBuilder(URI.create(plane)).build(), BodyHandlers.ofString());
  }

  private void ask(AtomicBoolean going, AtomicReference<Throwable> failed) {
    List<String> learners = SETTINGS.learners().stream().map(learner -> learner.name()).toList();
    try {
      for (int i = 0; going.get(); i++) {
        String question = QUESTIONS.get(i % QUESTIONS.size());
        asked.add(new Asked(question, read(predict(question))));
        LockSupport.parkNanos(PAUSE_NANOS);
        asked.add(new Asked(null, read(plane(learners.get(i % learners.size())))));
      }
    } catch (Exception | AssertionError e) {
      failed.set(e);
    }
  }

  private static JsonNode read(HttpResponse<String> answer) throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  /** Learns the log in a plain loop, and asks it at each offset what was asked there. */
  private void compare(List<ConsumerRecord<byte[], byte[]>> log) throws Exception {
    Map<Long, List<Asked>> byOffset = new TreeMap<>();
    for (Asked each : asked) {
      if (each.question == null) {
        byOffset.computeIfAbsent(offset(each.answer), o -> new ArrayList<>()).add(each);
      } else {
        assertThat(each.answer).as("answers of all learners").hasSize(SETTINGS.learners().size());
        for (JsonNode one : each.answer) {
          Asked alone = new Asked(each.question, one);
          byOffset.computeIfAbsent(offset(one), o -> new ArrayList<>()).add(alone);
        }
      }
    }
    Fold fold =
        Fold.open(SETTINGS.withReports(FoldSettings.NO_REPORTS), FoldStore.unsaved("a loop"));
    LogRecords records = new LogRecords(false, AskOptions.ALL, 0);
    int compared = 0;
    for (ConsumerRecord<byte[], byte[]> record : log) {
      compared += compare(fold, byOffset.remove(fold.report().next()));
      RecordCoordinates place =
          new RecordCoordinates(record.topic(), record.partition(), record.offset());
      Record<byte[], byte[]> as =
          new Record<>(record.key(), record.value(), record.timestamp(), record.headers());
      fold.apply(records.locate(as, place).log());
    }
    compared += compare(fold, byOffset.remove(fold.report().next()));
    assertThat(byOffset).as("answers of offsets that are not in the log").isEmpty();
    System.out.printf("%,d answers compared%n", compared);
    assertThat(compared).isGreaterThan(500);
  }

  private static long offset(JsonNode answer) {
    assertThat(answer.has("offset")).as(answer.toString()).isTrue();
    return answer.get("offset").longValue();
  }

  private static int compare(Fold fold, List<Asked> there) throws Exception {
    if (there == null) {
      return 0;
    }
    List<String> names = fold.report().learners();
    for (Asked each : there) {
      int place = names.indexOf(each.answer.get("learner").textValue());
      long step = fold.report().learner(place, false).step();
      assertThat(each.answer.get("step").longValue()).isEqualTo(step);
      if (each.question == null) {
        comparePlane(fold, place, each.answer);
        continue;
      }
      Fields fields = QUESTIONER.read(each.question.getBytes(StandardCharsets.UTF_8)).fields();
      Answer answer = fold.ask(fields, AskOptions.of(List.of(names.get(place))));
      for (int k = 0; k < answer.classes().size(); k++) {
        String label = answer.classes().get(k).text();
        assertThat(each.answer.get("probabilities").get(label).doubleValue())
            .as("%s at %d", each.answer, answer.offset)
            .isEqualTo(answer.probability(place, k));
      }
    }
    return there.size();
  }

  private static void comparePlane(Fold fold, int place, JsonNode plane) {
    assertThat(plane.get("resolution").intValue()).isEqualTo(PLACES);
    for (int row = 0; row < PLACES; row++) {
      for (int column = 0; column < PLACES; column++) {
        double[] numbers = {
          -2 + column / (PLACES - 1.0) * (2 - -2), -2 + row / (PLACES - 1.0) * (2 - -2)
        };
        Answer answer =
            fold.ask(new Fields(new String[] {"x", "y"}, numbers, null), AskOptions.ALL);
        int k = plane.at("/predictions/%d/%d".formatted(row, column)).intValue();
        assertThat(plane.at("/probabilities/%d/%d".formatted(row, column)).doubleValue())
            .as("plane of learner %d at %d", place, answer.offset)
            .isEqualTo(answer.probability(place, k));
      }
    }
  }
}
