package io.gyre.cli.option;

import io.gyre.GyreException;
import io.gyre.feed.HeldLabels.Delay;
import io.gyre.file.DataFile;
import io.gyre.file.LabelColumn;
import io.gyre.file.RowReader;
import io.gyre.format.RecordSettings;
import io.gyre.topic.TopicNames;
import io.gyre.words.PrintableText;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Option;

/** The options of a file of rows to send, and of the time and topic of its labels. */
public final class RowFileOptions extends FileOptions {

  @Option(names = "--label", paramLabel = "COLUMN")
  private String label;

  @Option(names = "--no-label")
  private boolean noLabel;

  @Option(names = "--id", paramLabel = "COLUMN")
  private String id;

  @Option(names = "--late-labels")
  private boolean late;

  @Option(
      names = "--label-delay",
      paramLabel = "N|DURATION",
      converter = Converters.LabelDelay.class)
  private Delay delay;

  @Option(names = "--labels-topic", paramLabel = "TOPIC")
  private String topic;

  @Option(names = "--time", paramLabel = "COLUMN")
  private String time;

  /** Returns the column of the ids, named or not. */
  public String id() {
    return id == null ? RecordSettings.ID : id;
  }

  /** Returns the option with which another command knows the ids. */
  public String typedId() {
    return id == null ? "" : " --id " + PrintableText.shellWord(id);
  }

  @Override
  public String name() {
    return file().name();
  }

  /** Checks what can be checked without reading. */
  public void check() {
    if (given()) {
      file();
    } else {
      refuseAll(" is for a FILE, and there is none");
    }
    if (isTyped("--no-label")) {
      require(!isTyped("--label"), "--label and --no-label exclude one another");
      refuse(" and --no-label exclude one another", "--late-labels", "--label-delay");
    }
    require(
        !isTyped("--late-labels") || !isTyped("--label-delay"),
        "--late-labels and --label-delay exclude one another: labels that come late in a file have delays of their own");
    require(
        !isTyped("--labels-topic") || labelsApart(),
        "--labels-topic needs --late-labels or --label-delay; otherwise labels are sent with their points");
    require(
        !isTyped("--time") || delay != null && delay.isTime(),
        "--time needs --label-delay with a duration, as 1h");
  }

  /**
   * Opens the file.
   *
   * @throws GyreException if it cannot be read, or lacks a column that is needed
   */
  public RowReader open() throws IOException {
    DataFile opened = file();
    LabelColumn usual = label == null ? LabelColumn.USUAL : LabelColumn.named(label);
    RowReader rows = opened.open(noLabel && !isTyped("--label") ? LabelColumn.NONE : usual);
    try {
      requireColumns(rows.label(), rows.columns());
      return rows;
    } catch (GyreException e) {
      try (rows) {
        throw new GyreException(opened.name() + ": " + e.getMessage(), e);
      }
    }
  }

  private void requireColumns(String label, List<String> columns) {
    if (labelsApart() && id().equals(label)) {
      throw new GyreException(
          "expected one column for the label and another for the id, found %s for both. Say with --id which one is the id"
              .formatted(PrintableText.quoted(id())));
    }
    if (columns.isEmpty()) {
      return;
    }
    requireColumn("time", isTyped("--time") ? labelTime() : null, columns);
    try {
      requireColumn("id", labelsLate() ? id() : id, columns);
    } catch (GyreException e) {
      throw labelsLate()
          ? new GyreException(
              e.getMessage() + ". Say with --id which one tells that two rows are of one point", e)
          : e;
    }
  }

  private static void requireColumn(String role, String named, List<String> columns) {
    if (named != null) {
      LabelColumn.requireColumn(role, named, columns);
    }
  }

  /** Tells whether labels are sent in separate records. */
  public boolean labelsApart() {
    return labelsLate() || delay != null;
  }

  /** Tells whether labels come late in the file; a delay that was typed overrules a variable. */
  public boolean labelsLate() {
    return late && (delay == null || isTyped("--late-labels"));
  }

  /** Returns how long labels are held back; null if they are not. */
  public Delay labelDelay() {
    return labelsLate() ? null : delay;
  }

  /** Returns the column of the time by which labels are held back; null if not given. */
  public String labelTime() {
    return labelDelay() != null && delay.isTime() ? time : null;
  }

  /** Returns the topic of the labels; null if they go where points go. */
  public String labelsTopic(TopicNames names) {
    return topic == null || !given() || !labelsApart()
        ? null
        : checked("--labels-topic: ", () -> names.requireLabels(topic));
  }

  /**
   * Returns the options with which another command learns from the sent rows.
   *
   * @param rate rows a second; 0 if they are not paced
   */
  public String typedLabels(double rate) {
    String named = labelTime() == null ? "" : " --time " + PrintableText.shellWord(labelTime());
    if (!labelsApart()) {
      return named;
    }
    String apart = named + (topic == null ? " --late-labels" : " --labels-topic " + topic);
    // Rows that do not tell their time are 1 ms apart.
    double pace = labelTime() == null && delay != null && delay.isTime() ? rate / 1_000 : 1;
    long held = labelDelay() == null ? 0 : (long) Math.ceil(delay.amount() * Math.max(1, pace));
    return held >= LateLabelOptions.USUAL_WAIT_MS
        ? apart + " --wait " + new Delay(2 * held, true)
        : apart;
  }
}
