package io.gyre.cli.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gyre.GyreException;
import io.gyre.cli.ExitCode;
import io.gyre.cli.option.KafkaOptions;
import io.gyre.cli.option.LabelText;
import io.gyre.cli.option.TopicOptions;
import io.gyre.cli.view.LinearWeights;
import io.gyre.cli.view.NumberText;
import io.gyre.data.Label;
import io.gyre.data.PrintableText;
import io.gyre.kafka.ClusterAccess;
import io.gyre.kafka.TopicReader;
import io.gyre.topic.LearnerKey;
import io.gyre.topic.Parameters;
import io.gyre.topic.PublishedParameters;
import io.gyre.topic.TopicNames;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code gyre explain}: prints which columns weigh most in what logistic learners have learned. */
@Command(
    name = "explain",
    description = "Print which fields weigh most for which class.",
    footer = {
      "",
      "Reads what logistic learners have learned from the parameters topic, where it is as new as the",
      "last window. + speaks for the class, - against it: with two classes for the positive one, with",
      "more for each against the mean of all. 'carrier=DL' is 1 if the carrier is DL and else 0; a number",
      "counts in deviations from its mean unless the learner's view is plain. For other learners, and",
      "for a single point, ask: gyre ask --why FIELD=VALUE ...",
      "",
      "Examples:",
      "  gyre explain",
      "  gyre explain logistic --class returned --top 20"
    })
public final class ExplainCommand implements Callable<Integer> {

  private static final String BUCKETS =
      "FIELD#N: 1 if the text falls into bucket N. Texts beyond a field's first 256 share columns so.";

  private static final JsonMapper JSON = new JsonMapper();

  @Spec private CommandSpec spec;

  @picocli.CommandLine.Parameters(
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

  @Override
  public Integer call() throws InterruptedException {
    if (top < 1) {
      throw new ParameterException(spec.commandLine(), "--top: expected 1 or more, found " + top);
    }
    Map<LearnerKey, Parameters> chosen = chosen(read());
    chosen.forEach((key, learned) -> print(key, learned, several(chosen)));
    spec.commandLine().getOut().flush();
    return ExitCode.DONE;
  }

  /** Of one application if it is named, in the order of their names. */
  private Map<LearnerKey, Parameters> read() throws InterruptedException {
    ClusterAccess cluster = kafka.cluster();
    TopicNames names = topics.names();
    try (Admin admin = cluster.admin()) {
      TopicLookup.partitions(admin, cluster, names.parameters());
    }
    PublishedParameters published = new PublishedParameters();
    try (TopicReader reader = new TopicReader(cluster, List.of(names.parameters()), true)) {
      reader.readToEnd(published::add);
    }
    Map<LearnerKey, Parameters> all =
        new TreeMap<>(
            Comparator.comparing(LearnerKey::application)
                .thenComparing(LearnerKey::learner)
                .thenComparing(LearnerKey::partition));
    published.read().forEach(all::put);
    all.keySet().removeIf(key -> application != null && !key.application().equals(application));
    if (all.isEmpty()) {
      throw new GyreException(
          "no learner has told what it has learned on the topic %s%s. It does so when its first window closes: is 'gyre learn' (or 'gyre up') running there?"
              .formatted(names.parameters(), application == null ? "" : " as " + application));
    }
    return all;
  }

  private Map<LearnerKey, Parameters> chosen(Map<LearnerKey, Parameters> all) {
    Map<LearnerKey, Parameters> chosen = new LinkedHashMap<>();
    all.forEach(
        (key, learned) -> {
          if (learner == null ? LinearWeights.isLinear(learned) : key.learner().equals(learner)) {
            chosen.put(key, learned);
          }
        });
    if (learner != null && chosen.isEmpty()) {
      throw new GyreException(
          "no learner is called %s; there are %s"
              .formatted(PrintableText.brief(learner), names(all)));
    }
    if (chosen.isEmpty() || !chosen.values().stream().allMatch(LinearWeights::isLinear)) {
      throw cannotExplain(all);
    }
    return chosen;
  }

  private GyreException cannotExplain(Map<LearnerKey, Parameters> all) {
    Map<LearnerKey, Parameters> linear = new LinkedHashMap<>(all);
    linear.values().removeIf(learned -> !LinearWeights.isLinear(learned));
    return new GyreException(
        "%s: only logistic learners have a weight for each field; %s. 'gyre ask --why FIELD=VALUE ...' says of any learner how much each field counts for one point"
            .formatted(
                learner == null ? names(all) : PrintableText.brief(learner),
                linear.isEmpty() ? "there is none" : "here that is " + names(linear)));
  }

  private static String names(Map<LearnerKey, Parameters> learners) {
    return learners.keySet().stream()
        .map(key -> PrintableText.brief(key.learner()))
        .distinct()
        .collect(Collectors.joining(", "));
  }

  /** Tells whether a name is not enough to know a learner. */
  private static boolean several(Map<LearnerKey, Parameters> chosen) {
    return chosen.keySet().stream().map(LearnerKey::learner).distinct().count() < chosen.size();
  }

  private void print(LearnerKey key, Parameters learned, boolean several) {
    String name = PrintableText.of(several ? key.toString() : key.learner());
    if (learned.columns() == null) {
      throw new GyreException(
          name
              + ": what it has learned was written by an earlier version, without the names of the fields. Ask again when a window has closed");
    }
    PrintWriter out = spec.commandLine().getOut();
    List<LinearWeights> found = weights(name, learned);
    if (found.isEmpty() && !json) {
      out.printf("%s has seen fewer than two classes, and has no weights yet.%n", name);
    }
    boolean buckets = false;
    for (LinearWeights weights : found) {
      buckets |= weights.hasBuckets(top);
      if (json) {
        out.println(PrintableText.json(toJson(key, learned, weights)));
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

  private List<LinearWeights> weights(String name, Parameters learned) {
    if (label == null || learned.classes().size() < 2) {
      return LinearWeights.of(learned);
    }
    if (!learned.classes().contains(label)) {
      throw new GyreException(
          "--class: %s knows no class %s; it knows %s"
              .formatted(
                  name,
                  NumberText.label(label),
                  PrintableText.sentence(
                      learned.classes().stream()
                          .map(Label::text)
                          .collect(Collectors.joining(", ")))));
    }
    return List.of(LinearWeights.of(learned, label));
  }

  private String toJson(LearnerKey key, Parameters learned, LinearWeights weights) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("application", key.application());
    all.put("learner", key.learner());
    all.put("partition", key.partition());
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
