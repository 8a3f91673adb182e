package io.gyre.cli.view;

import io.gyre.kafka.KafkaInternals;
import io.gyre.learning.list.LearnerSettings;
import io.gyre.stream.processor.InputTopics;
import io.gyre.stream.start.ApplicationSettings;
import io.gyre.words.PrintableText;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Sentences at the start of {@code gyre learn}. */
public final class LearnText {

  private LearnText() {}

  /**
   * Says from what it learns.
   *
   * @param same options with which another command means the same
   */
  public static String started(
      ApplicationSettings settings, InputTopics inputs, int partitions, String same) {
    return "Learning from the topic %s as %s: %s.%s%nSee how it goes: gyre watch cost%s%nStop with Ctrl-C."
        .formatted(
            settings.topics().points(),
            settings.application(),
            settings.fold().learners().stream()
                .map(LearnerSettings::name)
                .collect(Collectors.joining(", ")),
            howRead(inputs, partitions),
            same);
  }

  private static String howRead(InputTopics inputs, int partitions) {
    if (!inputs.merges()) {
      return partitions == 1
          ? ""
          : "%nThe topic has %d partitions: each trains a replica of every learner of its own."
              .formatted(partitions);
    }
    String labels = inputs.labels();
    return "%n%s are merged in the topic %s first, so that all train one model; predictions come a commit interval (0.1 s) later for that.%s"
        .formatted(
            labels == null
                ? "Its " + partitions + " partitions"
                : "Its records and the labels on " + labels,
            inputs.journal(),
            labels == null ? " --per-partition trains a model for each instead." : "");
  }

  /** Names the other instances; empty if there are none. */
  public static Optional<String> others(List<String> members, String application) {
    // A member is a client id, which Kafka Streams ends like this, and a host after a slash.
    String suffix = KafkaInternals.THREAD_CONSUMER + " at /?";
    String instances =
        members.stream()
            .map(member -> PrintableText.of(member.replaceFirst(suffix, " at ")))
            .distinct()
            .sorted()
            .collect(Collectors.joining(", "));
    return instances.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%s runs already: %s. Instances share the work; one that gets none stands by until another ends.%nTo learn from all points by itself, this one needs an --application-id and a --prefix of its own."
                .formatted(application, instances));
  }
}
