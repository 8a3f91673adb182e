package io.gyre.topic;

import static io.gyre.topic.ProvisioningReport.State.CREATED;
import static io.gyre.topic.ProvisioningReport.State.DIFFERS;
import static io.gyre.topic.ProvisioningReport.State.PRESENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.gyre.GyreException;
import io.gyre.broker.TestBroker;
import io.gyre.kafka.KafkaFutures;
import io.gyre.topic.ProvisioningReport.Difference;
import io.gyre.topic.ProvisioningReport.Outcome;
import io.gyre.topic.ProvisioningReport.State;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsResult;
import org.apache.kafka.clients.admin.ForwardingAdmin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("any-broker")
@Execution(ExecutionMode.CONCURRENT)
class ProvisionerIT {

  private static Admin admin;

  private TopicNames names;

  @BeforeAll
  static void start() {
    admin = Admin.create(Map.of("bootstrap.servers", TestBroker.bootstrapServers()));
  }

  @AfterAll
  static void stop() {
    admin.close();
  }

  @BeforeEach
  void useFreshTopics(TestInfo test) {
    names = TopicNames.standard().withPrefix(test.getTestMethod().orElseThrow().getName() + ".");
  }

  @Test
  void shouldCreateAllAsTheirFilesSay() throws Exception {
    ProvisioningReport report = provision(1);

    assertThat(states(report)).hasSize(6).containsOnly(CREATED);
    for (Topic<?> topic : Topic.all()) {
      String name = names.of(topic);
      assertThat(configs(name)).containsAllEntriesOf(topic.definition().configs());
      assertThat(partitions(name)).isEqualTo(topic.definition().partitions());
    }
  }

  @Test
  void shouldFindAllPresentTheSecondTime() throws Exception {
    provision(1);
    Map<String, String> before = allConfigs();

    ProvisioningReport second = provision(1);

    assertThat(states(second)).hasSize(6).containsOnly(PRESENT);
    assertThat(second.essential()).isFalse();
    assertThat(allConfigs()).isEqualTo(before);
  }

  /** As when the broker that is asked has not heard yet that it is deleted. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2}) // its partitions are asked for twice, its settings after that
  void shouldCreateATopicThatWasDeletedWhileItWasLookedAt(int look) throws Exception {
    names = names.withPrefix("look" + look + ".");
    provision(1);
    try (Admin behind = new BehindOnce(names.points(), look)) {
      ProvisioningReport report = new Provisioner(behind).provision(names, 1, Map.of());

      assertThat(states(report))
          .containsExactly(CREATED, PRESENT, PRESENT, PRESENT, PRESENT, PRESENT);
    }
    assertThat(partitions(names.points())).isEqualTo(1);
  }

  /** Deletes a topic right after it was found for the nth time. */
  private static final class BehindOnce extends ForwardingAdmin {

    private final String topic;
    private final AtomicInteger looksLeft;

    BehindOnce(String topic, int look) {
      super(Map.of("bootstrap.servers", TestBroker.bootstrapServers()));
      this.topic = topic;
      looksLeft = new AtomicInteger(look);
    }

    @Override
    public DescribeTopicsResult describeTopics(
        TopicCollection topics, DescribeTopicsOptions options) {
      DescribeTopicsResult found = super.describeTopics(topics, options);
      if (looksLeft.decrementAndGet() == 0) {
        KafkaFutures.get(found.allTopicNames());
        KafkaFutures.get(deleteTopics(Set.of(topic)).all());
        await()
            .atMost(Duration.ofMinutes(1))
            .until(
                () ->
                    !KafkaFutures.get(listTopics(new ListTopicsOptions()).names()).contains(topic));
      }
      return found;
    }
  }

  @Test
  void shouldGivePredictionsAsManyPartitionsAsTheUsersPoints() throws Exception {
    create(names.points(), 3, Map.of());

    ProvisioningReport report = provision(1);

    assertThat(states(report))
        .containsExactly(DIFFERS, CREATED, CREATED, CREATED, CREATED, CREATED);
    assertThat(messages(report.outcomes().get(0)))
        .singleElement()
        .asString()
        .contains("retention.ms: expected -1, found 604800000");
    assertThat(report.essential()).isFalse();
    assertThat(partitions(names.of(Topic.PREDICTIONS))).isEqualTo(3);
    assertThat(partitions(names.of(Topic.METRICS))).isEqualTo(1);
  }

  @Test
  void shouldReportDifferencesExactlyAndChangeNothing() throws Exception {
    create(
        names.of(Topic.PREDICTIONS),
        3,
        definitionWith(Topic.PREDICTIONS, "retention.bytes", "1000"));
    create(
        names.of(Topic.PARAMETERS),
        1,
        definitionWith(Topic.PARAMETERS, "cleanup.policy", "delete"));

    ProvisioningReport report = provision(2);

    assertThat(states(report))
        .containsExactly(CREATED, DIFFERS, CREATED, DIFFERS, CREATED, CREATED);
    assertThat(report.essential()).isTrue();
    Outcome predictions = report.outcomes().get(1);
    assertThat(predictions.topic()).isEqualTo(names.of(Topic.PREDICTIONS));
    assertThat(predictions.differences())
        .extracting(
            Difference::setting, Difference::found, Difference::expected, Difference::essential)
        .containsExactly(
            tuple("partitions", "3", "2", true),
            tuple("retention.bytes", "1000", "1073741824", false));
    assertThat(messages(report.outcomes().get(3)))
        .singleElement()
        .asString()
        .contains("cleanup.policy: expected compact, found delete", "cleanup.policy=compact");
    assertThat(configs(names.of(Topic.PARAMETERS))).containsEntry("cleanup.policy", "delete");
    assertThat(partitions(names.of(Topic.PREDICTIONS))).isEqualTo(3);
  }

  @Test
  void shouldAlterWhatCanBeAlteredButNeverPoints() throws Exception {
    create(names.points(), 3, Map.of("retention.ms", "1000"));
    create(names.of(Topic.PREDICTIONS), 1, Map.of("retention.ms", "1000"));
    create(names.of(Topic.PARAMETERS), 2, Map.of());

    new Provisioner(admin).alter(provision(1).differences());
    ProvisioningReport after = provision(1);

    assertThat(states(after)).containsExactly(DIFFERS, PRESENT, PRESENT, DIFFERS, PRESENT, PRESENT);
    assertThat(configs(names.points())).containsEntry("retention.ms", "1000");
    assertThat(configs(names.of(Topic.PREDICTIONS))).containsEntry("retention.ms", "-1");
    assertThat(partitions(names.of(Topic.PREDICTIONS))).isEqualTo(3);
    assertThat(after.outcomes().get(3).differences())
        .extracting(Difference::setting)
        .containsExactly("partitions");
  }

  @Test
  void shouldAlterNothingWhenTheClusterRefusesOneOfTheChanges() throws Exception {
    create(names.points(), 3, Map.of());
    create(names.of(Topic.PREDICTIONS), 1, Map.of("retention.ms", "1000"));
    create(names.of(Topic.METRICS), 1, Map.of("retention.ms", "1000"));
    List<Difference> differences = provision(1).differences();

    for (String refused : List.of(names.of(Topic.PREDICTIONS), names.of(Topic.METRICS))) {
      Admin refusing = AnsweringAdmin.refusingToAlter(admin, refused);
      assertThatThrownBy(() -> new Provisioner(refusing).alter(differences))
          .isInstanceOf(GyreException.class)
          .hasMessageContaining(refused);
    }

    assertThat(configs(names.of(Topic.PREDICTIONS))).containsEntry("retention.ms", "1000");
    assertThat(configs(names.of(Topic.METRICS))).containsEntry("retention.ms", "1000");
    assertThat(partitions(names.of(Topic.PREDICTIONS))).isEqualTo(1);
  }

  /**
   * Whoever has rights on topics of their own alone need not see that of the default application.
   */
  @Test
  void shouldFindNoJournalThatTheUserMayNotSee() throws Exception {
    Admin poor = AnsweringAdmin.describing(admin, new TopicAuthorizationException("not yours"));

    assertThat(new Provisioner(poor).find(Topic.JOURNAL, "gyre-journal")).isEmpty();
    assertThat(new Provisioner(admin).find(Topic.JOURNAL, "absent-journal")).isEmpty();
  }

  @Test
  void shouldUseOverrides() throws Exception {
    Map<String, Map<String, String>> overrides =
        Map.of("predictions", Map.of("retention.bytes", "-1"));

    new Provisioner(admin).provision(names, 1, overrides);

    assertThat(configs(names.of(Topic.PREDICTIONS))).containsEntry("retention.bytes", "-1");
    assertThat(states(new Provisioner(admin).provision(names, 1, overrides))).containsOnly(PRESENT);
  }

  @Test
  void shouldRefuseAMisspeltOverride() {
    Provisioner provisioner = new Provisioner(admin);

    assertThatThrownBy(
            () -> provisioner.provision(names, 1, Map.of("points", Map.of("retention.mss", "1"))))
        .isInstanceOf(GyreException.class)
        .hasMessageContaining(names.points())
        .hasMessageContaining("retention.mss");
  }

  @Test
  void shouldLetManyProvisionAtOnce() throws Exception {
    int many = 4;
    ExecutorService threads = Executors.newFixedThreadPool(many);
    CyclicBarrier together = new CyclicBarrier(many);
    try {
      List<Future<ProvisioningReport>> reports =
          IntStream.range(0, many)
              .mapToObj(
                  i ->
                      threads.submit(
                          () -> {
                            together.await();
                            return provision(1 + i);
                          }))
              .toList();
      int[] creators = new int[Topic.all().size()];
      for (Future<ProvisioningReport> future : reports) {
        List<State> states = states(future.get());
        for (int topic = 0; topic < creators.length; topic++) {
          assertThat(states.get(topic)).isIn(CREATED, PRESENT);
          creators[topic] += states.get(topic) == CREATED ? 1 : 0;
        }
      }
      assertThat(creators).containsOnly(1);
      assertThat(partitions(names.of(Topic.PREDICTIONS))).isEqualTo(partitions(names.points()));
    } finally {
      threads.shutdownNow();
    }
  }

  /** A producer that sends before a leader answers can lose the order of its batches. */
  @Test
  void shouldWaitForTheLeadersOfNewTopicsOnly() {
    Admin leaderless = AnsweringAdmin.listingOffsets(admin, new TimeoutException("no leader"));

    assertThatThrownBy(() -> new Provisioner(leaderless).provision(names, 3, Map.of()))
        .isInstanceOf(GyreException.class)
        .hasMessageContainingAll(names.points(), "no leader");

    provision(3);
    assertThat(states(new Provisioner(leaderless).provision(names, 3, Map.of())))
        .containsOnly(PRESENT);
  }

  @Test
  void shouldCreateTopicsOnABrokerThatDoesNotKnowEverySetting() throws Exception {
    Admin old =
        AnsweringAdmin.creating(
            admin,
            topic ->
                topic.configs().keySet().stream()
                    .filter(setting -> setting.startsWith("message.timestamp."))
                    .filter(setting -> setting.endsWith(".max.ms"))
                    .findFirst()
                    .map(s -> new InvalidConfigurationException("Unknown topic config name: " + s))
                    .orElse(null));

    ProvisioningReport report = new Provisioner(old).provision(names, 1, Map.of());

    assertThat(states(report)).containsOnly(CREATED);
    assertThat(configs(names.of(Topic.METRICS))).containsEntry("retention.bytes", "536870912");
  }

  @Test
  void shouldFindTopicsWithoutTheRightToCreateAny() {
    provision(1);
    Admin poor =
        AnsweringAdmin.creating(admin, topic -> new TopicAuthorizationException("not yours"));

    assertThat(states(new Provisioner(poor).provision(names, 1, Map.of()))).containsOnly(PRESENT);
  }

  @Test
  void shouldSayWhichSettingsItMayNotRead() {
    provision(1);
    Admin poor =
        AnsweringAdmin.describingConfigs(admin, new TopicAuthorizationException("not yours"));

    ProvisioningReport report = new Provisioner(poor).provision(names, 1, Map.of());

    assertThat(report.essential()).isFalse();
    assertThat(report.outcomes())
        .allSatisfy(
            outcome ->
                assertThat(messages(outcome))
                    .singleElement()
                    .asString()
                    .contains("DESCRIBE_CONFIGS"));
  }

  @Test
  void shouldSayWhatToDoWhenACreationIsRefused() {
    assertRefusal(new TopicAuthorizationException("no"), "right to CREATE", "grant");
    assertRefusal(new ClusterAuthorizationException("no"), "right to CREATE", "grant");
    assertRefusal(
        new InvalidReplicationFactorException("only 1 broker(s) are registered."),
        "default.replication.factor",
        "only 1 broker(s)");
    assertRefusal(new PolicyViolationException("too long kept"), "too long kept", "allows");
    assertRefusal(new TimeoutException("took 60000 ms"), "in time", "start again");
  }

  private void assertRefusal(RuntimeException fault, String... words) {
    Admin refusing = AnsweringAdmin.creating(admin, topic -> fault);

    assertThatThrownBy(() -> new Provisioner(refusing).provision(names, 1, Map.of()))
        .isInstanceOf(GyreException.class)
        .hasMessageStartingWith("topic " + names.points() + ": expected")
        .hasMessageContainingAll(words)
        .hasCause(fault);
  }

  @Test
  void shouldSayWhatToDoWhenATopicMayNotBeSeen() {
    Admin poor = AnsweringAdmin.describing(admin, new TopicAuthorizationException("not yours"));

    assertThatThrownBy(() -> new Provisioner(poor).provision(names, 1, Map.of()))
        .isInstanceOf(GyreException.class)
        .hasMessageContaining("right to DESCRIBE");
  }

  @Test
  void shouldGiveUpOnATopicThatIsBeingDeleted() {
    Admin deleting = AnsweringAdmin.creating(admin, topic -> new TopicExistsException("marked"));

    assertThatThrownBy(() -> new Provisioner(deleting).provision(names, 1, Map.of()))
        .isInstanceOf(GyreException.class)
        .hasMessageContaining(names.points())
        .hasMessageContaining("being deleted");
  }

  private ProvisioningReport provision(int pointsPartitions) {
    return new Provisioner(admin).provision(names, pointsPartitions, Map.of());
  }

  private static List<State> states(ProvisioningReport report) {
    return report.outcomes().stream().map(Outcome::state).toList();
  }

  private static Map<String, String> definitionWith(Topic<?> topic, String setting, String value) {
    Map<String, String> configs = new HashMap<>(topic.definition().configs());
    configs.put(setting, value);
    return configs;
  }

  private static void create(String name, int partitions, Map<String, String> configs)
      throws Exception {
    Map<String, String> settings = new HashMap<>(Map.of("retention.ms", "604800000"));
    settings.putAll(configs);
    NewTopic topic = new NewTopic(name, Optional.of(partitions), Optional.empty());
    admin.createTopics(List.of(topic.configs(settings))).all().get();
  }

  private static int partitions(String name) throws Exception {
    return admin
        .describeTopics(List.of(name))
        .topicNameValues()
        .get(name)
        .get()
        .partitions()
        .size();
  }

  private static Map<String, String> configs(String name) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, name);
    Config config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
    Map<String, String> configs = new HashMap<>();
    config.entries().forEach(entry -> configs.put(entry.name(), entry.value()));
    return configs;
  }

  private Map<String, String> allConfigs() throws Exception {
    Map<String, String> all = new HashMap<>();
    for (Topic<?> topic : Topic.all()) {
      String name = names.of(topic);
      configs(name).forEach((setting, value) -> all.put(name + " " + setting, value));
    }
    return all;
  }

  private static List<String> messages(Outcome outcome) {
    return outcome.differences().stream().map(Difference::message).toList();
  }
}
