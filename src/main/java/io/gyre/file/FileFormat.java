package io.gyre.file;

import io.gyre.GyreException;
import io.gyre.data.InvalidPointException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The formats of files of rows; the only place that lists them. */
public enum FileFormat {
  CSV(".csv", ".tsv"),
  JSON(".json", ".jsonl", ".ndjson"),
  ARFF(".arff");

  /** The endings of file names, lower-case. */
  public final List<String> endings;

  FileFormat(String... endings) {
    this.endings = List.of(endings);
  }

  /** Returns the format for the end of a file's name, with or without {@code .gz} after it. */
  public static Optional<FileFormat> ofName(String file) {
    String plain = file.toLowerCase(Locale.ROOT).replaceFirst("\\.gz$", "");
    return Arrays.stream(values())
        .filter(format -> format.endings.stream().anyMatch(plain::endsWith))
        .findFirst();
  }

  /** Returns the names of all, as a person types them: {@code csv|json|arff}. */
  public static String names() {
    return Arrays.stream(values()).map(FileFormat::toString).collect(Collectors.joining("|"));
  }

  /** Opens a file, which the reader closes. */
  RowReader open(ByteInput in, LabelColumn label) throws IOException {
    try {
      return switch (this) {
        case CSV -> new CsvRowReader(in, label);
        case JSON -> new JsonRowReader(in, label);
        case ARFF -> new ArffRowReader(in, label);
      };
    } catch (InvalidPointException e) {
      throw new GyreException("header: " + e.getMessage(), e);
    }
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
