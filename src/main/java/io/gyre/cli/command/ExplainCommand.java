package io.gyre.cli.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gyre.GyreException;
import io.gyre.cli.option.KafkaOptions;
import io.gyre.cli.option.LabelText;
import io.gyre.cli.option.TopicOptions;
import io.gyre.cli.terminal.ExitCode;
import io.gyre.cli.view.LinearWeights;
import io.gyre.cli.view.NumberText;
import io.gyre.data.Label;
import io.gyre.data.PrintableText;
import io.gyre.fold.FoldReport;
import io.gyre.fold.state.LearnedParameters;
import io.gyre.kafka.ClusterAccess;
import io.gyre.kafka.TopicReader;
import io.gyre.learning.gradient.LogisticRegressionSettings;
import io.gyre.replica.Replica;
import io.gyre.topic.LearnerKey;
import io.gyre.topic.PublishedLearners;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gyre explain}: prints which columns weigh most in what logistic learners have learned. */
@Command(
    name = "explain",
    description = "Print which fields weigh most for which class.",
    footer = {
      "",
      "Reads what logistic learners have saved, as they do several times a second. + speaks for the",
      "class, - against it: with two classes for the positive one, with more for each against the mean",
      "of all. 'carrier=DL' is 1 if the carrier is DL and else 0; a number",
      "counts in deviations from its mean unless the learner's view is plain. For other learners, and",
      "for a single point, ask: gyre ask --why FIELD=VALUE ...",
      "",
      "Examples:",
      "  gyre explain",
      "  gyre explain logistic --class returned --top 20"
    })
public final class ExplainCommand extends GyreCommand {

  private static final String BUCKETS =
      "FIELD#N: 1 if the text falls into bucket N. Texts beyond a field's first 256 share columns so.";

  private static final JsonMapper JSON = new JsonMapper();

  @Parameters(
      arity = "0..1",
      paramLabel = "LEARNER",
      description = "Only this learner. Default: all that are logistic.")
  private String learner;

  @Option(
      names = "--class",
      paramLabel = "CLASS",
      converter = LabelText.class,
      description = "Only this class. Default: all; of two the positive one.")
  private Label label;

  @Option(
      names = "--top",
      paramLabel = "N",
      defaultValue = "10",
      description = "How many columns a class.")
  private int top;

  @Option(
      names = "--application-id",
      paramLabel = "ID",
      description = "Only the learners of this application. Default: all.")
  private String application;

  @Option(names = "--json", description = "Print one JSON object per learner and class.")
  private boolean json;

  @Mixin private TopicOptions topics;
  @Mixin private KafkaOptions kafka;

  /** A learner by its place in a fold that was restored. */
  private record Learned(LearnerKey key, FoldReport fold, int place) {

    long step() {
      return fold.step(place);
    }

    boolean isLinear() {
      return fold.settings().learners().get(place).settings() instanceof LogisticRegressionSettings;
    }
  }

  @Override
  public Integer call() {
    requireAtLeast("--top", 1, top);
    List<Learned> chosen = chosen(read());
    boolean several =
        chosen.stream().map(each -> each.key().learner()).distinct().count() < chosen.size();
    chosen.forEach(each -> print(each, several));
    out().flush();
    return ExitCode.DONE;
  }

  private List<Learned> read() {
    ClusterAccess cluster = kafka.cluster();
    List<Learned> all = new ArrayList<>();
    List<GyreException> failed = new ArrayList<>();
    for (String each : applications(cluster)) {
      try {
        Replica.restore(cluster, each)
            .forEach(
                (partition, fold) -> {
                  List<String> names = fold.report().learners();
                  for (int place = 0; place < names.size(); place++) {
                    LearnerKey key = new LearnerKey(each, names.get(place), partition);
                    all.add(new Learned(key, fold.report(), place));
                  }
                });
      } catch (GyreException e) {
        // One that is gone may have left its reports.
        failed.add(e);
      }
    }
    if (all.isEmpty() && !failed.isEmpty()) {
      throw failed.get(0);
    }
    failed.forEach(e -> tell("left out: " + e.getMessage()));
    if (all.isEmpty()) {
      throw new GyreException(
          "no learner has saved what it has learned%s: is 'gyre learn' (or 'gyre up') running there?"
              .formatted(application == null ? "" : " as " + application));
    }
    all.sort(
        Comparator.comparing(
            Learned::key,
            Comparator.comparing(LearnerKey::application)
                .thenComparing(LearnerKey::learner)
                .thenComparing(LearnerKey::partition)));
    return all;
  }

  /** Returns the one that is named, or those that report on the topics of this prefix. */
  private Set<String> applications(ClusterAccess cluster) {
    String reports = topics.names().parameters();
    try (Admin admin = cluster.admin()) {
      TopicLookup.partitions(admin, cluster, reports);
    }
    if (application != null) {
      return Set.of(application);
    }
    PublishedLearners published = new PublishedLearners();
    try (TopicReader reader = new TopicReader(cluster, List.of(reports), true)) {
      reader.readToEnd(published::add);
    }
    return published.keys().stream()
        .map(LearnerKey::application)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private List<Learned> chosen(List<Learned> all) {
    List<Learned> linear = all.stream().filter(Learned::isLinear).toList();
    if (learner == null && !linear.isEmpty()) {
      return linear;
    }
    List<Learned> named = all.stream().filter(l -> l.key().learner().equals(learner)).toList();
    if (learner != null && named.isEmpty()) {
      throw new GyreException(
          "no learner is called %s; there are %s"
              .formatted(PrintableText.brief(learner), names(all)));
    }
    if (learner == null || !linear.containsAll(named)) {
      throw new GyreException(
          "%s: only logistic learners have a weight for each field; %s. 'gyre ask --why FIELD=VALUE ...' says of any learner how much each field counts for one point"
              .formatted(
                  learner == null ? names(all) : PrintableText.brief(learner),
                  linear.isEmpty() ? "there is none" : "here that is " + names(linear)));
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
    PrintWriter out = out();
    List<LinearWeights> found = weights(name, learned);
    if (found.isEmpty() && !json) {
      out.printf("%s has seen fewer than two classes, and has no weights yet.%n", name);
    }
    boolean buckets = false;
    for (LinearWeights weights : found) {
      buckets |= weights.hasBuckets(top);
      if (json) {
        out.println(PrintableText.json(toJson(learned, weights)));
      } else {
        out.printf(
            "%s, step %s: + speaks for %s, - against it%n",
            name, NumberText.count(learned.step()), NumberText.label(weights.label()));
        weights.lines(top).forEach(out::println);
        out.println();
      }
    }
    if (buckets && !json) {
      out.println(BUCKETS);
      out.println();
    }
  }

  private List<LinearWeights> weights(String name, Learned learned) {
    LearnedParameters parts = learned.fold.learned(learned.place, Long.MAX_VALUE);
    if (label == null || parts.classes().size() < 2) {
      return LinearWeights.of(parts);
    }
    if (!parts.classes().contains(label)) {
      throw new GyreException(
          "--class: %s knows no class %s; it knows %s"
              .formatted(
                  name,
                  NumberText.label(label),
                  PrintableText.sentence(
                      parts.classes().stream()
                          .map(Label::text)
                          .collect(Collectors.joining(", ")))));
    }
    return List.of(LinearWeights.of(parts, label));
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
    try {
      return JSON.writeValueAsString(all);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
