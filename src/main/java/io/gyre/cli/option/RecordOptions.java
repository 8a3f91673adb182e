package io.gyre.cli.option;

import io.gyre.data.RecordSettings;
import io.gyre.file.LabelColumn;
import io.gyre.file.RowReader;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options that define the meaning of the members of a topic's records. */
public final class RecordOptions extends Options {

  @Option(
      names = "--label",
      paramLabel = "FIELD",
      description =
          "The field to be predicted: its name, or its path as in meta.outcome. A record without it is predicted only. Default: label.")
  private String label;

  @Option(
      names = "--id",
      paramLabel = "FIELD",
      description =
          "The field with the record's id, text or an integer, which predictions repeat. Default: id.")
  private String id;

  @Option(
      names = "--time",
      paramLabel = "FIELD",
      description =
          "The field with the time of what happened: seconds or milliseconds since 1970, or ISO 8601. Without it the record's timestamp counts.")
  private String time;

  @Option(
      names = "--fields",
      paramLabel = "FIELD",
      split = ",",
      description =
          "The fields to learn from, as in --fields age,address.zip; address means all that is in it. Without it: all but label, id and time.")
  private List<String> fields = List.of();

  @Option(
      names = "--ignore",
      paramLabel = "FIELD",
      split = ",",
      description = "Fields not to learn from, as in --ignore row,audit.")
  private List<String> ignore = List.of();

  @Option(
      names = "--categories",
      paramLabel = "FIELD",
      split = ",",
      description = "Fields whose numbers are names and not amounts, as in --categories zip,month.")
  private List<String> categories = List.of();

  @Option(
      names = "--text",
      paramLabel = "FIELD",
      split = ",",
      description =
          "Fields whose words tell something, as in --text message,subject. Default: those of which it shows.")
  private List<String> texts = List.of();

  @Option(
      names = "--key",
      paramLabel = "FIELD",
      split = ",",
      description =
          "Fields that say who or what a point is about, as --key customer,terminal, or customer+merchant for both together. Of each value is remembered what its points were and what came of them, and a point gets columns of it: how its numbers differ from the usual, how long ago the last point was, how often each class was. It fades with the value's own points, in half-lives of 4, 32 and 1,000.")
  private List<String> keys = List.of();

  @Option(
      names = "--value-format",
      paramLabel = "json|csv",
      defaultValue = "json",
      description =
          "How the values of the records are written: json, also as Kafka Connect and Debezium write it; csv, one line without a header each, which needs --columns.")
  private RecordSettings.Format format;

  @Option(
      names = "--columns",
      paramLabel = "NAME",
      split = ",",
      description = "The names of a csv line's cells in their order, as in --columns a,b,label.")
  private List<String> columns = List.of();

  @Option(
      names = "--delimiter",
      paramLabel = "CHAR",
      defaultValue = ",",
      converter = DelimiterText.class,
      description =
          "What stands between a csv line's cells: a comma, ';', '|' or tab. Beside ';' numbers may have a decimal comma.")
  private char delimiter;

  @Option(
      names = "--bins",
      paramLabel = "N",
      description =
          "The label is an amount: learn N classes of it, 2 to 20, as \"below 12.5\", \"12.5 to 20\" and \"20 or more\", each with about as many of the first 1,000 labels. They are fixed from then on.")
  private int bins;

  public RecordSettings settings() {
    return checked(() -> made(label == null ? RecordSettings.LABEL : label.strip()));
  }

  /** Tells whether a field with the time of the records was named. */
  public boolean hasTime() {
    return time != null;
  }

  /** Returns the column of a file with the label: the one that was named, or the usual one. */
  public LabelColumn labelColumn() {
    return label == null ? LabelColumn.REQUIRED : LabelColumn.named(label.strip());
  }

  /** Returns the options' settings for the rows of a file. */
  public RecordSettings settingsFor(RowReader rows) {
    return checked(() -> made(rows.label()).requireFields(rows.columns()));
  }

  private RecordSettings made(String known) {
    if (bins != 0) {
      requireBetween("--bins", 2, 20, bins);
    }
    return new RecordSettings(
        known,
        id(),
        time == null ? null : time.strip(),
        stripped(fields),
        stripped(ignore),
        stripped(categories),
        format,
        stripped(columns),
        delimiter,
        bins,
        List.of(),
        stripped(keys),
        stripped(texts));
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

  /** Reads a delimiter as it is typed: tab has no other name that a shell leaves alone. */
  static final class DelimiterText implements ITypeConverter<Character> {

    @Override
    public Character convert(String text) {
      String read = text.equalsIgnoreCase("tab") || text.equals("\\t") ? "\t" : text;
      if (read.length() != 1) {
        throw new TypeConversionException(
            "expected a comma, ';', '|' or tab, found '%s'".formatted(text));
      }
      return read.charAt(0);
    }
  }
}
