package io.gyre.cli.command;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gyre.GyreException;
import io.gyre.app.score.PastAnswer;
import io.gyre.cli.option.ApplicationOption;
import io.gyre.cli.option.KafkaOptions;
import io.gyre.cli.option.SchemaOptions;
import io.gyre.cli.option.TopicOptions;
import io.gyre.cli.terminal.AbandonableRun;
import io.gyre.cli.terminal.ExitCode;
import io.gyre.cli.view.AnswersView;
import io.gyre.cli.view.LinearWeights;
import io.gyre.cli.view.NumberText;
import io.gyre.cli.view.Progress;
import io.gyre.fold.FoldReport;
import io.gyre.fold.state.LearnedParameters;
import io.gyre.format.Schema;
import io.gyre.kafka.ClusterAccess;
import io.gyre.learning.gradient.LinearSettings;
import io.gyre.learning.gradient.LogisticRegressionSettings;
import io.gyre.topic.LearnerKey;
import io.gyre.topic.Prediction;
import io.gyre.topic.Topic;
import io.gyre.words.PrintableText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "explain",
    description = "Print which fields weigh most, or why a past prediction was made.")
public final class ExplainCommand extends GyreCommand {

  private static final String BUCKETS =
      "FIELD#N: 1 if the text falls into bucket N. Texts beyond a field's first 256 share columns so.";

  private static final JsonMapper JSON = new JsonMapper();

  @Parameters(arity = "0..1", paramLabel = "LEARNER")
  private String learner;

  @Option(names = "--top", paramLabel = "N", defaultValue = "10")
  private int top;

  @Option(names = "--at", paramLabel = "OFFSET")
  private Long at;

  @Option(names = "--partition", paramLabel = "P", defaultValue = "0")
  private int partition;

  @Option(names = "--application-id", paramLabel = "ID")
  private String application;

  @Option(names = "--json")
  private boolean json;

  @Mixin private TopicOptions topics;
  @Mixin private SchemaOptions registry;
  @Mixin private KafkaOptions kafka;

  private record Learned(LearnerKey key, FoldReport fold, int place) {

    long step() {
      return fold.step(place);
    }

    boolean isLinear() {
      Object settings = fold.settings().learners().get(place).settings();
      return settings instanceof LogisticRegressionSettings
          || settings instanceof LinearSettings linear && !linear.amounts().asinh();
    }
  }

  @Override
  public Integer call() throws InterruptedException {
    requireAtLeast("--top", 1, top);
    if (at != null) {
      refuse(" is for the weights of now: leave it out with --at", "--top");
      return explainPast();
    }
    refuse(" goes with --at", "--partition");
    List<Learned> chosen = chosen(read());
    boolean several =
        chosen.stream().map(each -> each.key().learner()).distinct().count() < chosen.size();
    chosen.forEach(each -> print(each, several));
    out().flush();
    return ExitCode.DONE;
  }

  private int explainPast() throws InterruptedException {
    ClusterAccess cluster = registry.of(kafka.cluster());
    String id = application == null ? ApplicationOption.DEFAULT : application;
    PastAnswer past = new PastAnswer(cluster, id, partition, at, stop());
    List<Prediction> said = new ArrayList<>();
    boolean ended;
    try (Progress progress = Progress.paced(past.length(), this::tell, System::nanoTime)) {
      Function<String, Schema> schemas =
          registry.schemas(cluster, null, this::tell, stop()::requested);
      ended =
          AbandonableRun.run(
              () -> said.addAll(chosen(past, past.answer(schemas, progress::done))), stop());
    }
    if (!ended) {
      return ExitCode.FAILED;
    }
    if (json) {
      said.forEach(each -> say(PrintableText.json(toJson(past, each))));
      return ExitCode.DONE;
    }
    AnswersView.past(past).forEach(this::say);
    say("");
    AnswersView.table(said).forEach(this::say);
    AnswersView.why(said, past.fields()).forEach(this::say);
    return ExitCode.DONE;
  }

  /** Returns what the learners said that are asked for. */
  private List<Prediction> chosen(PastAnswer past, List<Prediction> all) {
    List<Prediction> some =
        all.stream().filter(each -> learner == null || each.learner().equals(learner)).toList();
    if (some.isEmpty()) {
      throw GyreException.of(
          "no learner is called %s; there are %s",
          PrintableText.brief(learner), PrintableText.list(List.copyOf(past.digests().keySet())));
    }
    return some;
  }

  private static String toJson(PastAnswer past, Prediction said) {
    byte[] value = Topic.PREDICTIONS.serializer().serialize(null, said);
    try {
      ObjectNode all = (ObjectNode) JSON.readTree(value);
      all.put("digest", past.digests().get(said.learner())).put("log", past.log());
      all.put("logOffset", past.offset());
      all.put("version", past.version() == null ? null : past.version().number());
      return all.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Learned> read() {
    List<Learned> all = new ArrayList<>();
    SavedModels.restore(kafka.cluster(), topics.names(), application, this::tell)
        .forEach(
            (id, folds) ->
                folds.forEach(
                    (partition, fold) -> all.addAll(learned(id, partition, fold.report()))));
    all.sort(
        Comparator.comparing((Learned each) -> each.key().application())
            .thenComparing(each -> each.key().learner())
            .thenComparing(each -> each.key().partition()));
    return all;
  }

  private static List<Learned> learned(String id, int partition, FoldReport fold) {
    List<String> names = fold.learners();
    return IntStream.range(0, names.size())
        .mapToObj(
            place -> new Learned(new LearnerKey(id, names.get(place), partition), fold, place))
        .toList();
  }

  private List<Learned> chosen(List<Learned> all) {
    List<Learned> linear = all.stream().filter(Learned::isLinear).toList();
    if (learner == null && !linear.isEmpty()) {
      return linear;
    }
    List<Learned> named = all.stream().filter(l -> l.key().learner().equals(learner)).toList();
    if (learner != null && named.isEmpty()) {
      throw GyreException.of(
          "no learner is called %s; there are %s", PrintableText.brief(learner), names(all));
    }
    if (learner == null || !linear.containsAll(named)) {
      throw GyreException.of(
          "%s: only linear learners have a weight for each field; %s. 'gyre ask --why FIELD=VALUE ...' says of any learner how much each field counts for one point",
          learner == null ? names(all) : PrintableText.brief(learner),
          linear.isEmpty() ? "there is none" : "here that is " + names(linear));
    }
    return named;
  }

  private static String names(List<Learned> learners) {
    return learners.stream()
        .map(each -> PrintableText.brief(each.key().learner()))
        .distinct()
        .collect(Collectors.joining(", "));
  }

  private void print(Learned learned, boolean several) {
    String name = PrintableText.of(several ? learned.key().toString() : learned.key().learner());
    List<LinearWeights> found = weights(learned);
    if (json) {
      found.forEach(weights -> out().println(PrintableText.json(toJson(learned, weights))));
      return;
    }
    if (found.isEmpty()) {
      say("%s has learned too little, and has no weights yet.", name);
    }
    for (LinearWeights weights : found) {
      say(
          weights.label() == null
              ? "%s, step %s: + raises the amount, - lowers it, in its unit; a number by each of its standard deviations"
              : "%s, step %s: + speaks for %s, - against it",
          name,
          NumberText.count(learned.step()),
          NumberText.label(weights.label()));
      weights.lines(top).forEach(out()::println);
      out().println();
    }
    if (found.stream().anyMatch(weights -> weights.hasBuckets(top))) {
      say(BUCKETS);
      say("");
    }
  }

  private static List<LinearWeights> weights(Learned learned) {
    LearnedParameters parts = learned.fold.learned(learned.place, Long.MAX_VALUE);
    if (learned.fold.settings().records().ofAmounts()) {
      Map<String, double[]> words = learned.fold.words(learned.place);
      double[] scale = learned.fold.scaleOfAmounts();
      return learned.step() == 0
          ? List.of()
          : List.of(LinearWeights.ofAmount(parts, words, scale[0], scale[1]));
    }
    return LinearWeights.of(parts, learned.fold.words(learned.place));
  }

  private String toJson(Learned learned, LinearWeights weights) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("application", learned.key().application());
    all.put("learner", learned.key().learner());
    all.put("partition", learned.key().partition());
    all.put("step", learned.step());
    all.put("class", weights.label());
    all.put("bias", weights.bias());
    all.put("weights", weights.weights().stream().limit(top).toList());
    return JSON.valueToTree(all).toString();
  }
}
