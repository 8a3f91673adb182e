package io.gyre.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gyre.GyreException;
import io.gyre.cli.option.KafkaOptions;
import io.gyre.cli.option.TopicOptions;
import io.gyre.cli.terminal.ExitCode;
import io.gyre.cli.view.AnswersView;
import io.gyre.data.PrintableText;
import io.gyre.kafka.ClusterAccess;
import io.gyre.learning.list.LearnersJson;
import io.gyre.topic.Parameters;
import io.gyre.topic.Prediction;
import io.gyre.topic.PublishedLearners;
import io.gyre.topic.TopicNames;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gyre ask}: sends one point that is only predicted and prints what learners say. */
@Command(
    name = "ask",
    description = "Ask the learners about one point.",
    footer = {
      "",
      "Sends one point through the points topic, marked as a question: nothing is learned from it, and",
      "it is not scored. Prints the answers from the predictions topic, that of a blend first: those of",
      "the learners whose predictions are published (gyre learn --predictions). A field that is left out",
      "is missing. With two classes the probability is that of the positive one, which may not be the",
      "one predicted. Ends with 1 if nobody answers.",
      "",
      "Examples:",
      "  gyre ask 0.1 -0.2",
      "  gyre ask age=33 carrier=DL delay= address.zip=8001",
      "  gyre ask '{\"age\":33,\"address\":{\"zip\":\"8001\"}}' --json",
      "  gyre ask --why age=33 carrier=DL"
    })
public final class AskCommand extends GyreCommand {

  /** Knowing the learners only spares a wait and serves a hint, so it may not take long itself. */
  private static final Duration LOOK_UP = Duration.ofSeconds(3);

  @CommandLine.Parameters(
      arity = "1..*",
      paramLabel = "FIELD=VALUE",
      description =
          "The point's fields, by their paths; nothing behind the = for one that is missing. Or one JSON object. Or numbers alone, which are the array features.")
  private List<String> fields;

  @Option(
      names = "--why",
      description =
          "Also print which fields count most: for a logistic learner the terms of its logit, for others how far its probability falls if the field is missing.")
  private boolean why;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description = "How long to wait for answers.")
  private int timeout;

  @Option(
      names = "--json",
      description = "Print the predictions as they are, one JSON object per line.")
  private boolean json;

  @Mixin private TopicOptions topics;
  @Mixin private KafkaOptions kafka;

  @Override
  public Integer call() throws InterruptedException {
    require(timeout >= 1, "--timeout: expected 1 second or more, found " + timeout);
    AskedPoint point = point();
    ClusterAccess cluster = kafka.cluster();
    TopicNames names = topics.names();
    PublishedLearners published;
    try (Admin admin = cluster.admin()) {
      for (String topic : List.of(names.predictions(), names.parameters(), names.deadLetters())) {
        TopicLookup.partitions(admin, cluster, topic);
      }
      try (Consumer<byte[], byte[]> consumer = cluster.consumer()) {
        published = PublishedLearners.recent(consumer, names.parameters(), LOOK_UP);
      }
      names =
          topics.pointsNamed() ? names : LearnedTopicChoice.find(admin, names, published.keys());
      TopicLookup.partitions(admin, cluster, names.points());
    }
    List<PointRoundTrip.Answer> answers =
        new PointRoundTrip(cluster, names)
            .ask(point.bytes(), why, published.keys(), Duration.ofSeconds(timeout));
    if (answers.isEmpty()) {
      throw new GyreException(
          "no learner answered within %s s. The point is on the topic %s at %s: is 'gyre learn' (or 'gyre up') running there, and has it kept up ('gyre watch cost%s%s')?"
              .formatted(
                  timeout,
                  names.points(),
                  cluster.bootstrapServers(),
                  topics.typed(),
                  kafka.typed()));
    }
    Collection<Parameters> learned = published.read().values();
    print(blendsFirst(answers, learned), point);
    noteUnknown(point, new KnownFields(learned));
    return ExitCode.DONE;
  }

  /** What mixes the others is what to use: it stands first. */
  private static List<PointRoundTrip.Answer> blendsFirst(
      List<PointRoundTrip.Answer> answers, Collection<Parameters> learned) {
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

  private AskedPoint point() {
    try {
      return AskedPoint.of(fields);
    } catch (GyreException e) {
      throw wrong(e.getMessage(), e);
    }
  }

  private void print(List<PointRoundTrip.Answer> answers, AskedPoint point) {
    List<Prediction> predictions = answers.stream().map(PointRoundTrip.Answer::prediction).toList();
    if (json) {
      answers.forEach(
          answer -> out().println(PrintableText.json(new String(answer.json(), UTF_8))));
    } else {
      AnswersView.table(predictions).forEach(out()::println);
      if (why) {
        AnswersView.why(predictions, point.fields()).forEach(out()::println);
      }
    }
    out().flush();
  }

  /** An answer from nothing that the learners know is worth nothing, and looks like any other. */
  private void noteUnknown(AskedPoint point, KnownFields known) {
    Stream.concat(
            Stream.ofNullable(known.note(point.fields())),
            known.valueNotes(point.values()).stream())
        .forEach(this::tell);
  }
}
