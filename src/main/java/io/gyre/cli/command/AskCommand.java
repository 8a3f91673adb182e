package io.gyre.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.gyre.GyreException;
import io.gyre.cli.option.KafkaOptions;
import io.gyre.cli.option.TopicOptions;
import io.gyre.cli.terminal.ExitCode;
import io.gyre.cli.view.AnswersView;
import io.gyre.cli.view.KnownFields;
import io.gyre.data.JsonRecord;
import io.gyre.data.Point;
import io.gyre.fold.Fold;
import io.gyre.fold.FoldReport;
import io.gyre.fold.answer.Answer;
import io.gyre.fold.intake.AmountQuestion;
import io.gyre.fold.intake.AskOptions;
import io.gyre.learning.FieldTrials;
import io.gyre.learning.list.LearnerSettings;
import io.gyre.stream.processor.PredictionSampling;
import io.gyre.topic.Prediction;
import io.gyre.topic.Topic;
import io.gyre.words.PrintableText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "ask", description = "Ask the learners about one point.")
public final class AskCommand extends GyreCommand {

  @Parameters(arity = "1..*", paramLabel = "FIELD=VALUE")
  private List<String> fields;

  @Option(names = "--why")
  private boolean why;

  @Option(names = "--interval", paramLabel = "PERCENT")
  private double level = Double.NaN;

  @Option(names = "--quantile", paramLabel = "Q")
  private double quantile = Double.NaN;

  @Option(names = "--above", paramLabel = "AMOUNT")
  private double above = Double.NaN;

  @Option(names = "--learner", paramLabel = "NAME[,…]", split = ",")
  private List<String> learners;

  @Option(names = "--application-id", paramLabel = "ID")
  private String application;

  @Option(names = "--partition", paramLabel = "P")
  private Integer partition;

  @Option(names = "--url", paramLabel = "URL")
  private String url;

  @Option(names = "--tls-cert", paramLabel = "FILE")
  private Path certificate;

  @Option(names = "--token-file", paramLabel = "FILE")
  private Path token;

  @Option(names = "--json")
  private boolean json;

  @Mixin private TopicOptions topics;
  @Mixin private KafkaOptions kafka;

  private AmountQuestion amounts;
  private final List<Prediction> answers = new ArrayList<>();
  private final Set<String> columns = new LinkedHashSet<>();

  @Override
  public Integer call() throws InterruptedException {
    AskedPoint point = checked("", () -> AskedPoint.of(fields));
    amounts = checked("", () -> new AmountQuestion(level, quantile, above));
    if (url == null) {
      askCopies(point);
    } else {
      askServer(point);
    }
    if (!json) {
      AnswersView.table(answers).forEach(this::say);
      if (why) {
        AnswersView.why(answers, point.values().keySet()).forEach(this::say);
      }
    }
    new KnownFields(columns).notes(point.values()).forEach(this::tell);
    return ExitCode.DONE;
  }

  private void askServer(AskedPoint point) throws InterruptedException {
    AskedServer server = checked("", () -> new AskedServer(url, certificate, token));
    List<String> models = learners;
    if (models == null) {
      models = List.of(application == null ? server.firstModel() : application);
    } else if (application != null && !application.equals(server.firstModel())) {
      models = models.stream().map(name -> application + "." + name).toList();
    }
    for (String model : models) {
      JsonNode answer = server.ask(model, partition, point.values(), amounts, why);
      answers.add(server.prediction(answer));
      if (json) {
        say(PrintableText.json(answer.toString()));
      }
    }
  }

  private void askCopies(AskedPoint point) {
    Set<String> names = new LinkedHashSet<>();
    SavedModels.restore(kafka.cluster(), topics.names(), application, this::tell)
        .forEach(
            (id, folds) -> {
              Fold fold = SavedModels.chosen(folds, partition, id);
              names.addAll(fold.report().learners());
              int of = partition == null ? folds.keySet().iterator().next() : partition;
              answers.addAll(ask(fold, of, point));
            });
    List<String> unknown = new ArrayList<>(learners == null ? List.of() : learners);
    unknown.removeAll(names);
    if (!unknown.isEmpty()) {
      throw GyreException.of(
          "no learner is called %s; there are %s",
          PrintableText.of(String.join(" or ", unknown)),
          PrintableText.of(String.join(", ", names)));
    }
    if (answers.isEmpty()) {
      throw new GyreException("no learner has an answer yet: they have learned too little");
    }
    for (int i = 0; json && i < answers.size(); i++) {
      byte[] value = Topic.PREDICTIONS.serializer().serialize(null, answers.get(i));
      say(PrintableText.json(new String(value, UTF_8)));
    }
  }

  private List<Prediction> ask(Fold fold, int of, AskedPoint asked) {
    FoldReport report = fold.report();
    List<LearnerSettings> list = report.settings().learners();
    PredictionSampling standard = PredictionSampling.standard(list);
    AskOptions question = AskOptions.of(learners == null ? standard.answering(list) : learners);
    JsonRecord content = new JsonRecord(asked.json().getBytes(UTF_8));
    Answer answer =
        fold.ask(content, question.withAmounts(amounts).why(why ? FieldTrials.MOST_NUMBERS : 0));
    if (answer.reason() != null) {
      throw GyreException.of(
          "the point was refused: %s (see 'gyre learn --help')", answer.reason());
    }
    Point point = answer.point();
    Point named =
        (point.id() == null ? point.withId(of + "-" + answer.offset) : point).withoutLabel();
    for (int i = 0; i < list.size(); i++) {
      columns.addAll(report.shape(i).columns());
    }
    return IntStream.range(0, list.size())
        .filter(answer::has)
        .mapToObj(i -> Prediction.of(named, answer, i, of, answer.offset))
        .toList();
  }
}
