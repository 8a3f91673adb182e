package io.gyre.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Writes lines of cells, whose columns are the paths that the sample can have. */
final class CsvSamples implements FormatSamples {

  private static final List<String> COLUMNS = columns();

  private static List<String> columns() {
    List<String> columns =
        new ArrayList<>(
            List.of("id", "label", "at", "amount", "count", "big", "flag", "gone", "kind"));
    columns.addAll(List.of("address.zip", "address.city"));
    IntStream.range(0, SampleContent.MOST_FEATURES).forEach(i -> columns.add("features." + i));
    SampleContent.TAGS.forEach(tag -> columns.add("tags." + tag));
    return columns;
  }

  @Override
  public Schema schema() {
    return null;
  }

  @Override
  public byte[] write(JsonNode content) {
    return COLUMNS.stream()
        .map(column -> cell(content.at("/" + column.replace('.', '/'))))
        .collect(Collectors.joining(","))
        .getBytes(UTF_8);
  }

  private static String cell(JsonNode value) {
    return value.isTextual() ? '"' + value.textValue() + '"' : value.isNull() ? "" : value.asText();
  }

  @Override
  public RecordSettings settings(RecordSettings json, ValueFormat format) {
    return json.withFormat(format, COLUMNS, ',');
  }

  @Override
  public boolean hasArrays() {
    return false;
  }
}
