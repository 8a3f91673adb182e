package io.gyre.stream.start;

import io.gyre.kafka.KafkaInternals;
import io.gyre.stream.start.InputMode.Meaning;
import io.gyre.stream.start.InputMode.Way;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the Kafka clients of an instance are called: {@code
 * gyre-<uuid>.journal.late.means.1a2b3c4d-outcome.labels.clicks}, behind which each client has
 * words of its own. The other instances of its group are shown it, and so know which process it is,
 * how it reads its topics and what records mean to it.
 *
 * @param base the id of the application, or what a person has set as {@code client.id}
 * @param process what Kafka Streams has in the ids of the instance's transactions
 * @param mode how it reads its topics; null for one of an earlier Gyre, which does not say
 */
public record ClientId(String base, String process, InputMode mode) {

  private static final Pattern TEXT =
      Pattern.compile(
          "(.*)-("
              + KafkaInternals.PROCESS
              + ")(?:\\.(points|partitions|journal)(\\.late)?"
              + "(?:\\.means\\.(\\p{XDigit}{8})(?:-([A-Za-z0-9_%]{1,40}))?)?"
              + "(?:\\.labels\\.(.+?))?)?(?:"
              + KafkaInternals.THREAD_CONSUMER
              + ")?");

  public String text() {
    String late = mode.late() ? ".late" : "";
    String labels = mode.labels() == null ? "" : ".labels." + mode.labels();
    String way = mode.way().name().toLowerCase(Locale.ROOT);
    return base + "-" + process + "." + way + late + meaning(mode.meaning()) + labels;
  }

  /** A dot is where the next part begins. */
  private static String meaning(Meaning meaning) {
    if (meaning == null) {
      return "";
    }
    String label = meaning.label() == null ? "" : "-" + meaning.label().replace('.', '%');
    return ".means." + meaning.hash() + label;
  }

  private static Meaning meaning(String hash, String label) {
    return hash == null ? null : new Meaning(hash, label == null ? null : label.replace('%', '.'));
  }

  /** Returns the client id of a member without what follows its process, for a person. */
  public static String shortened(String member) {
    return parse(member).map(id -> id.base() + "-" + id.process()).orElse(member);
  }

  /** Reads the client id of a member of a group; empty if it is not one of Kafka Streams. */
  static Optional<ClientId> parse(String member) {
    Matcher found = TEXT.matcher(member);
    if (!found.matches()) {
      return Optional.empty();
    }
    InputMode mode =
        found.group(3) == null
            ? null
            : new InputMode(
                Way.valueOf(found.group(3).toUpperCase(Locale.ROOT)),
                found.group(4) != null,
                found.group(7),
                meaning(found.group(5), found.group(6)));
    return Optional.of(new ClientId(found.group(1), found.group(2), mode));
  }
}
