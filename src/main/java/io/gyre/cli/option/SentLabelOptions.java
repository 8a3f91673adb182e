package io.gyre.cli.option;

import io.gyre.GyreException;
import io.gyre.data.PrintableText;
import io.gyre.feed.LabelDelay;
import io.gyre.file.LabelColumn;
import io.gyre.topic.TopicNames;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options that say when and where the labels of a file's rows are sent. A mixin. */
public final class SentLabelOptions extends Options {

  private static final String LATE = "--late-labels";
  private static final String DELAY = "--label-delay";
  private static final String TOPIC = "--labels-topic";
  private static final String TIME = "--time";

  @Option(
      names = LATE,
      description =
          "Labels come late in FILE: first a row without a label, later one with the same id and its label. All rows go to the points' topic, both rows of an id to one partition; with --labels-topic, the second goes there as id and label. A label whose id did not come before is an ordinary point. If more than 10 million ids wait, the oldest are forgotten.")
  private boolean late;

  @Option(
      names = DELAY,
      paramLabel = "N|DURATION",
      converter = DelayText.class,
      description =
          "Hold labels back, to rehearse late ones: a row goes without its label, which follows as a record with id and label, so many rows later, as 5000, or so much time, as 1h. A row without an id gets row-N.")
  private LabelDelay delay;

  @Option(
      names = TOPIC,
      paramLabel = "TOPIC",
      description =
          "The topic of such labels, by its full name; created if absent. Default: that of the points.")
  private String topic;

  @Option(
      names = TIME,
      paramLabel = "COLUMN",
      description =
          "The column with the time of what happened, by which a label is held back. Default: by --rate, or 1 ms a row.")
  private String time;

  /**
   * Checks what can be checked without reading.
   *
   * @param file whether rows come from a file
   */
  public void check(boolean file) {
    if (!file) {
      refuse(" is for a FILE, and there is none", LATE, DELAY, TOPIC, TIME);
    }
    require(
        !isTyped(LATE) || !isTyped(DELAY),
        "%s and %s exclude one another: labels that come late in a file have delays of their own"
            .formatted(LATE, DELAY));
    require(
        !isTyped(TOPIC) || given(),
        "%s needs %s or %s; otherwise labels are sent with their points"
            .formatted(TOPIC, LATE, DELAY));
    require(
        !isTyped(TIME) || delay != null && delay.isTime(),
        "%s needs %s with a duration, as 1h".formatted(TIME, DELAY));
    if (isTyped("--no-label")) {
      refuse(" and --no-label exclude one another", LATE, DELAY);
    }
  }

  /** Tells whether labels come late in the file; a delay that is given goes first. */
  public boolean isLate() {
    return late && (delay == null || isTyped(LATE));
  }

  /** Returns how long labels are held back; null for not. */
  public LabelDelay delay() {
    return isLate() ? null : delay;
  }

  /** Returns the column of the time that they are held back by; null for none. */
  public String time() {
    return delay() != null && delay.isTime() ? time : null;
  }

  /**
   * Checks that a file has the columns that are needed for labels in records of their own.
   *
   * @param label the label's field
   * @param id the id's field
   * @param columns empty if the file does not say them
   * @throws GyreException if one is not there, or both are the same
   */
  public void requireColumns(String label, String id, List<String> columns) {
    if (id.equals(label)) {
      throw new GyreException(
          "expected one column for the label and another for the id, found %s for both. Say with --id which one is the id"
              .formatted(PrintableText.quoted(id)));
    }
    if (columns.isEmpty()) {
      return;
    }
    if (isLate()) {
      requireId(id, columns);
    } else if (time() != null && isTyped(TIME)) {
      LabelColumn.requireColumn("time", time, columns);
    }
  }

  private static void requireId(String id, List<String> columns) {
    try {
      LabelColumn.requireColumn("id", id, columns);
    } catch (GyreException e) {
      throw new GyreException(
          e.getMessage() + ". Say with --id which one tells that two rows are of one point", e);
    }
  }

  /** Tells whether labels go in records of their own. */
  public boolean given() {
    return isLate() || delay != null;
  }

  /**
   * Returns the topic of the labels; null if they go where points go.
   *
   * @param names of the other topics
   */
  public String topic(TopicNames names) {
    if (topic == null || !given()) {
      return null;
    }
    try {
      names.requireLabels(topic);
      return topic;
    } catch (IllegalArgumentException e) {
      throw wrong(TOPIC + ": " + e.getMessage(), e);
    }
  }

  /** Returns the options with which another command learns from what was sent. */
  public String typed() {
    String named = time() == null ? "" : " --time " + PrintableText.shellWord(time);
    if (!given()) {
      return named;
    }
    return named + (topic == null ? " " + LATE : " " + TOPIC + " " + topic);
  }

  private static final class DelayText implements ITypeConverter<LabelDelay> {

    @Override
    public LabelDelay convert(String text) {
      if (text.matches("\\d{1,12}")) {
        return new LabelDelay(Long.parseLong(text), false);
      }
      try {
        return new LabelDelay(new DurationText().convert(text).toMillis(), true);
      } catch (TypeConversionException e) {
        throw new TypeConversionException(
            "'%s' is neither a number of rows, as 5000, nor a duration, as 500ms, 10s, 5m, 1h or 7d"
                .formatted(text));
      }
    }
  }
}
