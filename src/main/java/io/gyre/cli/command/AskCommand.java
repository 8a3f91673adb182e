package io.gyre.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gyre.GyreException;
import io.gyre.cli.command.PointRoundTrip.Answer;
import io.gyre.cli.option.KafkaOptions;
import io.gyre.cli.option.RegistryOptions;
import io.gyre.cli.option.TopicOptions;
import io.gyre.cli.terminal.ExitCode;
import io.gyre.cli.view.AnswersView;
import io.gyre.data.PrintableText;
import io.gyre.kafka.ClusterAccess;
import io.gyre.learning.list.LearnersJson;
import io.gyre.topic.Parameters;
import io.gyre.topic.Prediction;
import io.gyre.topic.PublishedLearners;
import io.gyre.topic.Topic;
import io.gyre.topic.TopicNames;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "ask", description = "Ask the learners about one point.")
public final class AskCommand extends GyreCommand {

  /** The longest search for the learners, which only shortens waits and serves hints. */
  private static final Duration LOOK_UP = Duration.ofSeconds(3);

  @CommandLine.Parameters(arity = "1..*", paramLabel = "FIELD=VALUE")
  private List<String> fields;

  @Option(names = "--why")
  private boolean why;

  @Option(names = "--timeout", paramLabel = "SECONDS", defaultValue = "10")
  private int timeout;

  @Option(names = "--json")
  private boolean json;

  @Mixin private TopicOptions topics;
  @Mixin private KafkaOptions kafka;
  @Mixin private RegistryOptions registry;

  @Override
  public Integer call() throws InterruptedException {
    require(timeout >= 1, "--timeout: expected 1 second or more, found " + timeout);
    AskedPoint point = checked("", () -> AskedPoint.of(fields));
    ClusterAccess cluster = registry.of(kafka.cluster());
    TopicNames names = topics.names();
    PublishedLearners published;
    try (Admin admin = cluster.admin();
        Consumer<byte[], byte[]> consumer = cluster.consumer(Map.of())) {
      for (Topic<?> topic : List.of(Topic.PREDICTIONS, Topic.PARAMETERS, Topic.DEAD_LETTERS)) {
        TopicLookup.partitions(admin, cluster, names.of(topic));
      }
      published = PublishedLearners.recent(consumer, names.of(Topic.PARAMETERS), LOOK_UP);
      if (!topics.pointsNamed()) {
        names = TopicLookup.withPointsRead(admin, names, published.keys());
      }
      TopicLookup.partitions(admin, cluster, names.points());
    }
    List<Answer> answers =
        new PointRoundTrip(cluster, names, why, registry.lookup(cluster)::glance)
            .ask(point.json().getBytes(UTF_8), published.keys(), Duration.ofSeconds(timeout));
    if (answers.isEmpty()) {
      throw GyreException.of(
          "no learner answered within %s s. The point is on the topic %s at %s: is 'gyre learn' (or 'gyre up') running there, and has it kept up ('gyre watch cost%s%s')?",
          timeout, names.points(), cluster.bootstrapServers(), topics.typed(), kafka.typed());
    }
    Collection<Parameters> learned = published.read().values();
    print(blendsFirst(answers, learned), point);
    new KnownFields(learned).notes(point.values()).forEach(this::tell);
    return ExitCode.DONE;
  }

  /** Puts the answers of blends first, which are the recommended ones. */
  private static List<Answer> blendsFirst(List<Answer> answers, Collection<Parameters> learned) {
    Set<String> blends =
        learned.stream()
            .filter(AskCommand::mixes)
            .map(Parameters::learner)
            .collect(Collectors.toSet());
    return answers.stream()
        .sorted(Comparator.comparing(answer -> !blends.contains(answer.prediction().learner())))
        .toList();
  }

  private static boolean mixes(Parameters learner) {
    try {
      return learner.settings() != null
          && LearnersJson.fromJson(learner.settings()).settings().mixes();
    } catch (GyreException otherVersion) {
      return false;
    }
  }

  private void print(List<Answer> answers, AskedPoint point) {
    List<Prediction> predictions = answers.stream().map(Answer::prediction).toList();
    if (json) {
      answers.forEach(answer -> say(PrintableText.json(new String(answer.json(), UTF_8))));
      return;
    }
    AnswersView.table(predictions).forEach(this::say);
    if (why) {
      AnswersView.why(predictions, point.values().keySet()).forEach(this::say);
    }
  }
}
