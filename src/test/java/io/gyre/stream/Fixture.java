package io.gyre.stream;

import io.gyre.Examples;
import io.gyre.data.Label;
import io.gyre.fold.FoldLoop;
import io.gyre.fold.LiveFolds;
import io.gyre.fold.state.FoldSettings;
import io.gyre.learning.list.LearnerSettings;
import io.gyre.learning.list.LearnersJson;
import io.gyre.stream.processor.CommitOffsetCheck;
import io.gyre.stream.processor.InputTopics;
import io.gyre.stream.processor.PredictionSampling;
import io.gyre.stream.processor.SourceLog;
import io.gyre.stream.processor.TopologySettings;
import io.gyre.stream.start.ApplicationSettings;
import io.gyre.stream.start.InputSettings;
import io.gyre.time.WindowSettings;
import io.gyre.topic.OutputFormat;
import io.gyre.topic.OutputSerializers;
import io.gyre.topic.TopicNames;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Settings that the tests of this package start from. */
public final class Fixture {

  public static final String APPLICATION = "gyre-test";

  static final List<Label> ZERO_AND_ONE = List.of(Label.of(0), Label.of(1));

  /** What the default three do not do: momentum, scaling, a step per point, odd sizes. */
  static final List<LearnerSettings> VARIANTS =
      LearnersJson.parse(
          """
          [{"name": "momentum", "kind": "network", "hidden": 3, "optimiser": "momentum",
            "learningRate": 0.1, "momentum": 0.8, "batch": 5, "replay": 7, "memory": 11,
            "steps": 2, "view": "standardised", "clip": 3, "seed": 7},
           {"name": "one-by-one", "kind": "logistic", "learningRate": 0.5, "batch": 1,
            "view": "standardised", "l2": 0.01, "initialisation": "fan-in"},
           {"name": "diverging", "kind": "logistic", "optimiser": "momentum",
            "learningRate": 1e70, "clipNorm": 0, "batch": 4, "replay": 6, "memory": 20}]
          """,
          "variants");

  private Fixture() {}

  public static TopologySettings settings(List<LearnerSettings> learners) {
    return settings(learners, WindowSettings.standard());
  }

  public static TopologySettings settings(
      List<LearnerSettings> learners, WindowSettings windowing) {
    return settings(learners, windowing, new FixedSourceLog());
  }

  public static TopologySettings settings(
      List<LearnerSettings> learners, WindowSettings windowing, SourceLog source) {
    FoldSettings fold = new FoldSettings(learners, windowing).withClasses(ZERO_AND_ONE, null);
    return settings(fold, PredictionSampling.ALL, source);
  }

  public static TopologySettings settings(FoldSettings fold, PredictionSampling published) {
    return settings(fold, published, new FixedSourceLog());
  }

  private static TopologySettings settings(
      FoldSettings fold, PredictionSampling published, SourceLog source) {
    TopicNames topics = TopicNames.standard();
    return new TopologySettings(
        APPLICATION,
        topics,
        fold,
        published,
        source,
        InputTopics.direct(topics.points()),
        false,
        new LiveFolds(),
        new CommitOffsetCheck(committed -> {}),
        null,
        OutputSerializers.JSON,
        null);
  }

  /** The default three, with labels that come later on a topic of their own. */
  static TopologySettings late() {
    FoldSettings fold = settings(Examples.learners()).fold().with(FoldLoop.LATE);
    return merged(settings(fold, PredictionSampling.ALL), "labels");
  }

  /** The same, with the records merged in a journal first. */
  public static TopologySettings merged(TopologySettings direct, String labels) {
    return new TopologySettings(
        direct.application(),
        direct.topics(),
        direct.fold(),
        direct.published(),
        direct.source(),
        new InputTopics(
            direct.topics().points(), labels, TopicNames.journalOf(direct.application())),
        direct.publishAnew(),
        new LiveFolds(),
        new CommitOffsetCheck(committed -> {}),
        null,
        OutputSerializers.JSON,
        null);
  }

  /** One learner, from the fields of its JSON beside name and kind. */
  public static LearnerSettings learner(String fields) {
    return LearnersJson.parse(
            "[{\"name\":\"a\",\"kind\":\"logistic\",\"learningRate\":0.3" + fields + "}]", "test")
        .get(0);
  }

  /** A learner of a kind, with as little said as its settings need. */
  static LearnerSettings ofKind(String kind) {
    return FoldLoop.learners(FoldLoop.ofKind(kind)).get(0);
  }

  /** An application that is never started. */
  public static ApplicationSettings application() {
    return new ApplicationSettings(
        "test",
        TopicNames.standard(),
        InputSettings.standard(),
        new FoldSettings(Examples.learners(), WindowSettings.standard()),
        PredictionSampling.ALL,
        OutputFormat.JSON,
        Path.of("state"),
        Map.of("bootstrap.servers", "broker:9092"));
  }
}
