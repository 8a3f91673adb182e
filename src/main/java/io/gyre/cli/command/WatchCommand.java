package io.gyre.cli.command;

import io.gyre.GyreException;
import io.gyre.cli.option.KafkaOptions;
import io.gyre.cli.option.TopicOptions;
import io.gyre.cli.terminal.ExitCode;
import io.gyre.cli.view.DeadLettersView;
import io.gyre.cli.view.MetricsView;
import io.gyre.cli.view.PredictionsView;
import io.gyre.cli.view.RecordView;
import io.gyre.data.PrintableText;
import io.gyre.kafka.ClusterAccess;
import io.gyre.kafka.TopicReader;
import io.gyre.topic.LearnerKey;
import io.gyre.topic.PublishedLearners;
import io.gyre.topic.Topic;
import io.gyre.topic.TopicNames;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SerializationException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code gyre watch}: prints records of one of Gyre's topics as they arrive, until stopped. */
@Command(
    name = "watch",
    description = "Print costs, predictions or dead letters as they arrive.",
    footer = {
      "",
      "Shows what is committed from now on, until Ctrl-C. Costs and accuracies are from predictions made",
      "before the point was learned from. A window marked 'open' has no final figures yet. The weight",
      "of a learner is how much of the blend's answers it is, as the blend has said last.",
      "",
      "Examples:",
      "  gyre watch cost",
      "  gyre watch cost --from-beginning --learner blend",
      "  gyre watch predictions --json | jq .probability",
      "  gyre watch dead-letters --from-beginning"
    })
public final class WatchCommand extends GyreCommand {

  enum Subject {
    COST(Topic.METRICS),
    PREDICTIONS(Topic.PREDICTIONS),
    METRICS(Topic.METRICS),
    DEAD_LETTERS(Topic.DEAD_LETTERS);

    private final Topic<?> topic;

    Subject(Topic<?> topic) {
      this.topic = topic;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Knowing the learners only serves a note, so it may not take long. */
  private static final Duration LOOK_UP = Duration.ofSeconds(3);

  /** A window is a second by default, and is committed a little later. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final class SubjectName implements ITypeConverter<Subject> {

    @Override
    public Subject convert(String text) {
      for (Subject subject : Subject.values()) {
        if (subject.toString().equals(text)) {
          return subject;
        }
      }
      throw new TypeConversionException(
          "expected cost, predictions, metrics or dead-letters, found '" + text + "'");
    }
  }

  private static final class Scores extends ArrayList<String> {
    Scores() {
      super(MetricsView.SCORES);
    }
  }

  @Parameters(
      paramLabel = "WHAT",
      converter = SubjectName.class,
      description = {
        "cost: one line per report and learner, from the metrics topic;",
        "metrics: the same with all figures and totals;",
        "predictions: one line per point and learner that publishes its predictions;",
        "dead-letters: records that cannot be points, and why."
      })
  private Subject subject;

  @Option(names = "--from-beginning", description = "Begin with the oldest record there is.")
  private boolean fromBeginning;

  @Option(
      names = "--learner",
      paramLabel = "NAME[,…]",
      split = ",",
      description = "Only these learners. Default: all.")
  private Set<String> learners;

  @Option(
      names = "--metrics",
      paramLabel = "NAME[,…]",
      split = ",",
      completionCandidates = Scores.class,
      description =
          "The scores of cost and metrics, instead of some or all: ${COMPLETION-CANDIDATES}, of a window's points. --json has all, by class too, faded and in total.")
  private List<String> metrics;

  @Option(
      names = "--application-id",
      paramLabel = "ID",
      description =
          "Only the learners of this application, where several learn from the same topics; cost and metrics alone name theirs. Default: all.")
  private String application;

  @Option(
      names = "--json",
      description = "Print the records as they are, one JSON object per line.")
  private boolean json;

  @Mixin private TopicOptions topics;
  @Mixin private KafkaOptions kafka;

  @Override
  public Integer call() throws InterruptedException {
    Set<String> wanted = learners == null ? Set.of() : learners;
    require(
        subject != Subject.DEAD_LETTERS || wanted.isEmpty(),
        "--learner does not go with dead-letters: they belong to no learner");
    if (metrics != null) {
      requireScores();
    }
    if (subject.topic != Topic.METRICS) {
      refuse(
          " does not go with %s: their records do not name an application".formatted(subject),
          "--application-id");
    }
    ClusterAccess cluster = kafka.cluster();
    TopicNames names = topics.names();
    String topic = names.of(subject.topic);
    boolean replicas;
    try (Admin admin = cluster.admin()) {
      TopicLookup.partitions(admin, cluster, topic);
      replicas = TopicLookup.partitions(admin, cluster, names.predictions()) > 1;
      if (!wanted.isEmpty()) {
        noteUnknown(admin, cluster, names.parameters(), wanted);
      }
    }
    try (TopicReader reader = new TopicReader(cluster, List.of(topic), fromBeginning)) {
      print(reader, view(wanted, replicas));
    }
    return ExitCode.DONE;
  }

  private void requireScores() {
    require(
        subject.topic == Topic.METRICS,
        "--metrics goes with cost and metrics alone, not with " + subject);
    for (String metric : metrics) {
      require(
          MetricsView.SCORES.contains(metric),
          "--metrics: expected some of %s, found '%s'"
              .formatted(String.join(", ", MetricsView.SCORES), metric));
    }
  }

  /** A learner may yet come, so a name that nobody bears is no fault; but it may be misspelt. */
  private void noteUnknown(
      Admin admin, ClusterAccess cluster, String parameters, Set<String> wanted)
      throws InterruptedException {
    Set<String> known;
    try (Consumer<byte[], byte[]> consumer = cluster.consumer()) {
      TopicLookup.partitions(admin, cluster, parameters);
      known =
          PublishedLearners.recent(consumer, parameters, LOOK_UP).keys().stream()
              .filter(key -> anyApplication() || key.application().equals(application))
              .map(LearnerKey::learner)
              .collect(Collectors.toCollection(TreeSet::new));
    } catch (GyreException | KafkaException e) {
      return; // Without the right to read parameters one can still watch.
    }
    Set<String> unknown = new TreeSet<>(wanted);
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      tell(
          "no learner is called %s so far; there %s. Waiting, Ctrl-C stops."
              .formatted(
                  PrintableText.of(String.join(" or ", unknown)),
                  known.isEmpty()
                      ? "is none yet"
                      : "are " + PrintableText.of(String.join(", ", known))));
    }
  }

  private List<String> scores(List<String> byDefault) {
    return metrics == null ? byDefault : metrics;
  }

  private RecordView view(Set<String> wanted, boolean replicas) {
    return switch (subject) {
      case COST -> MetricsView.cost(wanted, scores(MetricsView.STANDARD), replicas);
      case METRICS -> MetricsView.all(wanted, scores(MetricsView.SCORES), replicas);
      case PREDICTIONS -> new PredictionsView(wanted);
      case DEAD_LETTERS -> new DeadLettersView();
    };
  }

  private void print(TopicReader reader, RecordView view) {
    PrintWriter out = out();
    if (!json) {
      out.println(view.header());
      out.flush();
    }
    // A reader that has seen enough, such as head, closes the pipe: no fault, just the end.
    stop().onStop(reader::wakeUp);
    reader.follow(
        () -> !stop().requested() && !out.checkError(),
        found -> Optional.ofNullable(line(view, found)).ifPresent(out::println),
        PATIENCE,
        this::sayThatItIsQuiet);
    out.flush();
  }

  /** A stream at rest looks as one that is broken. */
  private void sayThatItIsQuiet() {
    tell(
        "nothing has come for %d s. %s; Ctrl-C stops."
            .formatted(
                PATIENCE.toSeconds(),
                fromBeginning
                    ? "There is nothing yet"
                    : "Only what is new is shown; --from-beginning shows what is there already"));
  }

  private String line(RecordView view, ConsumerRecord<byte[], byte[]> found) {
    try {
      if (!isWanted(found.key())) {
        return null;
      }
      return json ? view.json(found) : view.line(found);
    } catch (SerializationException e) {
      tell(
          "passed over %s-%d@%d: %s"
              .formatted(
                  found.topic(),
                  found.partition(),
                  found.offset(),
                  PrintableText.of(e.getMessage())));
      return null;
    }
  }

  /** Tells whether learners of all are shown; the variable may be set while predictions are. */
  private boolean anyApplication() {
    return application == null || subject.topic != Topic.METRICS;
  }

  private boolean isWanted(byte[] key) {
    if (anyApplication()) {
      return true;
    }
    try {
      return LearnerKey.parse(key).application().equals(application);
    } catch (IllegalArgumentException e) {
      return false; // Somebody else's record.
    }
  }
}
