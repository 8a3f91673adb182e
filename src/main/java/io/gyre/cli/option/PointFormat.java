package io.gyre.cli.option;

import io.gyre.data.CsvPoints;
import io.gyre.data.JsonLines;
import io.gyre.data.PointReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** How a file of points may be written, an entry each. Nothing else in the program knows them. */
enum PointFormat {
  CSV(
      true,
      (in, label, id) ->
          new CsvPoints(new InputStreamReader(in, StandardCharsets.UTF_8), label, id),
      ".csv"),
  JSON(false, (in, label, id) -> new JsonLines(in), ".json", ".jsonl", ".ndjson");

  /** Makes a reader. */
  interface Opening {

    /**
     * @param label the name of the label's column; null if none was given
     * @param id the name of the id's column; null if none was given
     */
    PointReader open(InputStream in, String label, String id) throws IOException;
  }

  private final boolean hasColumns;
  private final Opening opening;
  private final List<String> endings;

  /**
   * @param hasColumns whether --label and --id name columns of it
   * @param endings of file names, lower-case
   */
  PointFormat(boolean hasColumns, Opening opening, String... endings) {
    this.hasColumns = hasColumns;
    this.opening = opening;
    this.endings = List.of(endings);
  }

  /** The format that a file's name ends for. */
  static Optional<PointFormat> ofName(String file) {
    String lower = file.toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(format -> format.endings.stream().anyMatch(lower::endsWith))
        .findFirst();
  }

  /** The names of all, as a person types them: {@code csv|json}. */
  static String names() {
    return Arrays.stream(values()).map(PointFormat::toString).collect(Collectors.joining("|"));
  }

  boolean hasColumns() {
    return hasColumns;
  }

  List<String> endings() {
    return endings;
  }

  PointReader open(InputStream in, String label, String id) throws IOException {
    return opening.open(in, label, id);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
