package io.gyre.cli.option;

import io.gyre.topic.TopicNames;
import picocli.CommandLine.Option;

/** The options of the names of Gyre's topics. */
public final class TopicOptions extends Options {

  @Option(names = "--prefix", paramLabel = "PREFIX", defaultValue = "")
  private String prefix;

  @Option(
      names = {"--points", "--topic"},
      paramLabel = "TOPIC")
  private String points;

  /** Returns the option with which another command means the same topics. */
  public String typed() {
    return prefix.isEmpty() ? "" : " --prefix " + prefix;
  }

  /** Returns {@link #typed}, and the option for the same topic of points. */
  public String typedWithPoints() {
    return typed() + (points == null ? "" : " --points " + points);
  }

  /** Tells whether the topic of the points was named: then Gyre does not create it. */
  public boolean pointsNamed() {
    return points != null;
  }

  public TopicNames names() {
    TopicNames names = checked("", () -> TopicNames.standard().withPrefix(prefix));
    return points == null ? names : checked("", () -> names.withPoints(points));
  }
}
