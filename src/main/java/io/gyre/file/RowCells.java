package io.gyre.file;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.gyre.data.PointJson;
import io.gyre.data.RecordSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The cells of a row as text, for a person to look at: the first {@value #MOST} of them. */
public final class RowCells {

  /** As many as a learner has columns at most. */
  private static final int MOST = 20_000;

  private RowCells() {}

  /**
   * Returns the values of a row's record by their paths, as {@code age}, {@code address.zip} or
   * {@code features.0}, in their order; a missing one is empty. What lies at a path that is too
   * long to be a field's is left out.
   *
   * @param row as a reader gave it
   */
  public static Map<String, String> of(Row row) {
    Map<String, String> cells = new LinkedHashMap<>();
    try (JsonParser parser = PointJson.JSON.createParser(row.json())) {
      parser.nextToken();
      object(parser, "", cells);
    } catch (IOException e) {
      throw new UncheckedIOException("A row is no JSON that its reader has checked", e);
    }
    return cells;
  }

  private static void object(JsonParser parser, String prefix, Map<String, String> cells)
      throws IOException {
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String path = prefix + parser.currentName();
      parser.nextToken();
      value(parser, path, cells);
    }
  }

  private static void array(JsonParser parser, String prefix, Map<String, String> cells)
      throws IOException {
    for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
      value(parser, prefix + i, cells);
    }
  }

  /** No reader gives a record that is nested deeper than a stack can follow. */
  private static void value(JsonParser parser, String path, Map<String, String> cells)
      throws IOException {
    if (path.length() > RecordSettings.MAX_PATH || cells.size() >= MOST) {
      parser.skipChildren();
      return;
    }
    switch (parser.currentToken()) {
      case START_OBJECT -> object(parser, path + ".", cells);
      case START_ARRAY -> array(parser, path + ".", cells);
      case VALUE_NULL -> cells.put(path, "");
      default -> cells.put(path, parser.getText());
    }
  }
}
