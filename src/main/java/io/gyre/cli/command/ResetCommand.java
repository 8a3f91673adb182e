package io.gyre.cli.command;

import io.gyre.GyreException;
import io.gyre.app.ApplicationOnCluster;
import io.gyre.app.VersionReturn;
import io.gyre.cli.option.ApplicationOptions;
import io.gyre.cli.option.KafkaOptions;
import io.gyre.cli.option.TopicOptions;
import io.gyre.cli.terminal.ExitCode;
import io.gyre.kafka.ClusterAccess;
import io.gyre.kafka.ClusterAdmin;
import io.gyre.stream.processor.LearnerTopology;
import io.gyre.stream.start.StateFolder;
import io.gyre.stream.start.StoredState;
import java.io.IOException;
import java.util.ArrayList;
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

@Command(
    name = "reset",
    description = "Forget all that an application has learned, so that it starts anew.")
public final class ResetCommand extends GyreCommand {

  @Mixin private ApplicationOptions application;
  @Mixin private TopicOptions topics;
  @Mixin private KafkaOptions kafka;

  @Option(names = "--outputs")
  private boolean outputs;

  @Option(names = "--learner", paramLabel = "NAME", split = ",")
  private Set<String> learners = new LinkedHashSet<>();

  @Option(names = "--to-state")
  private boolean toState;

  @Option(names = "--to-version", paramLabel = "VERSION")
  private String toVersion;

  @Option(names = "--skip")
  private boolean skip;

  @Option(names = "--yes")
  private boolean yes;

  private ClusterAccess cluster;
  private ApplicationOnCluster traces;

  /** The group's offsets when it was found to be inactive. */
  private Map<TopicPartition, Long> committed;

  @Override
  public Integer call() throws IOException, InterruptedException {
    require(!toState || !outputs, "--outputs does not go with --to-state, which deletes nothing");
    require(
        learners.isEmpty() || !toState && !outputs,
        "--learner does not go with " + (toState ? "--to-state" : "--outputs"));
    require(
        toVersion == null || !toState && !outputs && learners.isEmpty(),
        "--to-version goes with none of --to-state, --outputs and --learner");
    require(
        !skip || toVersion != null,
        "--skip goes with --to-version: it leaves out the records since then");
    cluster = kafka.cluster();
    try (Admin admin = cluster.admin()) {
      traces = new ApplicationOnCluster(new ClusterAdmin(admin), application.id());
      traces.requireNoMembers();
      return reset(admin) ? ExitCode.DONE : ExitCode.FAILED;
    }
  }

  /** Locks the folder, which a sleeping instance still holds after it has left the group. */
  private boolean reset(Admin admin) throws IOException, InterruptedException {
    String id = traces.cluster().clusterId();
    try (StateFolder state = StateFolder.hold(application.state(), application.id(), id)) {
      traces.requireInactive(this::say);
      committed = traces.offsets();
      if (toState) {
        return setToState(admin);
      }
      if (toVersion != null) {
        return setToVersion(admin);
      }
      return learners.isEmpty() ? forgetAll(state) : forgetLearners();
    }
  }

  private boolean forgetAll(StateFolder state) throws IOException {
    List<String> doomed = new ArrayList<>(traces.internalTopics());
    if (doomed.isEmpty() && committed.isEmpty() && state == null) {
      throw GyreException.of(
          "there is nothing of an application %s, neither at %s nor in %s. --application-id says which, --state-dir where",
          application.id(), cluster.bootstrapServers(), application.state());
    }
    if (outputs) {
      doomed.addAll(traces.existing(topics.names().outputs()));
    }
    boolean stores = state != null && state.hasStores();
    if (doomed.isEmpty() && committed.isEmpty() && !stores) {
      say("There is nothing left of %s. Nothing was changed.", application.id());
      return true;
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
    if (!agreed(steps, "This cannot be undone.")) {
      return false;
    }
    delete(state, doomed);
    say("%s has forgotten everything. The next gyre learn starts anew.", application.id());
    return true;
  }

  private void delete(StateFolder state, List<String> doomed) {
    // First, since the cluster refuses it while there is a member, and a start refuses a state
    // without offsets, which can then be put back (--to-state) or deleted whole.
    traces.group().delete();
    try {
      if (state != null) {
        state.deleteStores();
        state.deleteWaits();
      }
      // All at once, because a start would not notice a missing changelog or journal.
      if (!traces.cluster().deleteTopics(doomed)) {
        throw new GyreException("the brokers have not deleted all topics yet");
      }
    } catch (KafkaException | GyreException e) {
      throw new GyreException(
          "the reset was cut off: %s. Run it again, and it deletes what is left"
              .formatted(e.getMessage()),
          e);
    }
  }

  private boolean setToState(Admin admin) throws IOException, InterruptedException {
    StoredState stored = stored();
    String points = topics.names().points();
    TopicLookup.partitions(admin, cluster, points);
    String log = stored.log(traces.logs(points), points);
    Map<Integer, Long> state = new TreeMap<>();
    stored.positions().forEach((partition, stands) -> state.put(partition, stands.next()));
    if (state.isEmpty()) {
      throw noState();
    }
    Map<Integer, Long> offsets = traces.group().committed(log);
    if (state.equals(offsets)) {
      say("The group's offsets are where the state stands. Nothing was changed.");
      return true;
    }
    List<String> steps = new ArrayList<>();
    state.forEach(
        (partition, offset) ->
            steps.add(
                ApplicationOnCluster.offsetStep(
                    new TopicPartition(log, partition), offset, offsets.get(partition))));
    if (!agreed(steps, "The state stays as it is.")) {
      return false;
    }
    traces.group().setOffsets(log, state);
    say("The next gyre learn goes on where the state stands.");
    return true;
  }

  private boolean setToVersion(Admin admin) throws IOException, InterruptedException {
    String points = topics.names().points();
    TopicLookup.partitions(admin, cluster, points);
    VersionReturn back = new VersionReturn(cluster, traces, points, toVersion, skip);
    if (!agreed(
        back.steps(),
        "What was learned since then is forgotten, but in versions that there are.")) {
      return false;
    }
    back.run();
    say(back.outcome());
    return true;
  }

  private boolean forgetLearners() throws IOException, InterruptedException {
    StoredState stored = stored();
    for (String learner : learners) {
      if (!stored.learners().contains(learner)) {
        throw GyreException.of(
            "the application %s has no state of a learner \"%s\", only of %s",
            application.id(), learner, String.join(", ", stored.learners()));
      }
    }
    List<String> steps =
        learners.stream().map(l -> "delete the state of the learner " + l).toList();
    if (!agreed(steps, "This cannot be undone.")) {
      return false;
    }
    try (Producer<byte[], byte[]> producer =
        cluster.producer(Map.of("transactional.id", application.id() + "-reset"))) {
      stored.forget(learners, producer);
    }
    say("%s forgets %s with its next start.", application.id(), String.join(", ", learners));
    return true;
  }

  private StoredState stored() {
    String changelog = LearnerTopology.changelogOf(application.id());
    if (!traces.internalTopics().contains(changelog)) {
      throw noState();
    }
    return new StoredState(cluster.forStreams(), changelog);
  }

  private GyreException noState() {
    return GyreException.of(
        "there is no state of an application %s at %s. --application-id says which",
        application.id(), cluster.bootstrapServers());
  }

  /**
   * Names the steps and asks, unless --yes answers. An instance may have started, and even learned
   * and ended, since the first check: check again.
   */
  private boolean agreed(List<String> steps, String consequence) throws IOException {
    say("At %s, for the application %s:", cluster.bootstrapServers(), application.id());
    steps.forEach(step -> say("  " + step));
    if (!yes && !answered(consequence)) {
      say("Only yes goes on. Nothing was changed.");
      return false;
    }
    traces.requireUnchanged(committed, this::say);
    return true;
  }
}
