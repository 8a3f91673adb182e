package io.gyre.cli.option;

import io.gyre.fold.state.FoldSettings;
import io.gyre.kafka.ClusterAccess;
import io.gyre.stream.start.ApplicationSettings;
import io.gyre.stream.start.InputSettings;
import io.gyre.topic.TopicNames;
import io.gyre.version.VersionRule;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The options of what an application publishes, and of the versions that it saves. */
public final class VersionOptions extends PublishingOptions {

  @Option(
      names = "--keep-version",
      paramLabel = "DURATION",
      defaultValue = "1d",
      converter = Converters.Duration.class)
  private long everyMs;

  @Option(names = "--versions", paramLabel = "N", defaultValue = "14")
  private int most;

  @Override
  public ApplicationSettings settings(
      String application,
      TopicNames names,
      InputSettings inputs,
      FoldSettings fold,
      Path state,
      ClusterAccess cluster) {
    requireBetween("--versions", 0, 1_000, most);
    return super.settings(application, names, inputs, fold, state, cluster)
        .with(most == 0 ? null : new VersionRule(everyMs, most));
  }
}
