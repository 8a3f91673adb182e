package io.gyre.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gyre.GyreException;
import io.gyre.cli.ExitCode;
import io.gyre.cli.option.KafkaOptions;
import io.gyre.cli.option.TopicOptions;
import io.gyre.cli.view.Columns;
import io.gyre.cli.view.Columns.Column;
import io.gyre.cli.view.NumberText;
import io.gyre.data.Point;
import io.gyre.data.PrintableText;
import io.gyre.kafka.ClusterAccess;
import io.gyre.topic.Prediction;
import io.gyre.topic.TopicNames;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gyre ask}: sends one point without a label and prints what every learner says. */
@Command(
    name = "ask",
    description = "Ask every learner about one point.",
    footer = {
      "",
      "Sends one unlabelled point through the points topic, so that nothing is learned from it, and",
      "prints every learner's answer from the predictions topic. Ends with 1 if nobody answers.",
      "",
      "Examples:",
      "  gyre ask 0.1 0.2",
      "  gyre ask -0.3 0.7 --json"
    })
public final class AskCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "FEATURE",
      description = "The point's features, as many as the learners were started with.")
  private List<String> features;

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
    if (timeout < 1) {
      throw new ParameterException(
          spec.commandLine(), "--timeout: expected 1 second or more, found " + timeout);
    }
    Point point = new Point("ask-" + UUID.randomUUID(), numbers(), null);
    ClusterAccess cluster = kafka.cluster();
    TopicNames names = topics.names();
    try (Admin admin = cluster.admin()) {
      for (String topic :
          List.of(names.points(), names.predictions(), names.parameters(), names.deadLetters())) {
        TopicLookup.partitions(admin, cluster, topic);
      }
    }
    List<PointRoundTrip.Answer> answers =
        new PointRoundTrip(cluster, names).ask(point, Duration.ofSeconds(timeout));
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
    print(answers);
    return ExitCode.DONE;
  }

  private void print(List<PointRoundTrip.Answer> answers) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      answers.forEach(answer -> out.println(PrintableText.json(new String(answer.json(), UTF_8))));
    } else {
      lines(answers.stream().map(PointRoundTrip.Answer::prediction).toList()).forEach(out::println);
    }
    out.flush();
  }

  static List<String> lines(List<Prediction> predictions) {
    Columns columns =
        new Columns(
            Column.left("learner", 0),
            Column.right("probability", 0),
            Column.right("prediction", 0),
            Column.right("step", 0));
    List<List<String>> rows = predictions.stream().map(AskCommand::cells).toList();
    rows.forEach(columns::fit);
    List<String> lines = new ArrayList<>();
    lines.add(columns.header());
    rows.forEach(row -> lines.add(columns.line(row)));
    return lines;
  }

  private static List<String> cells(Prediction prediction) {
    return List.of(
        PrintableText.of(prediction.learner()),
        NumberText.probability(prediction),
        NumberText.label(prediction.prediction()),
        NumberText.count(prediction.step()));
  }

  /** As text first: the parser would take a negative number for an unknown option. */
  private double[] numbers() {
    double[] numbers = new double[features.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = number(features.get(i));
    }
    return numbers;
  }

  private double number(String text) {
    if (text.startsWith("--")) {
      throw new ParameterException(spec.commandLine(), "Unknown option: '" + text + "'");
    }
    try {
      double number = Double.parseDouble(text);
      if (Double.isFinite(number)) {
        return number;
      }
    } catch (NumberFormatException e) {
      // One message for all that is no finite number.
    }
    throw new ParameterException(
        spec.commandLine(), "FEATURE: expected a finite number such as -0.3, found '" + text + "'");
  }
}
