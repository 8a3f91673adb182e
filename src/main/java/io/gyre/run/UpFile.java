package io.gyre.run;

import io.gyre.GyreException;
import io.gyre.Remedy;
import io.gyre.Remedy.Kind;
import io.gyre.data.RecordReader;
import io.gyre.data.RecordReader.Accepts;
import io.gyre.data.RecordSettings;
import io.gyre.data.survey.FieldSurvey;
import io.gyre.feed.BackgroundFeed;
import io.gyre.feed.FileFeed;
import io.gyre.feed.LearnedRows;
import io.gyre.feed.RowTimes;
import io.gyre.feed.RowTotal;
import io.gyre.feed.RowsOnTopic;
import io.gyre.file.DataFile;
import io.gyre.file.LabelColumn;
import io.gyre.file.RowReader;
import io.gyre.kafka.ClusterAccess;
import io.gyre.topic.TopicNames;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A file that {@code gyre up} learns from: an application with a folder and topics of its own,
 * named after the file.
 */
public final class UpFile {

  private final DataFile file;
  private final LabelColumn label;
  private final String application;
  private final FileRunFolder folder;
  private final RecordSettings records;
  private final List<String> columns;
  private final List<String> survey;

  /** Known once it is claimed. */
  private final boolean lateLabels;

  private StartedFile present;

  private boolean begun;

  /** The file was compared with the one before, and not opened since. */
  private boolean compared;

  /**
   * Reads the file's header.
   *
   * @param application the id of its application, and the name of its folder
   * @param records what its columns mean
   * @param lateLabels whether a row may be the label of one before
   * @param home the folder that holds those of files
   * @throws GyreException if it cannot be read, lacks a column that was named, or none of its first
   *     rows can be used
   */
  public UpFile(
      DataFile file,
      String application,
      LabelColumn label,
      Function<RowReader, RecordSettings> records,
      boolean lateLabels,
      Path home) {
    this.lateLabels = lateLabels;
    this.file = file;
    this.label = label;
    this.application = application;
    folder = new FileRunFolder(home.resolve(application));
    try (RowReader rows = file.open(label)) {
      this.records = records.apply(rows);
      columns = rows.columns();
    } catch (IOException e) {
      throw new GyreException("cannot read %s: %s".formatted(file.name(), e.getMessage()), e);
    }
    survey = look();
  }

  /** Returns the file's name, without its folder. */
  public String name() {
    return file.name().substring(file.name().lastIndexOf(File.separatorChar) + 1);
  }

  /** Returns the id of its application. */
  public String application() {
    return application;
  }

  /** Returns what is put before the names of its topics. */
  public String prefix() {
    return application + ".";
  }

  /** Returns the names of its topics. */
  public TopicNames names() {
    return names(application);
  }

  static TopicNames names(String application) {
    return TopicNames.standard().withPrefix(application + ".");
  }

  public FileRunFolder folder() {
    return folder;
  }

  /** Returns what its columns mean. */
  public RecordSettings records() {
    return records;
  }

  /** Returns the columns that may be fields; none if the file does not say them. */
  public List<String> fields() {
    return columns.stream().filter(records::isField).toList();
  }

  /** Returns what was found in the first rows, for a person. */
  public List<String> survey() {
    return survey;
  }

  private List<String> look() {
    FieldSurvey survey = new FieldSurvey(records, lateLabels, " --fresh");
    RecordReader reader =
        new RecordReader(records, lateLabels ? Accepts.POINTS_AND_LABELS : Accepts.POINTS);
    FirstRows.read(
        file,
        label,
        row -> {
          survey.add(reader.read(row.json()));
          return !survey.isFull();
        });
    return survey.lines();
  }

  /** Returns where it is. */
  public Path path() {
    return file.path();
  }

  /** Returns how long it is, in bytes. */
  public long bytes() {
    return file.bytes();
  }

  /**
   * Makes sure that what was learned before was learned from the same file.
   *
   * @param fresh whether to delete it first
   * @throws GyreException if it was another, or the folder is in use
   */
  public void claim(boolean fresh, long windowMs) {
    long start = RowTimes.of(file, System.currentTimeMillis(), -1).alignedTo(windowMs).startMs();
    present = StartedFile.of(file.path(), records, start);
    if (fresh) {
      folder.clear();
    }
    StartedFile started = folder.started(present);
    compared = true;
    begun = started != null;
    present = begun ? started : present;
  }

  /**
   * Sends the rows that are not on the topic yet.
   *
   * @param rate rows per second
   * @param endless whether all are sent again and again after that
   * @param learned how far the learners are
   * @throws GyreException if there are rows and nobody knows of which file
   */
  public FileFeed feed(double rate, boolean endless, ClusterAccess cluster, LearnedRows learned) {
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
        this::open,
        before,
        endless,
        lateLabels,
        new RowTimes(present.startMs()),
        rate,
        cluster.producer(patient),
        topic,
        learned,
        new RowTotal(() -> file.open(label)));
  }

  /**
   * Opens it for a pass.
   *
   * @throws GyreException if it has changed since the pass before
   */
  public RowReader open() {
    if (!compared) {
      folder.started(StartedFile.of(file.path(), records, present.startMs()));
    }
    compared = false;
    return file.open(label);
  }
}
