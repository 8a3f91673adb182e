package io.gyre.page.live;

import io.gyre.http.JsonBody;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/**
 * Takes files from the page, to learn from them in this process. Throws a {@link
 * FileRefusedException} for a request that cannot be served now, and another {@link
 * io.gyre.GyreException} for a file that has no rows. Thread-safe.
 */
public interface UploadControls {

  /** The largest accepted file, and the last one that was started, or null. */
  record State(long maxBytes, Run run) {}

  /**
   * A file that is learned from, or was.
   *
   * @param state {@code streaming}, {@code ended} or {@code failed}
   * @param total rows that it has; null as long as that is not known
   * @param share of its bytes that were read, 0 to 1
   * @param rate rows sent per second
   * @param bad rows that were skipped
   * @param error why it failed; else null
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
   * A preview of a file that has come.
   *
   * @param file names it when it is started
   * @param columns the names of its columns, or of the members of its first records
   * @param rows the cells of its first rows, as text that may be cut; a missing one is empty
   * @param label the column that is the label by its name; null if that is not clear
   * @param notes lines that tell which columns have other names than in the file
   */
  record Preview(
      String file,
      String name,
      long bytes,
      List<String> columns,
      List<List<String>> rows,
      String label,
      Map<String, Distinct> classes,
      List<String> notes) {}

  /** The number of distinct values in the first {@code of} rows, without missing ones. */
  record Distinct(int distinct, int of) {}

  /**
   * A request to learn from a file.
   *
   * @param file as {@link Preview} names it
   * @param ignore columns that are no fields; null for none
   * @param keys columns that say who or what a row is about; null for none
   * @param rate rows per second, or "max"; null for 1,000
   */
  record Start(String file, String label, List<String> ignore, List<String> keys, Object rate) {

    public Start {
      JsonBody.require(file != null, "file: expected text");
      JsonBody.require(label != null, "label: expected text");
      ignore = ignore == null ? List.of() : ignore;
      JsonBody.require(
          ignore.stream().allMatch(Objects::nonNull), "ignore: expected an array of names");
      keys = keys == null ? List.of() : keys;
      JsonBody.require(
          keys.stream().allMatch(Objects::nonNull), "keys: expected an array of names");
      rate = rate == null ? 1_000 : rate;
      double rows = rate instanceof Number number ? number.doubleValue() : 0;
      JsonBody.require(
          rate.equals("max") || rows >= 0.001 && rows <= 1e7,
          "rate: expected 0.001 to 10000000 rows per second, or \"max\"");
    }

    /** Returns the rate in rows per second; infinite for as fast as they are taken. */
    public double perSecond() {
      return rate instanceof Number number ? number.doubleValue() : Double.POSITIVE_INFINITY;
    }
  }

  /** A file that comes piece by piece. It is ended or aborted, once; abort at any time. */
  interface Arriving {

    void write(ByteBuffer piece);

    Preview end();

    /** Deletes the received part of a file whose rest will not come. */
    void abort();
  }

  State state();

  /**
   * Begins to take a file.
   *
   * @param name as its owner calls it; never a path here
   * @param bytes its length; −1 if that is not known
   */
  Arriving receive(String name, long bytes);

  /**
   * Starts to learn from a file that has come, in the place of the one before; gives the id of its
   * application.
   */
  CompletableFuture<String> start(Start start);

  /** Ends and forgets the run that was started, whatever its state. */
  CompletableFuture<Void> stop();
}
