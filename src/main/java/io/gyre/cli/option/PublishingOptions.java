package io.gyre.cli.option;

import io.gyre.fold.state.FoldSettings;
import io.gyre.kafka.ClusterAccess;
import io.gyre.stream.processor.PredictionSampling;
import io.gyre.stream.start.ApplicationSettings;
import io.gyre.stream.start.InputSettings;
import io.gyre.topic.OutputFormat;
import io.gyre.topic.TopicNames;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The options of the predictions and reports that an application publishes. */
public class PublishingOptions extends Options {

  @Option(names = "--predictions", paramLabel = "all|none|1/N|NAME")
  private String predictions;

  @Option(
      names = "--output-format",
      paramLabel = "json|connect-json|avro|json-schema",
      defaultValue = "json")
  private OutputFormat format;

  /** Returns the settings of an application that reads one topic. */
  public ApplicationSettings settings(
      String application, TopicNames names, FoldSettings fold, Path state, ClusterAccess cluster) {
    return settings(application, names, InputSettings.standard(), fold, state, cluster);
  }

  /** Returns the settings of an application. */
  public ApplicationSettings settings(
      String application,
      TopicNames names,
      InputSettings inputs,
      FoldSettings fold,
      Path state,
      ClusterAccess cluster) {
    PredictionSampling published =
        predictions == null
            ? PredictionSampling.standard(fold.learners())
            : checked(() -> PredictionSampling.parse(predictions).check(fold.learners()));
    require(
        format.registered() == null || cluster.hasSchemaRegistry(),
        "--output-format %s: its schemas go to a registry, and none is named with gyre learn --schema-registry URL"
            .formatted(format));
    return checked(
        "",
        () ->
            new ApplicationSettings(
                application, names, inputs, fold, published, format, state, cluster.forStreams()));
  }
}
