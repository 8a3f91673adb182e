package io.gyre.cli.command;

import io.gyre.data.PrintableText;
import io.gyre.kafka.KafkaInternals;
import io.gyre.stream.LearnerApplication;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.slf4j.LoggerFactory;

/**
 * Tells a person that the application runs already. A second instance is what shares the work, but
 * one that was started under the default id may have been meant to learn by itself.
 */
final class OtherInstances {

  static final int MERGED = -1;

  private OtherInstances() {}

  static Optional<String> note(LearnerApplication running, String application, int partitions) {
    try {
      int unmerged = running.inputs().merges() ? MERGED : partitions;
      return note(running.others(), application, unmerged);
    } catch (KafkaException e) {
      LoggerFactory.getLogger(OtherInstances.class)
          .info("No telling whether {} runs elsewhere", application, e);
      return Optional.empty();
    }
  }

  /**
   * Returns what to say, if there are others.
   *
   * @param members their threads, as client id and host
   * @param partitions of the points topic; {@link #MERGED} if they are merged
   */
  static Optional<String> note(List<String> members, String application, int partitions) {
    if (members.isEmpty()) {
      return Optional.empty();
    }
    String instances =
        String.join(
            ", ", members.stream().map(OtherInstances::instance).distinct().sorted().toList());
    String share =
        partitions == MERGED
            ? "the work: one of them learns, and all merge"
            : partitions > members.size()
                ? "the points topic: %d partitions".formatted(partitions)
                : "the points topic: %d %s, so this one stands by until another ends"
                    .formatted(partitions, partitions == 1 ? "partition" : "partitions");
    return Optional.of(
        "%s runs already: %s. Instances share %s.%nTo learn from all points by itself, this one needs an --application-id and a --prefix of its own."
            .formatted(application, instances, share));
  }

  /** Kafka Streams names a thread's client so; a host comes with the slash of Java's addresses. */
  private static String instance(String member) {
    return PrintableText.of(member.replaceFirst(KafkaInternals.THREAD_CONSUMER + " at /?", " at "));
  }
}
