package io.gyre.crash;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gyre.data.Label;
import io.gyre.fold.answer.ClassNumbers;
import java.util.Random;

/**
 * Records as other people have them: text, more and more of it; a number with few values, a
 * boolean; values that are missing; fields and classes that appear as the stream goes on. Record i
 * follows from the seed and i.
 */
final class MixedRecords implements LateStream.Content {

  private static final int FIELD_EVERY = 4_000;
  private static final int CLASS_EVERY = 3_000;

  private final long seed;
  private final boolean ofAmounts;

  MixedRecords(long seed) {
    this(seed, false);
  }

  /** With labels that are classes, or amounts: those of one class are near each other. */
  MixedRecords(long seed, boolean ofAmounts) {
    this.seed = seed;
    this.ofAmounts = ofAmounts;
  }

  private Random random(long i) {
    Random random = new Random(seed * 31 + i);
    random.nextInt();
    return random;
  }

  private static int label(Random random, long i) {
    return random.nextInt(2 + (int) Math.min(8, i / CLASS_EVERY));
  }

  static Label named(int label) {
    return ClassNumbers.label(Label.Form.TEXT.ordinal(), "class " + label);
  }

  @Override
  public Label label(long i) {
    return said(label(random(i), i), i);
  }

  /** One amount in some hundreds is far from all others. */
  private Label said(int label, long i) {
    long amount = i % 300 == 299 ? Integer.MAX_VALUE : 100L * label + i % 17;
    return ofAmounts ? Label.of((int) amount) : named(label);
  }

  @Override
  public byte[] point(long i, String id, boolean labelled) {
    Random random = random(i);
    int label = label(random, i);
    StringBuilder json = new StringBuilder("{\"id\":\"" + id + "\"");
    json.append(",\"amount\":").append(label + random.nextGaussian());
    json.append(",\"place\":\"t").append(label * random.nextInt(40 + (int) (i / 50))).append('"');
    json.append(",\"details\":{\"express\":").append(random.nextBoolean() ^ label == 1);
    json.append(",\"items\":").append(1 + random.nextInt(6)).append('}');
    json.append(",\"weight\":").append(random.nextInt(5) == 0 ? "null" : random.nextInt(90));
    json.append(",\"note\":\"").append(text(random, label)).append('"');
    json.append(",\"at\":\"").append(time(random, i, label)).append('"');
    json.append(",\"f").append(i / FIELD_EVERY).append("\":").append(random.nextInt(100) + label);
    if (labelled) {
      String quote = ofAmounts ? "" : "\"";
      json.append(",\"label\":").append(quote).append(said(label, i).text()).append(quote);
    }
    return json.append('}').toString().getBytes(UTF_8);
  }

  /** A time of a day that passes in 1,000 records, whose hour tells a little of the label. */
  static String time(Random random, long i, int label) {
    int hour = (2 * label + random.nextInt(16)) % 24;
    return "2026-01-%02dT%02d:30:00Z".formatted(1 + i / 1_000 % 28, hour);
  }

  /** A text of some words, more of which are new than not. */
  static String text(Random random, int label) {
    StringBuilder text = new StringBuilder("they wrote");
    for (int i = random.nextInt(9); i >= 0; i--) {
      text.append(" w").append((char) ('a' + (label + random.nextInt(14)) % 26));
      text.append((char) ('a' + random.nextInt(26))).append('x');
    }
    return text.toString();
  }
}
