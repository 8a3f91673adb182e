package io.gyre.cli.option;

import io.gyre.file.LabelColumn;
import io.gyre.file.RowReader;
import io.gyre.format.RecordSettings;
import io.gyre.format.ValueFormat;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** The options that define the meaning of the members of a topic's records. */
public final class RecordOptions extends Options {

  @Option(names = "--label", paramLabel = "FIELD")
  private String label;

  @Option(names = "--id", paramLabel = "FIELD")
  private String id;

  @Option(names = "--time", paramLabel = "FIELD")
  private String time;

  @Option(names = "--fields", paramLabel = "FIELD", split = ",")
  private List<String> fields = List.of();

  @Option(names = "--ignore", paramLabel = "FIELD", split = ",")
  private List<String> ignore = List.of();

  @Option(names = "--categories", paramLabel = "FIELD", split = ",")
  private List<String> categories = List.of();

  @Option(names = "--text", paramLabel = "FIELD", split = ",")
  private List<String> texts = List.of();

  @Option(names = "--key", paramLabel = "FIELD", split = ",")
  private List<String> keys = List.of();

  @Option(names = "--value-format", paramLabel = "auto|json|csv|avro|protobuf|json-schema")
  private ValueFormat format;

  @Option(names = "--columns", paramLabel = "NAME", split = ",")
  private List<String> columns = List.of();

  @Option(
      names = "--delimiter",
      paramLabel = "CHAR",
      defaultValue = ",",
      converter = Converters.Delimiter.class)
  private char delimiter;

  @Option(names = "--bins", paramLabel = "N")
  private int bins;

  @Option(names = "--amount")
  private boolean amount;

  /** Returns the options' settings for the records of a topic without a schema registry. */
  public RecordSettings settings() {
    return settings(false);
  }

  /** Returns the options' settings for the records of a topic. */
  public RecordSettings settings(boolean hasRegistry) {
    require(
        hasRegistry || !isSchemaTyped(),
        "--value-format %s needs --schema-registry, where the schemas are".formatted(format));
    String known = label == null ? RecordSettings.LABEL : label.strip();
    ValueFormat written = hasRegistry ? format == null ? ValueFormat.AUTO : format : plain();
    return checked(() -> made(known, written, stripped(columns)));
  }

  /** Tells whether a field with the time of the records was named. */
  public boolean hasTime() {
    return time != null;
  }

  /** Returns the column of a file with the label: the one that was named, or the usual one. */
  public LabelColumn labelColumn() {
    return (label == null ? LabelColumn.REQUIRED : LabelColumn.named(label.strip()))
        .withColumns(stripped(columns));
  }

  /** Returns the options' settings for the rows of a file. */
  public RecordSettings settingsFor(RowReader rows) {
    require(
        !isSchemaTyped(),
        "--value-format %s is for topics: a FILE says by its name what it is".formatted(format));
    require(
        columns.isEmpty() || rows.columns().equals(stripped(columns)),
        "--columns is for CSV without a header");
    return checked(() -> made(rows.label(), plain(), List.of()).requireFields(rows.columns()));
  }

  private boolean isSchemaTyped() {
    return format != null && format.hasSchemas() && isTyped("--value-format");
  }

  /** Returns a format without schemas, whatever a variable says to all commands. */
  private ValueFormat plain() {
    return format == null || format.hasSchemas() ? ValueFormat.JSON : format;
  }

  private RecordSettings made(String known, ValueFormat written, List<String> named) {
    if (bins != 0) {
      requireBetween("--bins", 2, 20, bins);
      require(!amount, "--bins and --amount exclude one another: bins are classes");
    }
    return RecordSettings.json(known, id(), time == null ? null : time.strip())
        .withFields(stripped(fields))
        .withIgnored(stripped(ignore))
        .withCategories(stripped(categories))
        .withTexts(stripped(texts))
        .withKeys(stripped(keys))
        .withBins(amount ? RecordSettings.AMOUNT : bins, List.of())
        .withFormat(written, named, delimiter);
  }

  /** A field named "id" is not the id if another option gives it a meaning. */
  private String id() {
    if (id != null) {
      return id.strip();
    }
    boolean named =
        Stream.of(Arrays.asList(label, time), fields, ignore, categories, keys, texts)
            .flatMap(List::stream)
            .filter(Objects::nonNull)
            .anyMatch(path -> (path.strip() + ".").startsWith(RecordSettings.ID + "."));
    return named ? null : RecordSettings.ID;
  }

  private static List<String> stripped(List<String> names) {
    return names.stream().map(String::strip).toList();
  }
}
