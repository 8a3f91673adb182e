package io.gyre.cli.command;

import io.gyre.cli.option.KafkaOptions;
import io.gyre.cli.option.RegistryOptions;
import io.gyre.cli.option.TopicOptions;
import io.gyre.cli.terminal.ExitCode;
import io.gyre.cli.view.AlertsView;
import io.gyre.cli.view.DeadLettersView;
import io.gyre.cli.view.LateLabelText;
import io.gyre.cli.view.MetricsView;
import io.gyre.cli.view.PredictionsView;
import io.gyre.cli.view.RecordView;
import io.gyre.data.counts.LateLabelCounts;
import io.gyre.format.Schema;
import io.gyre.kafka.ClusterAccess;
import io.gyre.kafka.TopicReader;
import io.gyre.registry.SchemaWaitException;
import io.gyre.topic.Topic;
import io.gyre.topic.TopicNames;
import io.gyre.topic.UnknownSchemaException;
import io.gyre.words.PrintableText;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "watch",
    description = "Print costs, predictions, alerts or dead letters as they arrive.")
public final class WatchCommand extends GyreCommand {

  private static final String COST = "cost";
  private static final String DEAD_LETTERS = "dead-letters";

  /** A window is a second by default, and is committed a little later. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  @Parameters(paramLabel = "WHAT")
  private String subject;

  @Option(names = "--from-beginning")
  private boolean fromBeginning;

  @Option(names = "--learner", paramLabel = "NAME[,…]", split = ",")
  private Set<String> learners = Set.of();

  @Option(names = "--application-id", paramLabel = "ID")
  private String application;

  @Option(names = "--json")
  private boolean json;

  @Mixin private TopicOptions topics;
  @Mixin private KafkaOptions kafka;
  @Mixin private RegistryOptions registry;

  private boolean hinted;
  private String unread; // why the last record was passed over

  @Override
  public Integer call() throws InterruptedException {
    check();
    ClusterAccess cluster = registry.of(kafka.cluster());
    TopicNames names = topics.names();
    String topic = names.of(topic());
    boolean replicas;
    try (Admin admin = cluster.admin()) {
      TopicLookup.partitions(admin, cluster, topic);
      replicas = TopicLookup.partitions(admin, cluster, names.of(Topic.PREDICTIONS)) > 1;
    }
    try (TopicReader reader = new TopicReader(cluster, List.of(topic), fromBeginning)) {
      Function<String, Schema> schemas =
          registry.schemas(cluster, null, this::tell, stop()::requested);
      print(reader, view(replicas).reading(topic().json(topic, schemas)));
    }
    return ExitCode.DONE;
  }

  private Topic<?> topic() {
    return switch (subject) {
      case COST, "metrics" -> Topic.METRICS;
      case "predictions" -> Topic.PREDICTIONS;
      case "alerts" -> Topic.ALERTS;
      case DEAD_LETTERS -> Topic.DEAD_LETTERS;
      default ->
          throw wrong(
              "expected cost, predictions, metrics, alerts or dead-letters, found '"
                  + subject
                  + "'");
    };
  }

  private void check() {
    require(
        !subject.equals(DEAD_LETTERS) || learners.isEmpty(),
        "--learner does not go with dead-letters: they belong to no learner");
    if (topic() != Topic.METRICS) {
      refuse(
          " does not go with %s: their records do not name an application".formatted(subject),
          "--application-id");
    }
  }

  private RecordView<?> view(boolean replicas) {
    return switch (subject) {
      case COST -> MetricsView.cost(learners, replicas);
      case "metrics" -> MetricsView.all(learners, replicas);
      case "predictions" -> new PredictionsView(learners);
      case "alerts" -> new AlertsView(learners);
      default -> new DeadLettersView();
    };
  }

  private void print(TopicReader reader, RecordView<?> view) {
    PrintWriter out = out();
    if (!json) {
      out.println(view.header());
      out.flush();
    }
    stop().onStop(reader::wakeUp);
    reader.follow(
        // A reader that has seen enough, such as head, closes the pipe.
        () -> !stop().requested() && !out.checkError(),
        found -> {
          String line = line(view, found);
          if (line != null && !json && view.needsHeader()) {
            out.println(view.header());
          }
          Optional.ofNullable(line).ifPresent(out::println);
          hint(view.lateLabels());
          return line != null || unread != null;
        },
        PATIENCE,
        this::tellQuiet);
    out.flush();
  }

  private void tellQuiet() {
    String why =
        fromBeginning
            ? "There is nothing yet"
            : "Only what is new is shown; --from-beginning shows what is there already";
    tell(
        "nothing has come for %d s%s. %s; Ctrl-C stops.",
        PATIENCE.toSeconds(),
        learners.isEmpty()
            ? ""
            : " from a learner called " + PrintableText.of(String.join(" or ", learners)),
        learners.isEmpty() ? why : "Without --learner all are shown, with their names");
  }

  /** Says once what to do about labels that come after the wait of their points. */
  private void hint(LateLabelCounts labels) {
    String hint = labels == null || hinted ? null : LateLabelText.hint(labels);
    if (hint != null) {
      hinted = true;
      tell("%s", hint);
    }
  }

  private String line(RecordView<?> view, ConsumerRecord<byte[], byte[]> found) {
    if (stop().requested()) {
      return null; // The rest of what was fetched may wait for a registry.
    }
    try {
      if (!anyApplication() && !MetricsView.application(found.key()).equals(application)) {
        return null;
      }
      return json ? view.json(found) : view.line(found);
    } catch (SchemaWaitException stopped) {
      return null;
    } catch (SerializationException e) {
      if (e instanceof UnknownSchemaException && e.getMessage().equals(unread)) {
        return null; // All others are likely to be like this.
      }
      unread = e.getMessage();
      tell(
          "passed over %s-%d@%d: %s",
          found.topic(), found.partition(), found.offset(), PrintableText.of(e.getMessage()));
      return null;
    }
  }

  /** Ignores an application from the environment where records do not name theirs. */
  private boolean anyApplication() {
    return application == null || topic() != Topic.METRICS;
  }
}
