package io.gyre.run;

import io.gyre.GyreException;
import io.gyre.dashboard.page.UploadControls.Distinct;
import io.gyre.dashboard.page.UploadControls.Preview;
import io.gyre.data.CellText;
import io.gyre.data.PrintableText;
import io.gyre.file.DataFile;
import io.gyre.file.LabelColumn;
import io.gyre.file.Row;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The first look at a file, for a person who is to say which column is the label. */
final class FilePreview {

  private static final int LOOKED_AT = 1_000;

  /** Long rows are fewer. */
  private static final int BYTES = 16 << 20;

  private static final int ROWS = 20;
  private static final int CELLS = 20_000;
  private static final int CELL_LENGTH = 100;

  private final Map<String, Set<String>> values = new LinkedHashMap<>();
  private final List<Map<String, String>> first = new ArrayList<>();
  private int rows;
  private long bytes;

  /**
   * Looks at a file.
   *
   * @param token what the file is called when it is started
   * @throws GyreException if it cannot be read, or has no row that can be used
   */
  static Preview of(DataFile file, String token) {
    FilePreview seen = new FilePreview();
    FirstRows.read(file, LabelColumn.NONE, seen::add);
    List<String> columns = List.copyOf(seen.values.keySet());
    return new Preview(
        token,
        file.name(),
        file.bytes(),
        columns,
        seen.cells(columns),
        label(columns),
        seen.classes());
  }

  private Set<String> column(String name) {
    return values.computeIfAbsent(name, absent -> new HashSet<>());
  }

  private boolean add(Row row) {
    rows++;
    bytes += row.json().length;
    Map<String, String> cells = row.cells();
    if (first.size() < ROWS) {
      first.add(cells);
    }
    cells.forEach(
        (name, cell) -> {
          if (values.size() >= CELLS && !values.containsKey(name)) {
            return;
          }
          Set<String> distinct = column(name);
          if (!CellText.isMissing(cell.strip())) {
            distinct.add(cell.strip());
          }
        });
    return rows < LOOKED_AT && bytes < BYTES;
  }

  /** Returns the first rows' cells: the more columns, the fewer rows. */
  private List<List<String>> cells(List<String> columns) {
    int most = Math.max(1, CELLS / Math.max(1, columns.size()));
    return first.stream()
        .limit(most)
        .map(
            row ->
                columns.stream()
                    .map(name -> row.getOrDefault(name, ""))
                    .map(cell -> PrintableText.shortened(cell, CELL_LENGTH))
                    .toList())
        .toList();
  }

  private static String label(List<String> columns) {
    try {
      return LabelColumn.REQUIRED.in(columns);
    } catch (GyreException unclear) {
      return null;
    }
  }

  private Map<String, Distinct> classes() {
    Map<String, Distinct> classes = new LinkedHashMap<>();
    values.forEach((name, distinct) -> classes.put(name, new Distinct(distinct.size(), rows)));
    return classes;
  }
}
