package io.gyre.file;

import io.gyre.GyreException;
import io.gyre.data.InvalidPointException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** How a file of rows may be written, an entry each. Nothing else in the program knows them. */
public enum FileFormat {
  CSV(CsvRowReader::new, ".csv", ".tsv"),
  JSON(JsonRowReader::new, ".json", ".jsonl", ".ndjson"),
  ARFF(ArffRowReader::new, ".arff");

  private static final String GZIP_ENDING = ".gz";

  interface Opening {

    /**
     * @param in closed by the reader
     */
    RowReader open(ByteInput in, LabelColumn label) throws IOException, InvalidPointException;
  }

  private final Opening opening;
  private final List<String> endings;

  /**
   * @param endings of file names, lower-case
   */
  FileFormat(Opening opening, String... endings) {
    this.opening = opening;
    this.endings = List.of(endings);
  }

  /** Returns the format that a file's name ends for, with or without {@code .gz} behind it. */
  public static Optional<FileFormat> ofName(String file) {
    String lower = file.toLowerCase(Locale.ROOT);
    String plain =
        lower.endsWith(GZIP_ENDING)
            ? lower.substring(0, lower.length() - GZIP_ENDING.length())
            : lower;
    return Arrays.stream(values())
        .filter(format -> format.endings.stream().anyMatch(plain::endsWith))
        .findFirst();
  }

  /** The names of all, as a person types them: {@code csv|json|arff}. */
  public static String names() {
    return Arrays.stream(values()).map(FileFormat::toString).collect(Collectors.joining("|"));
  }

  /** Returns the endings of file names, lower-case. */
  public List<String> endings() {
    return endings;
  }

  RowReader open(ByteInput in, LabelColumn label) throws IOException {
    try {
      return opening.open(in, label);
    } catch (InvalidPointException e) {
      throw new GyreException("header: " + e.getMessage(), e);
    }
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
