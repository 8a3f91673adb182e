package io.gyre.stream.start;

import io.gyre.kafka.KafkaInternals;
import io.gyre.stream.start.InputMode.Meaning;
import io.gyre.stream.start.InputMode.Way;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of an instance's Kafka clients: {@code
 * gyre-<uuid>.journal.late.means.1a2b3c4d-outcome.labels.clicks}, and each client's own words. The
 * other instances of its group see by it which process it is, how it reads its topics and the
 * meaning of records.
 *
 * @param base the id of the application, or what a person has set as {@code client.id}
 * @param process the part of the instance's transactional ids that names it
 * @param mode how it reads its topics; null for an earlier Gyre
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
    Meaning meaning = mode.meaning();
    // A dot is where the next part begins.
    return "%s-%s.%s".formatted(base, process, mode.way().name().toLowerCase(Locale.ROOT))
        + (mode.late() ? ".late" : "")
        + (meaning == null ? "" : ".means." + meaning.hash())
        + (meaning == null || meaning.label() == null
            ? ""
            : "-" + meaning.label().replace('.', '%'))
        + (mode.labels() == null ? "" : ".labels." + mode.labels());
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
    InputMode mode = null;
    if (found.group(3) != null) {
      Way way = Way.valueOf(found.group(3).toUpperCase(Locale.ROOT));
      String hash = found.group(5);
      String label = found.group(6) == null ? null : found.group(6).replace('%', '.');
      Meaning meaning = hash == null ? null : new Meaning(hash, label);
      mode = new InputMode(way, found.group(4) != null, found.group(7), meaning);
    }
    return Optional.of(new ClientId(found.group(1), found.group(2), mode));
  }
}
