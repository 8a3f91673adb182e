package io.gyre.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gyre.GyreException;
import io.gyre.LongRunning;
import io.gyre.TestPorts;
import io.gyre.app.ApplicationOnCluster;
import io.gyre.app.VersionReturn;
import io.gyre.broker.TestBroker;
import io.gyre.cli.RunningCommand;
import io.gyre.cli.Terminated;
import io.gyre.fold.state.FoldSettings;
import io.gyre.kafka.ClusterAccess;
import io.gyre.kafka.ClusterAdmin;
import io.gyre.stream.LearnerApplication;
import io.gyre.stream.start.ApplicationSettings;
import io.gyre.stream.start.StoredState;
import io.gyre.topic.Topic;
import io.gyre.version.Version;
import io.gyre.version.VersionRule;
import io.gyre.version.VersionTopic;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * {@code gyre version} and {@code gyre reset --to-version}, as a person runs them, on an
 * application that learns in this JVM: points of four partitions, keys, labels that come later,
 * decisions.
 */
@Execution(ExecutionMode.CONCURRENT)
class VersionIT {

  private static final int POINTS = 500;
  private static final int PARTITIONS = 4;
  private static final int KILLS = 20;
  private static final int RACES = 12;

  @TempDir Path folder;

  private Bed bed;
  private LateStream stream;
  private ApplicationSettings settings;

  @AfterEach
  void close() {
    if (bed != null) {
      stream.close();
      bed.close();
    }
  }

  /** Makes an application that has learned, with the versions "first" and "last". */
  private void learn(String application, FoldSettings fold) throws Exception {
    long seed = TestCluster.seed();
    bed = Bed.make(TestBroker.bootstrapServers(), application, folder, PARTITIONS);
    stream = bed.lateStream(seed, new MixedRecords(seed, fold.records().ofAmounts()));
    settings =
        bed.lateSettings("state", Bed.LEARNERS, Map.of()).with(fold).with(new VersionRule(0, 14));
    send(POINTS);
    try (LearnerApplication running = LearnerApplication.start(settings)) {
      bed.awaitAnswers(running, POINTS);
      save("first");
      send(POINTS);
      bed.awaitAnswers(running, POINTS * 3L / 2 * fold.learners().size());
      save("last");
    }
    bed.awaitNoMembers();
  }

  /** Learns more points, all that is left to the end of the stream, and saves a version. */
  private void learnOn(String version) throws Exception {
    try (LearnerApplication running = LearnerApplication.start(settings)) {
      send(POINTS);
      bed.finish(stream, running);
      save(version);
    }
    bed.awaitNoMembers();
  }

  private void send(long more) throws Exception {
    long until = stream.sent() + more;
    stream.sendInBackground(1_000_000, () -> stream.sent() < until).join();
  }

  private void save(String name) {
    Terminated saved = version("save", name);
    saved.requireDone();
    assertThat(saved.out()).contains(name + ", is saved");
  }

  private Terminated version(String... words) {
    return Terminated.run(
        Map.of(),
        Stream.concat(Stream.of("version"), Stream.of(ofApplication(words)))
            .toArray(String[]::new));
  }

  private String[] ofApplication(String... words) {
    String[] where = {"--bootstrap-server=" + bed.servers, "--application-id=" + bed.application};
    return Stream.of(words, where).flatMap(Stream::of).toArray(String[]::new);
  }

  private Terminated reset(String... more) {
    return ResetIT.reset(bed, more);
  }

  private Version saved(String name) {
    return new VersionTopic(ClusterAccess.local(bed.servers), bed.application).list().find(name);
  }

  @Test
  void shouldLearnOnFromAVersionAsIfNothingHadComeSince() throws Exception {
    learn("returns", KillIT.SETTINGS);
    Version first = saved("first");
    Version last = saved("last");
    assertThat(version("list").out()).contains("first", "last", "a request");
    assertThat(version("show", "last").out()).contains(last.digests().values());

    requireLearnedAgain(first, last);
    requireExplained();
    requireNotOvertaken();

    assertThat(reset("--to-version=none", "--yes").err())
        .contains("there is no version none, only [2, 3]");
    Terminated done = reset("--to-version=first", "--yes");
    done.requireDone();
    assertThat(done.out())
        .contains("of offset %d of returns-journal".formatted(first.offset()), "again");
    assertThat(stands()).isEqualTo(first.offset());

    learnOn("on");
    bed.requireVersions(KillIT.SETTINGS, List.of("first", "last", "on"));
    assertThat(saved("on").offset()).isGreaterThan(last.offset());

    reset("--to-version=first", "--skip", "--yes").requireDone();
    assertThat(stands()).isGreaterThanOrEqualTo(last.offset()).isEqualTo(bed.committedOfJournal());
    requireServedAlthoughDeleted("last");
    assertThat(reset("--to-version=last", "--yes").err()).contains("there is no version last");
  }

  @Test
  void shouldLearnAmountsOnFromAVersionAsIfItHadNeverGoneBeyond() throws Exception {
    learn("amounts", KillIT.AMOUNTS);
    reset("--to-version=first", "--yes").requireDone();
    assertThat(stands()).isEqualTo(saved("first").offset()).isLessThan(saved("last").offset());
    learnOn("on");
    bed.requireVersions(KillIT.AMOUNTS, List.of("first", "last", "on"));
  }

  /** An instance that starts after the last look of a return is not robbed of what it learns. */
  private void requireNotOvertaken() throws Exception {
    Map<String, Object> before = ResetIT.stored(bed);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bed.servers))) {
      VersionReturn back =
          new VersionReturn(
              ClusterAccess.local(bed.servers),
              new ApplicationOnCluster(new ClusterAdmin(admin), bed.application),
              bed.names.points(),
              "first",
              false);
      try (LearnerApplication running = LearnerApplication.start(settings)) {
        send(POINTS / 10);
        await("to learn on")
            .until(
                () -> {
                  running.throwFailure();
                  return !ResetIT.stored(bed).get("offsets").equals(before.get("offsets"));
                });
        assertThatThrownBy(back::run).hasMessageContaining("is running");
      }
      bed.awaitNoMembers();
      assertThatThrownBy(back::run).hasMessageContaining("has learned meanwhile");
    }
  }

  /** Who has read a version answers by it after it was deleted; who starts later says why not. */
  private void requireServedAlthoughDeleted(String name) throws Exception {
    Version version = saved(name);
    MixedRecords records = new MixedRecords(1);
    ServedAnswers answers =
        new ServedAnswers(bed.application, i -> records.point(i, "q-" + i, false));
    Random random = new Random(1);
    String ofReplica = bed.application + "/versions/" + name;
    Map<Integer, String> models =
        Map.of(TestPorts.reserve(), ofReplica, TestPorts.reserve(), bed.application);
    List<RunningCommand> servers = new ArrayList<>();
    try {
      models.forEach(
          (port, model) ->
              servers.add(
                  model.equals(ofReplica) ? serve(port) : serve(port, "--version=" + name)));
      for (int round = 0; round < 2; round++) {
        for (Map.Entry<Integer, String> each : models.entrySet()) {
          ServedAnswers.Reply reply =
              await(each.getValue())
                  .ignoreExceptionsInstanceOf(IOException.class)
                  .until(
                      () -> answers.ask(each.getKey(), each.getValue(), null, 3, random, true),
                      found -> found.status() != 503);
          assertThat(reply.status()).as(reply.body()).isEqualTo(200);
          assertThat(reply.offset()).isEqualTo(version.offset());
          assertThat(reply.body()).contains(version.digests().get("blend"));
        }
        if (round == 0) {
          version("delete", name, "2", "--yes").requireDone();
        }
      }
    } finally {
      servers.forEach(RunningCommand::close);
    }
    int port = TestPorts.reserve();
    try (RunningCommand later = serve(port)) {
      later.await("Serving");
      ServedAnswers.Reply refused =
          await("to look")
              .until(
                  () -> answers.ask(port, ofReplica, null, 1, random),
                  found -> found.status() != 503);
      assertThat(refused.status()).isEqualTo(404);
      assertThat(refused.body()).contains("there is no version " + name);
    }
    String[] alone = {"serve", "--version=" + name, "--http-port=" + port};
    assertThat(Terminated.run(Map.of(), ofApplication(alone)).err())
        .contains("there is no version " + name);
  }

  private RunningCommand serve(int port, String... more) {
    String[] words = {"serve", "--http-port=" + port};
    return new RunningCommand(
        ofApplication(Stream.concat(Stream.of(words), Stream.of(more)).toArray(String[]::new)));
  }

  /** What was learned by an offset is computed again, and what would have been. */
  private void requireLearnedAgain(Version first, Version last) throws Exception {
    String[] asLast = {"--from-version=first", "--until=" + last.offset()};
    for (JsonNode was : score(bed.application + "-journal", asLast)) {
      assertThat(was.path("points").asLong()).isGreaterThan(POINTS / 4);
      if (was.hasNonNull("digest")) {
        assertThat(was.path("digest").asText())
            .isEqualTo(last.digests().get(was.path("learner").asText()));
      }
    }
    String end = "--until=" + first.offset();
    assertThat(score(null, "--from-version=first", end))
        .allMatch(was -> was.path("points").asLong() == 0 && !was.has("run"));
    List<JsonNode> whatIf = score(null, "--from-version=2", "--learners=fast", asLast[1]);
    assertThat(whatIf.stream().filter(was -> was.path("run").asText().equals("what if")))
        .extracting(was -> was.path("learner").asText())
        .containsExactly(
            "logistic", "network", "label-chain", "naive-bayes", "blend", "last-label", "majority");
    assertThat(whatIf.stream().filter(was -> was.path("run").asText().equals("as it was")))
        .hasSizeGreaterThan(3);
    List<JsonNode> beside = score(null, asLast[0], asLast[1], "--frozen=first");
    for (String version : List.of("as it was", "version 2")) {
      assertThat(beside)
          .filteredOn(was -> was.path("run").asText().equals(version))
          .filteredOn(was -> was.path("learner").asText().equals("blend"))
          .extracting(was -> was.path("points").asLong())
          .as(version)
          .containsExactly(beside.get(0).path("points").asLong());
    }
    String[] known = {"score", "--from-version=first", "--frozen=last"};
    assertThat(Terminated.run(Map.of(), ofApplication(known)).err())
        .as("it has learned these points")
        .contains("expected one that was saved before these");
  }

  /** Some predictions are computed again from a version before them, or from the first record. */
  private void requireExplained() throws Exception {
    List<ConsumerRecord<byte[], byte[]>> published =
        bed.outputs().read(bed.names.of(Topic.PREDICTIONS));
    for (int place : List.of(POINTS / 2, published.size() / 2, published.size() - 1)) {
      JsonNode said = new JsonMapper().readTree(published.get(place).value());
      String learner = said.path("learner").asText();
      JsonNode again =
          lines(
                  "explain",
                  learner,
                  "--bootstrap-server=" + bed.servers,
                  "--application-id=" + bed.application,
                  "--at=" + said.path("offset").asText(),
                  "--partition=" + said.path("partition").asText(),
                  "--json")
              .get(0);
      // While it knows one class no field can change its answer.
      boolean chose = again.hasNonNull("probability") || again.path("probabilities").size() > 1;
      assertThat(again.path("why").size() > 0)
          .as(again.toString())
          .isEqualTo(chose && !isPrior(learner));
      assertThat(again.hasNonNull("digest")).isTrue();
      said.properties()
          .forEach(
              each ->
                  assertThat(again.get(each.getKey())).as(again + "").isEqualTo(each.getValue()));
    }
  }

  /** Its answers do not depend on fields. */
  private static boolean isPrior(String learner) {
    return learner.equals("prior");
  }

  private List<JsonNode> score(String topic, String... words) throws Exception {
    List<String> all = new ArrayList<>(List.of("score", "--bootstrap-server=" + bed.servers));
    all.add(topic == null ? "--application-id=" + bed.application : "--topic=" + topic);
    all.add("--json");
    all.addAll(List.of(words));
    return lines(all.toArray(String[]::new));
  }

  private static List<JsonNode> lines(String... words) throws Exception {
    Terminated scored = Terminated.run(Map.of(), words);
    scored.requireDone();
    List<JsonNode> lines = new ArrayList<>();
    for (String line : scored.out().lines().toList()) {
      lines.add(new JsonMapper().readTree(line));
    }
    assertThat(lines).isNotEmpty();
    return lines;
  }

  /** The offset up to which the state has learned, which must be the group's. */
  private long stands() throws Exception {
    String changelog = settings.changelog();
    long next = new StoredState(settings.client(), changelog).positions().get(0).next();
    assertThat(bed.committedOfJournal()).isGreaterThanOrEqualTo(next);
    return next;
  }

  @Test
  @LongRunning
  void shouldHaveReturnedOrNotBegunWhenAReturnIsKilled() throws Exception {
    learn("killed-returns", KillIT.SETTINGS);
    Map<String, Integer> outcomes = new TreeMap<>();
    Version there = saved("first");
    long took = reset(there, -1);
    assertThat(standsAt(there)).isTrue();
    for (int i = 0; i < KILLS; i++) {
      Version other = saved(there.name().equals("last") ? "first" : "last");
      reset(other, (long) (took * (0.5 + (double) i / KILLS)));
      boolean returned = standsAt(other);
      assertThat(returned || standsAt(there)).isTrue();
      outcomes.merge(returned ? "returned" : "not begun", 1, Integer::sum);
      there = returned ? other : there;
    }
    System.out.println("kills of a return: " + outcomes);
    leaveOut();
    reset("--to-version=last", "--yes").requireDone();
    learnOn("after");
    bed.requireVersion(KillIT.SETTINGS, saved("after"), offset -> false);
  }

  /** Two instances with state folders of their own start while a return is on its way. */
  @Test
  @LongRunning
  void shouldReturnOrNotWhenTwoInstancesStartMeanwhile() throws Exception {
    learn("raced-returns", KillIT.SETTINGS);
    Random random = new Random(TestCluster.seed());
    Map<String, Integer> outcomes = new TreeMap<>();
    List<String> versions = new ArrayList<>(List.of("first", "last"));
    long begun = System.nanoTime();
    reset(saved("first"), -1);
    long undisturbed = System.nanoTime() - begun;
    for (int i = 0; i < RACES; i++) {
      String[] arguments = ResetIT.arguments("reset", bed, "--to-version=first", "--yes");
      try (JavaProcess reset = JavaProcess.gyre(folder, List.of(arguments))) {
        long start = System.nanoTime();
        long afterNanos = (long) (undisturbed * (0.4 + 0.8 * random.nextDouble()));
        while (System.nanoTime() - start < afterNanos) {
          Thread.onSpinWait();
        }
        List<CompletableFuture<LearnerApplication>> starts =
            Stream.of("state", "other")
                .map(each -> CompletableFuture.supplyAsync(() -> startAnyhow(each)))
                .toList();
        boolean returned = reset.exitCode() == 0;
        outcomes.merge(
            returned ? "returned" : reset.output().lines().reduce((a, b) -> b).orElse(""),
            1,
            Integer::sum);
        send(20);
        versions.add("race-" + i);
        save("race-" + i);
        for (CompletableFuture<LearnerApplication> each : starts) {
          each.join().throwFailure();
          each.join().close();
        }
      }
      bed.awaitNoMembers();
    }
    System.out.println("starts during a return: " + outcomes);
    learnOn("on");
    versions.add("on");
    bed.requireVersions(KillIT.SETTINGS, versions);
  }

  /** Starts an instance, again if it was refused amid a return, as whoever runs it would do. */
  private LearnerApplication startAnyhow(String state) {
    ApplicationSettings own =
        bed.lateSettings(state, Bed.LEARNERS, Map.of())
            .with(KillIT.SETTINGS)
            .with(new VersionRule(0, 14));
    return await("a start of " + state)
        .until(
            () -> {
              try {
                return LearnerApplication.start(own);
              } catch (GyreException refused) {
                System.out.println(state + " is refused: " + refused.getMessage());
                return null;
              }
            },
            Objects::nonNull);
  }

  /**
   * Returns to a version in a process of its own.
   *
   * @param afterNanos kills it so long after it has said what it will do; negative: never
   * @return how long that took from then on
   */
  private long reset(Version to, long afterNanos) throws Exception {
    String[] arguments = ResetIT.arguments("reset", bed, "--to-version=" + to.number(), "--yes");
    long said;
    try (JavaProcess reset = JavaProcess.gyre(folder, List.of(arguments))) {
      await("the list of what is done")
          .pollInterval(2, TimeUnit.MILLISECONDS)
          .until(() -> reset.output().contains("set the group's offset"));
      said = System.nanoTime();
      // What is waited for is the moment itself.
      while (afterNanos >= 0 && System.nanoTime() - said < afterNanos) {
        Thread.onSpinWait();
      }
      if (afterNanos >= 0) {
        reset.kill();
      } else {
        assertThat(reset.exitCode()).isZero();
      }
    }
    long took = System.nanoTime() - said;
    // As another reset would, or the broker after a minute.
    bed.admin.fenceProducers(List.of(bed.application + "-reset")).all().get();
    return took;
  }

  /** Whether state and offset are those of a version. */
  private boolean standsAt(Version version) throws Exception {
    // The mark of a transaction may be between the two.
    return stands() == version.offset() && bed.committedOfJournal() - version.offset() <= 1;
  }

  /** Goes back to a version, and on at the end, as if nothing had come in between. */
  private void leaveOut() throws Exception {
    bed.awaitNoMembers();
    reset("--to-version=first", "--skip", "--yes").requireDone();
    long from = saved("first").offset();
    long to = stands();
    assertThat(to).isGreaterThanOrEqualTo(saved("last").offset());
    try (LearnerApplication running = LearnerApplication.start(settings)) {
      save("skipped");
      assertThat(saved("skipped").digests()).isEqualTo(saved("first").digests());
      send(POINTS);
      bed.awaitAnswers(running, 2L * POINTS * KillIT.SETTINGS.learners().size());
      save("left-out");
    }
    bed.awaitNoMembers();
    assertThat(saved("left-out").digests()).isNotEqualTo(saved("first").digests());
    bed.requireVersion(KillIT.SETTINGS, saved("left-out"), offset -> from <= offset && offset < to);
  }
}
