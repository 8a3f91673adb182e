package io.gyre.dashboard.page;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Files that the page may send, to be learned from in this process: one is sent, looked at, started
 * and stopped. What cannot be done is refused with a {@link FileRefusedException}, what is no file
 * of rows with another {@link io.gyre.GyreException}. Thread-safe.
 */
public interface UploadControls {

  /**
   * How it goes, as the page shows it.
   *
   * @param maxBytes how long a file may be
   * @param run the file that is learned from, or was; null for none
   */
  record State(long maxBytes, Run run) {}

  /**
   * A file that is learned from, or was.
   *
   * @param application its application
   * @param file its name
   * @param state {@code starting}, {@code streaming}, {@code ended}, {@code failed} or {@code
   *     stopping}
   * @param sent rows that are on the topic
   * @param total rows that it has; null as long as that is not known
   * @param share of its bytes that were read, 0 to 1
   * @param rate rows sent per second
   * @param bad rows that were passed over
   * @param error what has ended it; null unless it failed
   */
  record Run(
      String application,
      String file,
      String state,
      long sent,
      Long total,
      double share,
      double rate,
      long bad,
      String error) {}

  /**
   * The first look at a file that has come.
   *
   * @param file what it is called when it is started
   * @param name its name, for a person
   * @param bytes its length
   * @param columns the names of its columns, or of the members of its first records
   * @param rows the cells of its first rows, as text that may be cut; a missing one is empty
   * @param label the column that is the label by its name; null if that is not clear
   * @param classes how many values each column has
   */
  record Preview(
      String file,
      String name,
      long bytes,
      List<String> columns,
      List<List<String>> rows,
      String label,
      Map<String, Distinct> classes) {}

  /**
   * How many values a column has.
   *
   * @param distinct values that differ, without missing ones
   * @param of rows that were looked at
   */
  record Distinct(int distinct, int of) {}

  /**
   * What is to be learned from a file.
   *
   * @param file what {@link Preview} calls it
   * @param label its label's column
   * @param ignore columns that are no fields
   * @param rate rows per second, above 0; infinite for as fast as they are taken
   */
  record Start(String file, String label, List<String> ignore, double rate) {}

  /** A file that comes piece by piece. It is ended or aborted, once; abort at any time. */
  interface Arriving {

    /**
     * Takes the next piece.
     *
     * @throws FileRefusedException if the file is too long, or the disk takes no more
     */
    void write(ByteBuffer piece);

    /** The whole file has come. */
    Preview end();

    /** It will not come; what came is deleted. */
    void abort();
  }

  /** How it goes now. */
  State state();

  /**
   * Begins to take a file.
   *
   * @param name as its owner calls it; never a path here
   * @param bytes its length; −1 if that is not known
   */
  Arriving receive(String name, long bytes);

  /** Starts to learn from a file that has come; gives the id of its application. */
  CompletableFuture<String> start(Start start);

  /** Ends what was started and forgets it, whatever has become of it. */
  CompletableFuture<Void> stop();
}
