package io.gyre.stream;

import io.gyre.GyreException;
import io.gyre.fold.LiveFolds;
import io.gyre.kafka.ClusterAdmin;
import io.gyre.kafka.ConsumerGroup;
import io.gyre.kafka.StreamsConfiguration;
import io.gyre.stream.processor.CommitOffsetCheck;
import io.gyre.stream.processor.InputTopics;
import io.gyre.stream.processor.LearnerTopology;
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
import io.gyre.stream.watch.StreamsRun;
import io.gyre.topic.Provisioner;
import io.gyre.topic.Topic;
import io.gyre.topic.TopicNames;
import io.gyre.version.VersionRequests;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out the decisions of {@link StartRules}, and makes the runs of Kafka Streams. */
final class RunStarter {

  private static final Logger LOG = LoggerFactory.getLogger(RunStarter.class);

  /** Until then every instance has seen that a topic is another, and a killed one is forgotten. */
  private static final Duration OTHERS_END = Duration.ofSeconds(20);

  final ApplicationSettings settings;
  private final Map<String, Map<String, String>> topicOverrides;
  final StreamsFactories factories;
  final StateFolder folder;
  private final LiveFolds folds;

  /** Who asks for versions; null before the first run, and if none are saved. */
  VersionRequests versions;

  private final Provisioner provisioner;
  final ClusterAdmin cluster;
  final ConsumerGroup group;
  final TopicIdentityCheck topics;
  final String instanceId;
  final int transactionVersion;

  final RunSchemas schemas;

  /** The part of this instance's transactional ids that names its process. */
  final String process;

  private boolean begun;

  /** True if the last start found stores that a crash had left open. */
  boolean crashed;

  /** True if the published parameters are gone: the next run publishes them again. */
  boolean parametersLost;

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
    schemas = new RunSchemas(settings);
    provisioner = new Provisioner(admin);
    cluster = new ClusterAdmin(admin);
    group = cluster.group(settings.application());
    topics = new TopicIdentityCheck(settings, cluster);
    instanceId = folder.claim(settings.application(), cluster.clusterId());
    process = folder.process(settings.application());
    transactionVersion = cluster.transactionVersion();
    if (transactionVersion < 2) {
      LOG.warn(
          "transaction.version of the cluster is {}, and exactly once needs 2: below it a delayed marker may commit what was aborted, or tear a transaction (KIP-890). Raise it: kafka-features.sh --bootstrap-server {} upgrade --feature transaction.version=2",
          transactionVersion,
          settings.client().get("bootstrap.servers"));
    }
  }

  StreamsRun make() {
    StartDecision decision = settle();
    if (settings.versions() != null && versions == null) {
      versions = new VersionRequests(settings.client(), settings.application());
    }
    InputTopics inputs = decision.inputs();
    topics.begin(inputs, ClusterAdmin.TIMEOUT);
    if (!begun) {
      schemas.useSaved(cluster);
    }
    if (decision.deleteStores()) {
      folder.deleteStores();
    }
    folder.beginRun();
    Duration trusted = StartRules.trustedFor(settings);
    StreamsRun run = new StreamsRun(inputs, factories.pace().clock(), trusted);
    CommitOffsetCheck commits =
        new CommitOffsetCheck(
            committed -> {
              if (inputs.merges()) {
                topics.requireSameSources(committed);
              }
              run.requireContact();
              schemas.requireSame();
            });
    TopologySettings topology =
        settings.topology(
            factories.source().apply(cluster, settings),
            inputs,
            parametersLost,
            folds,
            commits,
            schemas.used,
            schemas.outputs(),
            versions == null ? null : settings.versions().keeping(versions));
    KafkaStreams streams =
        factories
            .streams()
            .make(LearnerTopology.build(topology), properties(inputs, trusted), commits);
    begun = true;
    return run.with(streams);
  }

  /** Other instances see by the client id how this one reads its topics. */
  private Properties properties(InputTopics inputs, Duration trusted) {
    Properties properties =
        StreamsConfiguration.of(
            settings.application(), instanceId, folder.streams(), settings.client());
    String base =
        settings.client().getOrDefault(StreamsConfig.CLIENT_ID_CONFIG, settings.application());
    ClientId id = new ClientId(base, process, InputMode.of(settings, inputs));
    properties.put(StreamsConfig.CLIENT_ID_CONFIG, id.text());
    StreamsConfiguration.keepAtMost(properties, trusted);
    return properties;
  }

  private StartDecision settle() {
    StartDecision decision = decide();
    while (!decision.create().isEmpty()) {
      decision.create().forEach(provisioner::provision);
      decision = decide();
    }
    if (settings.versions() != null) {
      provisioner.require(Topic.VERSIONS, TopicNames.versionsOf(settings.application()));
    }
    decision.grow().forEach(this::grow);
    if (decision.giveUpPlaces()) {
      group.removeMembers(instanceId);
    }
    if (begun) {
      restoreOutputs(decision.changes());
    }
    decision.beginAnew().forEach(this::beginAnew);
    return decision;
  }

  private void grow(String topic, int partitions) {
    cluster.grow(topic, partitions, false);
    if (topic.equals(settings.changelog())) {
      LOG.warn(
          "{} has grown to {} partitions: the changelog grows with it. The replicas that are there go on, new ones start from their seeds",
          settings.topics().points(),
          partitions);
    }
  }

  /** A refusal that may pass is believed only after some seconds. */
  private StartDecision decide() {
    StateFolder.Stores stores = folder.stores();
    crashed = stores.crashed();
    Supplier<List<Change>> changes = () -> begun ? topics.changes(ClusterAdmin.TIMEOUT) : List.of();
    AtomicReference<StartDecision> decision = new AtomicReference<>();
    AtomicReference<StartRefusal> refused = new AtomicReference<>();
    ClusterAdmin.appears(
        () -> {
          StartFacts found =
              StartFacts.look(settings, cluster, provisioner, instanceId, !begun, stores, changes);
          try {
            decision.set(StartRules.decide(settings, found));
          } catch (StartRefusal refusal) {
            refused.set(refusal);
          }
          return decision.get() != null || !refused.get().mayPass;
        });
    if (decision.get() == null) {
      throw refused.get();
    }
    return decision.get();
  }

  /** Creates outputs that were deleted; the changed ones are no longer those of the last run. */
  void restoreOutputs(List<Change> changes) {
    String parameters = settings.topics().of(Topic.PARAMETERS);
    Set<String> changed = changes.stream().map(Change::topic).collect(Collectors.toSet());
    parametersLost |= changed.contains(parameters);
    try {
      var restored = provisioner.restoreOutputs(settings.topics(), topicOverrides, changed);
      parametersLost |= restored.contains(parameters);
    } catch (GyreException e) {
      throw e.getCause() instanceof RetriableException transientFault ? transientFault : e;
    }
  }

  /**
   * Lets merging begin with the first record of a topic that was created again: an instance may
   * have committed offsets since. They can be deleted only while no instance reads the topic. One
   * that still does has deleted them before, or is given again what the fold then ignores.
   */
  private void beginAnew(Change change) {
    boolean deleted = ClusterAdmin.appears(OTHERS_END, () -> group.deleteOffsets(change.topic()));
    LOG.warn(
        "{}: its records are another source from now on, and learning goes on with them{}",
        change,
        deleted ? "" : ", where another instance has begun");
  }
}
