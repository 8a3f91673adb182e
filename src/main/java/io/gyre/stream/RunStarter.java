package io.gyre.stream;

import io.gyre.GyreException;
import io.gyre.fold.LiveFolds;
import io.gyre.kafka.ClusterAdmin;
import io.gyre.kafka.ConsumerGroup;
import io.gyre.kafka.StreamsConfiguration;
import io.gyre.stream.processor.InputTopics;
import io.gyre.stream.processor.LearnerTopology;
import io.gyre.stream.processor.SourceLog;
import io.gyre.stream.processor.TopologySettings;
import io.gyre.stream.start.ApplicationSettings;
import io.gyre.stream.start.ClientId;
import io.gyre.stream.start.InputMode;
import io.gyre.stream.start.StartDecision;
import io.gyre.stream.start.StartFacts;
import io.gyre.stream.start.StartRefusal;
import io.gyre.stream.start.StartRules;
import io.gyre.stream.start.StateFolder;
import io.gyre.stream.start.TopicIdentityCheck;
import io.gyre.stream.start.TopicIdentityCheck.Change;
import io.gyre.stream.watch.ClusterContact;
import io.gyre.stream.watch.StreamsRun;
import io.gyre.topic.Provisioner;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.streams.StreamsConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings about what {@link StartRules} decide, and makes the runs of Kafka Streams. One thread at a
 * time.
 */
final class RunStarter {

  private static final Logger LOG = LoggerFactory.getLogger(RunStarter.class);

  /** In which every instance has seen that a topic is another, and a killed one is forgotten. */
  private static final Duration OTHERS_END = Duration.ofSeconds(20);

  private final ApplicationSettings settings;
  private final Map<String, Map<String, String>> topicOverrides;
  private final StreamsFactories factories;
  private final StateFolder folder;
  private final LiveFolds folds;
  private final Admin admin;
  final ClusterAdmin cluster;
  final ConsumerGroup group;
  private final Provisioner provisioner;
  final TopicIdentityCheck topics;
  final String instanceId;

  /** What Kafka Streams has in the ids of this instance's transactions. */
  final String process;

  private boolean begun;

  /** Whether the last start found that a crash had left the stores open. */
  private boolean crashed;

  /** Whether the parameters that were published are gone: the next run publishes them anew. */
  private boolean parametersLost;

  RunStarter(
      ApplicationSettings settings,
      Map<String, Map<String, String>> topicOverrides,
      StreamsFactories factories,
      StateFolder folder,
      LiveFolds folds,
      Admin admin) {
    this.settings = settings;
    this.topicOverrides = topicOverrides;
    this.factories = factories;
    this.folder = folder;
    this.folds = folds;
    this.admin = admin;
    cluster = new ClusterAdmin(admin);
    group = cluster.group(settings.application());
    provisioner = new Provisioner(admin);
    topics = new TopicIdentityCheck(settings, cluster);
    instanceId = folder.claim(settings.application(), cluster.clusterId());
    process = folder.process(settings.application());
  }

  /** Makes the next run, which is not started yet. */
  StreamsRun make() {
    StartDecision decision = settle();
    InputTopics inputs = decision.inputs();
    topics.begin(inputs, ClusterAdmin.TIMEOUT);
    if (decision.deleteStores()) {
      folder.deleteStores();
    }
    folder.beginRun();
    Duration trusted = StartRules.trustedFor(settings);
    Properties properties =
        StreamsConfiguration.of(
            settings.application(), instanceId, folder.streams(), settings.client());
    properties.put(StreamsConfig.CLIENT_ID_CONFIG, clientId(inputs));
    StreamsConfiguration.keepAtMost(properties, trusted);
    SourceLog source = factories.source().apply(admin, settings);
    ClusterContact contact = new ClusterContact(factories.pace().clock(), trusted);
    TopologySettings topology = settings.topology(source, inputs, parametersLost, folds);
    StreamsRun run =
        new StreamsRun(
            factories
                .streams()
                .make(
                    LearnerTopology.build(topology),
                    properties,
                    committed -> {
                      if (inputs.merges()) {
                        topics.requireSameSources(committed);
                      }
                      contact.require();
                    }),
            inputs,
            contact);
    begun = true;
    return run;
  }

  /** The client id of all clients: other instances see by it how this one reads its topics. */
  private String clientId(InputTopics inputs) {
    String base =
        settings.client().getOrDefault(StreamsConfig.CLIENT_ID_CONFIG, settings.application());
    return new ClientId(base, process, InputMode.of(settings, inputs)).text();
  }

  private StartDecision settle() {
    StartDecision decision = decide();
    while (!decision.create().isEmpty()) {
      decision.create().forEach(provisioner::provision);
      decision = decide();
    }
    decision.grow().forEach(this::grow);
    if (decision.giveUpPlaces()) {
      group.removeMembers(instanceId, ClusterAdmin.TIMEOUT);
    }
    if (begun) {
      restoreOutputs(decision.changes().stream().map(Change::topic).collect(Collectors.toSet()));
    }
    decision.beginAnew().forEach(this::beginAnew);
    return decision;
  }

  private void grow(String topic, int partitions) {
    cluster.grow(Set.of(topic), partitions);
    if (topic.equals(settings.changelog())) {
      LOG.warn(
          "{} has grown to {} partitions: the changelog grows with it. The replicas that are there go on, new ones start from their seeds",
          settings.topics().points(),
          partitions);
    }
  }

  /** A refusal that may pass is believed only after some seconds. */
  private StartDecision decide() {
    StartDecision[] decision = new StartDecision[1];
    StartRefusal[] refused = new StartRefusal[1];
    ClusterAdmin.appears(
        () -> {
          try {
            decision[0] = StartRules.decide(settings, look());
            return true;
          } catch (StartRefusal refusal) {
            refused[0] = refusal;
            return !refusal.mayPass();
          }
        });
    if (decision[0] == null) {
      throw refused[0];
    }
    return decision[0];
  }

  private StartFacts look() {
    StateFolder.Stores stores = folder.stores();
    crashed = stores.crashed();
    return StartFacts.look(
        settings,
        cluster,
        provisioner,
        instanceId,
        !begun,
        stores,
        () -> begun ? topics.changes(ClusterAdmin.TIMEOUT) : List.of());
  }

  /** Creates outputs that were deleted; the changed ones are no longer those of the last run. */
  void restoreOutputs(Set<String> changed) {
    String parameters = settings.topics().parameters();
    try {
      parametersLost |=
          changed.contains(parameters)
              | provisioner
                  .restoreOutputs(settings.topics(), topicOverrides, changed)
                  .contains(parameters);
    } catch (GyreException e) {
      throw e.getCause() instanceof RetriableException transientFault ? transientFault : e;
    }
  }

  /**
   * Lets merging begin with the first record of a topic that was created again. The group's offsets
   * go with a topic, but an instance may have committed once more since. They can be deleted only
   * while no instance reads the topic; one that still does after a while has deleted them before,
   * or will be given what it has read already, which the fold passes over.
   */
  private void beginAnew(Change change) {
    boolean deleted = ClusterAdmin.appears(OTHERS_END, () -> group.deleteOffsets(change.topic()));
    LOG.warn(
        "{}: its records are another source from now on, and learning goes on with them{}",
        change,
        deleted ? "" : ", where another instance has begun");
  }

  boolean crashed() {
    return crashed;
  }

  /** Notes that a run has got as far as it could, and with it what the run was to publish. */
  void noteAchieved() {
    parametersLost = false;
  }
}
