package io.gyre.cli.option;

import io.gyre.topic.TopicNames;
import picocli.CommandLine.Option;

/** The options that say what Gyre's topics are called. A mixin, like {@link KafkaOptions}. */
public final class TopicOptions extends Options {

  @Option(
      names = "--prefix",
      paramLabel = "PREFIX",
      defaultValue = "",
      description =
          "Put before the names of all topics: with 'team.' points are on 'team.points'. Default: none.")
  private String prefix;

  @Option(
      names = {"--points", "--topic"},
      paramLabel = "TOPIC",
      description =
          "The topic of the points, by its full name. Default: points, behind the prefix.")
  private String points;

  /** Returns the option with which another command means the same topics. */
  public String typed() {
    return prefix.isEmpty() ? "" : " --prefix " + prefix;
  }

  /** Returns {@link #typed}, and the option for the same topic of points. */
  public String typedWithPoints() {
    return typed() + (points == null ? "" : " --points " + points);
  }

  /** Tells whether the topic of the points was named: it is somebody's, and nobody's to create. */
  public boolean pointsNamed() {
    return points != null;
  }

  /** Returns the topics' names. */
  public TopicNames names() {
    try {
      TopicNames names = TopicNames.standard().withPrefix(prefix);
      return points == null ? names : names.withPoints(points);
    } catch (IllegalArgumentException e) {
      throw wrong(e.getMessage(), e);
    }
  }
}
