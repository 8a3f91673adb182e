package io.gyre.app;

import io.gyre.GyreException;
import io.gyre.Remedy;
import io.gyre.Remedy.Kind;
import io.gyre.feed.BackgroundFeed;
import io.gyre.feed.FeedLoop;
import io.gyre.feed.FileFeed;
import io.gyre.feed.FileRows;
import io.gyre.feed.HeldLabels;
import io.gyre.feed.HeldLabels.Delay;
import io.gyre.feed.LearnedRows;
import io.gyre.feed.RowTimes;
import io.gyre.feed.RowsOnTopic;
import io.gyre.file.DataFile;
import io.gyre.file.LabelColumn;
import io.gyre.file.LabelSeparator;
import io.gyre.file.RowReader;
import io.gyre.format.RecordSettings;
import io.gyre.format.survey.FieldSurvey;
import io.gyre.format.survey.SurveyedFields;
import io.gyre.kafka.ClusterAccess;
import io.gyre.time.WindowSettings;
import io.gyre.topic.TopicNames;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A file that {@code gyre up} learns from: an application with its own folder and topics, named
 * after the file.
 */
public final class UpFile {

  public final DataFile file;
  private final LabelColumn label;
  public final String application;
  public final FileRunFolder folder;
  public final RecordSettings records;
  private final List<String> columns;
  private final boolean lateLabels;
  public final Delay labelDelay;

  /** Lines that tell a person what the first rows hold. */
  public final List<String> survey;

  public final SurveyedFields found;

  /** Known once it is claimed. */
  private SentFileIdentity present;

  private boolean begun;

  /**
   * Reads the file's header and first rows.
   *
   * @param records the meaning of its columns
   * @param lateLabels whether a row may be the label of one before
   * @param labelDelay by how much labels are held back; null if they are not
   * @param home the folder that holds those of files
   * @throws GyreException if it cannot be read, lacks a named column, or no first row can be used
   */
  public UpFile(
      DataFile file,
      LabelColumn label,
      Function<RowReader, RecordSettings> records,
      boolean lateLabels,
      Delay labelDelay,
      Path home) {
    this.file = file;
    application = FileRunFolder.application(name());
    this.label = label;
    this.lateLabels = lateLabels;
    this.labelDelay = labelDelay;
    folder = new FileRunFolder(home.resolve(application));
    try (RowReader rows = file.open(label)) {
      this.records = records.apply(rows);
      columns = rows.columns();
    } catch (IOException e) {
      throw new GyreException("cannot read %s: %s".formatted(file.name(), e.getMessage()), e);
    }
    List<String> notes = new ArrayList<>();
    FieldSurvey fields = FirstRows.fields(file, label, this.records, lateLabels, notes);
    survey = new ArrayList<>(fields.lines());
    notes.forEach(note -> survey.add("  " + note));
    found = fields.settle();
  }

  /** Returns the file's name, without its folder. */
  public String name() {
    return file.name().substring(file.name().lastIndexOf(File.separatorChar) + 1);
  }

  public TopicNames names() {
    return names(application);
  }

  static TopicNames names(String application) {
    return TopicNames.standard().withPrefix(application + ".");
  }

  /** Returns the columns that may be fields; empty if the file has no names. */
  public List<String> fields() {
    return columns.stream().filter(records::isField).toList();
  }

  /**
   * Makes sure that the learned state is from the same file.
   *
   * @param fresh whether to delete it first
   * @throws GyreException if it was another, or the folder is in use
   */
  public void claim(boolean fresh, WindowSettings windowing) {
    RowTimes times = RowTimes.of(file, System.currentTimeMillis(), -1);
    long start = times.alignedTo(windowing.sizeMs()).startMs();
    present = SentFileIdentity.of(file.path(), records, start, labelDelay, windowing);
    if (fresh) {
      folder.clear();
    }
    SentFileIdentity started = folder.started(present);
    begun = started != null;
    present = begun ? started : present;
  }

  /**
   * Sends the rows that are not on the topic yet.
   *
   * @throws GyreException if there are rows of an unknown file
   */
  public FileFeed feed(double rate, ClusterAccess cluster, LearnedRows learned) {
    String topic = names().points();
    RowsOnTopic before = RowsOnTopic.on(cluster, topic);
    if (!begun && before.next() > 0) {
      throw new GyreException(
          "the topic %s has %,d rows, and nothing in %s says of which file"
              .formatted(topic, before.next(), folder.path()),
          Remedy.of(Kind.START_ANEW));
    }
    folder.begin(present);
    // The next row must not overtake one that is late, nor may that be given up.
    Map<String, Object> patient = BackgroundFeed.patient(Double.isInfinite(rate) ? 20 : 5);
    return new FileFeed(
        new FileRows(this::open, before, lateLabels),
        labelDelay == null ? FeedLoop.Records.WHOLE : heldLabels(),
        new RowTimes(present.startMs()),
        rate,
        cluster.producer(patient),
        topic,
        learned::end,
        learned::committed);
  }

  private HeldLabels heldLabels() {
    return new HeldLabels(
        new LabelSeparator(records.label(), records.id(), records.time()),
        labelDelay,
        null,
        true,
        present.windowing(),
        HeldLabels.MOST);
  }

  /**
   * Opens it.
   *
   * @throws GyreException if it has changed since the first row was sent
   */
  public RowReader open() {
    folder.started(
        SentFileIdentity.of(
            file.path(), records, present.startMs(), labelDelay, present.windowing()));
    return file.open(label);
  }
}
