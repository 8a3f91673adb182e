package io.gyre.format;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/**
 * The object that each {@link FormatSamples} can write:
 *
 * <pre>
 *  id        text
 *  label     text
 *  at        an instant in ISO 8601 with ms, as 2026-11-29T12:34:56.789Z; a timestamp of ms
 *            where the format has them
 *  amount    double
 *  count     integer of 32 bits
 *  big       integer of 64 bits
 *  flag      boolean
 *  gone      null, where text could be
 *  kind      text: one of {@link #KINDS}, an enum where the format has them
 *  address   an object of the texts zip and city
 *  features  an array of 2 to {@value #MOST_FEATURES} doubles
 *  tags      a map of texts by text: some of {@link #TAGS}
 * </pre>
 *
 * All members are there; only gone is null.
 */
final class SampleContent {

  static final List<String> KINDS = List.of("retail", "online", "branch");
  static final List<String> TAGS = List.of("colour", "size", "origin");
  static final int MOST_FEATURES = 4;

  private static final long YEAR_2000_MS = 946_684_800_000L;
  private static final long YEARS_MS = 1_000_000_000_000L;

  private static final String[] TEXTS = {
    "red",
    "San José",
    "01234",
    "7",
    "-0.5",
    "1e3",
    "",
    "NA",
    " x ",
    "2026-05-28",
    "true",
    "😀",
    "a;b"
  };

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private SampleContent() {}

  /** Returns the same content each time. */
  static ObjectNode first() {
    return of(new Random(1));
  }

  static ObjectNode of(Random random) {
    ObjectNode content = MAPPER.createObjectNode();
    content.put("id", "p-" + random.nextInt(1_000_000));
    content.put("label", random.nextBoolean() ? "fraud" : "" + random.nextInt(3));
    content.put("at", instant(random));
    content.put("amount", number(random));
    content.put("count", random.nextInt(4) == 0 ? 0 : random.nextInt());
    content.put("big", random.nextInt(4) == 0 ? 0 : random.nextLong());
    content.put("flag", random.nextBoolean());
    content.putNull("gone");
    content.put("kind", KINDS.get(random.nextInt(KINDS.size())));
    content.putObject("address").put("zip", text(random)).put("city", text(random));
    ArrayNode features = content.putArray("features");
    int count = 2 + random.nextInt(MOST_FEATURES - 1);
    for (int i = 0; i < count; i++) {
      features.add(number(random));
    }
    ObjectNode tags = content.putObject("tags");
    TAGS.stream().filter(tag -> random.nextBoolean()).forEach(tag -> tags.put(tag, text(random)));
    return content;
  }

  private static String instant(Random random) {
    long ms = YEAR_2000_MS + (long) (random.nextDouble() * YEARS_MS);
    return Instant.ofEpochMilli(ms).toString().replaceFirst(":(\\d\\d)Z", ":$1.000Z");
  }

  private static double number(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> 0;
      case 1 -> random.nextInt(1_000) - 500;
      case 2 -> random.nextInt(100_000) / 100.0;
      default -> random.nextGaussian() * 1e6;
    };
  }

  private static String text(Random random) {
    return TEXTS[random.nextInt(TEXTS.length)];
  }
}
