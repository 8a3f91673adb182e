package io.gyre.cli.command;

import io.gyre.GyreException;
import io.gyre.cli.option.ApplicationOptions;
import io.gyre.cli.option.KafkaOptions;
import io.gyre.cli.option.TopicOptions;
import io.gyre.cli.terminal.ExitCode;
import io.gyre.kafka.ClusterAccess;
import io.gyre.kafka.ClusterAdmin;
import io.gyre.run.ApplicationResources;
import io.gyre.stream.start.StateFolder;
import io.gyre.stream.start.StoredState;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gyre reset}: makes an application forget all that it has learned. */
@Command(
    name = "reset",
    description = "Forget all that an application has learned, so that it starts anew.",
    footer = {
      "",
      "Deletes the application's offsets, its internal topics (its journal, if it has one, among them)",
      "and the state on this machine; the state of other instances must be deleted where they run. The",
      "next start learns from the oldest point that is still on the topic. Refuses while an instance",
      "runs. The application of 'gyre up' itself cannot be reset: its broker runs only with it. To start",
      "it over, stop it and delete the folders broker and learner in its --data folder, ~/.gyre if none",
      "was named, and learn beside them if learners of your own used that broker. To begin one learner",
      "anew, give it another name.",
      "",
      "With --learner only that learner is forgotten, on the list or not. The others and what they share",
      "stay; if it is on the list, it begins with the next point.",
      "",
      "With --to-state nothing is forgotten: only the group's offsets are set, to where the state in the",
      "changelogs stands. That helps when they have expired, or were deleted or moved.",
      "",
      "Examples:",
      "  gyre reset",
      "  gyre reset --learner challenger",
      "  gyre reset --to-state",
      "  gyre reset --application-id clicks --outputs --yes"
    })
public final class ResetCommand extends GyreCommand {

  @Mixin private ApplicationOptions application;
  @Mixin private TopicOptions topics;
  @Mixin private KafkaOptions kafka;

  @Option(
      names = "--outputs",
      description =
          "Delete predictions, metrics, parameters and dead letters as well, with those of every other application on these topics.")
  private boolean outputs;

  @Option(
      names = "--learner",
      paramLabel = "NAME",
      split = ",",
      description = "Forget only this learner, or these, separated by commas.")
  private Set<String> learners = new LinkedHashSet<>();

  @Option(
      names = "--to-state",
      description = "Forget nothing; set the group's offsets to where the state stands.")
  private boolean toState;

  @Option(names = "--yes", description = "Do not ask.")
  private boolean yes;

  /** What the group had committed when it was found to be inactive. */
  private Map<TopicPartition, Long> committed;

  @Override
  public Integer call() throws IOException, InterruptedException {
    check();
    ClusterAccess cluster = kafka.cluster();
    try (Admin admin = cluster.admin()) {
      ApplicationResources traces = new ApplicationResources(admin, application.id());
      traces.requireNoMembers();
      return reset(cluster, admin, traces);
    }
  }

  /** An instance that sleeps is missed by its group, but still has its folder. */
  private int reset(ClusterAccess cluster, Admin admin, ApplicationResources traces)
      throws IOException, InterruptedException {
    String id = new ClusterAdmin(admin).clusterId();
    try (StateFolder state = StateFolder.hold(application.state(), application.id(), id)) {
      traces.requireInactive(this::say);
      committed = traces.offsets();
      if (toState) {
        return setToState(cluster, admin, traces);
      }
      return learners.isEmpty()
          ? forgetAll(cluster, traces, state)
          : forgetLearners(cluster, traces);
    }
  }

  private int forgetAll(ClusterAccess cluster, ApplicationResources traces, StateFolder state)
      throws IOException {
    List<String> doomed = new ArrayList<>(traces.internalTopics());
    if (doomed.isEmpty() && committed.isEmpty() && state == null) {
      throw new GyreException(
          "there is nothing of an application %s, neither at %s nor in %s. --application-id says which, --state-dir where"
              .formatted(application.id(), cluster.bootstrapServers(), application.state()));
    }
    if (outputs) {
      doomed.addAll(traces.existing(topics.names().outputs()));
    }
    boolean stores = state != null && state.hasStores();
    if (doomed.isEmpty() && committed.isEmpty() && !stores) {
      say("There is nothing left of %s. Nothing was changed.", application.id());
      return ExitCode.DONE;
    }
    traces.group().requireDeletable();
    traces.cluster().requireDeletable(doomed);
    List<String> steps = new ArrayList<>();
    if (!committed.isEmpty()) {
      steps.add("delete the group's offsets");
    }
    doomed.forEach(topic -> steps.add("delete the topic " + topic));
    if (stores) {
      steps.add("delete the state in " + application.state());
    }
    if (!agreed(cluster, traces, steps, "This cannot be undone.")) {
      return ExitCode.FAILED;
    }
    delete(traces, state, doomed);
    say("%s has forgotten everything. The next gyre learn starts anew.", application.id());
    return ExitCode.DONE;
  }

  private static void delete(ApplicationResources traces, StateFolder state, List<String> doomed) {
    // First, since the cluster refuses it while there is a member, and a start refuses a state
    // without offsets, which can then be put back (--to-state) or deleted whole.
    traces.group().delete();
    try {
      if (state != null) {
        state.deleteStores();
      }
      // All at once: of a changelog without the other, or without its journal, no start would know.
      traces.cluster().deleteTopics(doomed);
    } catch (KafkaException | GyreException e) {
      throw new GyreException(
          "the reset was cut off: %s. Run it again, and it deletes what is left"
              .formatted(e.getMessage()),
          e);
    }
  }

  private void check() {
    require(!toState || !outputs, "--outputs does not go with --to-state, which deletes nothing");
    require(
        learners.isEmpty() || !toState && !outputs,
        "--learner does not go with " + (toState ? "--to-state" : "--outputs"));
  }

  private int setToState(ClusterAccess cluster, Admin admin, ApplicationResources traces)
      throws IOException, InterruptedException {
    String points = topics.names().points();
    Set<String> internal = traces.internalTopics();
    if (!internal.contains(traces.changelog())) {
      throw noState(cluster);
    }
    Map<String, String> logs = new HashMap<>();
    logs.put(idOf(admin, cluster, points), points);
    if (internal.contains(traces.journal())) {
      logs.put(idOf(admin, cluster, traces.journal()), traces.journal());
    }
    StoredState stored = new StoredState(cluster.forStreams(), traces.changelog());
    String log = stored.log(logs, points);
    Map<Integer, Long> state = new TreeMap<>();
    stored.positions().forEach((partition, stands) -> state.put(partition, stands.next()));
    if (state.isEmpty()) {
      throw noState(cluster);
    }
    Map<Integer, Long> offsets = traces.group().committed(log, ClusterAdmin.TIMEOUT);
    if (state.equals(offsets)) {
      say("The group's offsets are where the state stands. Nothing was changed.");
      return ExitCode.DONE;
    }
    List<String> steps = new ArrayList<>();
    state.forEach(
        (partition, offset) ->
            steps.add(
                "set the group's offset on partition %d of %s to %d (it is %s)"
                    .formatted(
                        partition,
                        log,
                        offset,
                        offsets.containsKey(partition) ? offsets.get(partition) : "not set")));
    if (!agreed(cluster, traces, steps, "The state stays as it is.")) {
      return ExitCode.FAILED;
    }
    traces.group().setOffsets(log, state);
    say("The next gyre learn goes on where the state stands.");
    return ExitCode.DONE;
  }

  private static String idOf(Admin admin, ClusterAccess cluster, String topic) {
    return TopicLookup.describe(admin, cluster, topic).topicId().toString();
  }

  private int forgetLearners(ClusterAccess cluster, ApplicationResources traces)
      throws IOException, InterruptedException {
    if (!traces.internalTopics().contains(traces.changelog())) {
      throw noState(cluster);
    }
    StoredState stored = new StoredState(cluster.forStreams(), traces.changelog());
    for (String learner : learners) {
      if (!stored.learners().contains(learner)) {
        throw new GyreException(
            "the application %s has no state of a learner \"%s\", only of %s"
                .formatted(application.id(), learner, String.join(", ", stored.learners())));
      }
    }
    List<String> steps =
        learners.stream().map(l -> "delete the state of the learner " + l).toList();
    if (!agreed(cluster, traces, steps, "This cannot be undone.")) {
      return ExitCode.FAILED;
    }
    try (Producer<byte[], byte[]> producer =
        cluster.producer(Map.of("transactional.id", application.id() + "-reset"))) {
      stored.forget(learners, producer);
    }
    say("%s forgets %s with its next start.", application.id(), String.join(", ", learners));
    return ExitCode.DONE;
  }

  private GyreException noState(ClusterAccess cluster) {
    return new GyreException(
        "there is no state of an application %s at %s. --application-id says which"
            .formatted(application.id(), cluster.bootstrapServers()));
  }

  /**
   * Says what will be done and asks, unless that was answered already. Since the first look an
   * instance may have been started, and even have learned and ended.
   */
  private boolean agreed(
      ClusterAccess cluster, ApplicationResources traces, List<String> steps, String consequence)
      throws IOException {
    say("At %s, for the application %s:", cluster.bootstrapServers(), application.id());
    steps.forEach(step -> say("  " + step));
    if (!yes && !answered(consequence)) {
      say("Only yes goes on. Nothing was changed.");
      return false;
    }
    traces.requireInactive(this::say);
    if (!traces.offsets().equals(committed)) {
      throw new GyreException(
          "%s has learned meanwhile. Nothing was changed; reset again".formatted(application.id()));
    }
    return true;
  }

  private boolean answered(String consequence) throws IOException {
    PrintWriter out = out();
    out.print(consequence + " Type yes to go on: ");
    out.flush();
    String answer =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
    if (answer == null) {
      throw new GyreException(
          "nobody answered the question on standard input. Add --yes to reset without asking");
    }
    return answer.strip().equalsIgnoreCase("yes");
  }

  private void say(String format, Object... arguments) {
    say(format.formatted(arguments));
  }
}
