package io.gyre.cli.command;

import io.gyre.topic.TopicNames;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The prefixes that Gyre's topics have on a cluster, told to a person who looked for others. */
final class OtherPrefixes {

  private static final int SHOWN = 5;

  private static final String POINTS = TopicNames.standard().points();

  private OtherPrefixes() {}

  /**
   * Says with which option the topics are found that are there.
   *
   * @param absent the topic that a person looked for
   * @param topics all of a cluster
   * @return nothing if none are Gyre's
   */
  static Optional<String> among(String absent, Collection<String> topics) {
    String metrics = TopicNames.standard().metrics();
    List<String> options =
        topics.stream()
            .filter(topic -> topic.endsWith(metrics))
            .map(topic -> topic.substring(0, topic.length() - metrics.length()))
            .filter(
                prefix -> topics.containsAll(TopicNames.standard().withPrefix(prefix).outputs()))
            .sorted()
            .map(prefix -> prefix.isEmpty() ? "no --prefix" : "--prefix " + prefix)
            .toList();
    if (options.isEmpty()) {
      return Optional.empty();
    }
    if (absent.endsWith(POINTS) && topics.containsAll(outputsBeside(absent))) {
      return Optional.of("Its learners may read another topic: --points names it");
    }
    int more = options.size() - SHOWN;
    return Optional.of(
        "Gyre's topics are there with %s%s"
            .formatted(
                options.stream().limit(SHOWN).collect(Collectors.joining(" or ")),
                more > 0 ? " or " + more + " others" : ""));
  }

  private static List<String> outputsBeside(String points) {
    String prefix = points.substring(0, points.length() - POINTS.length());
    return TopicNames.standard().withPrefix(prefix).outputs();
  }
}
