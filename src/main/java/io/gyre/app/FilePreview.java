package io.gyre.app;

import io.gyre.GyreException;
import io.gyre.file.DataFile;
import io.gyre.file.LabelColumn;
import io.gyre.file.Row;
import io.gyre.page.live.UploadControls.Distinct;
import io.gyre.page.live.UploadControls.Preview;
import io.gyre.words.CellText;
import io.gyre.words.PrintableText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A preview of a file, for a person who has to choose the label column. */
final class FilePreview {

  private static final int LOOKED_AT = 1_000;

  /** Fewer rows are looked at if they are long. */
  private static final int BYTES = 16 << 20;

  private static final int ROWS = 20;
  private static final int CELLS = 20_000;
  private static final int CELL_LENGTH = 100;

  private final Map<String, Set<String>> values = new LinkedHashMap<>();
  private final List<Map<String, String>> first = new ArrayList<>();
  private int rows;
  private long bytes;

  /** Looks at a file, which the page calls by a token when it starts it. */
  static Preview of(DataFile file, String token) {
    FilePreview seen = new FilePreview();
    List<String> notes = FirstRows.read(file, LabelColumn.NONE, seen::add);
    List<String> columns = List.copyOf(seen.values.keySet());
    Map<String, Distinct> classes = new LinkedHashMap<>();
    seen.values.forEach((name, all) -> classes.put(name, new Distinct(all.size(), seen.rows)));
    return new Preview(
        token,
        file.name(),
        file.bytes(),
        columns,
        seen.cells(columns),
        label(columns),
        classes,
        notes);
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
          if (values.size() < CELLS || values.containsKey(name)) {
            Set<String> distinct = values.computeIfAbsent(name, absent -> new HashSet<>());
            if (!CellText.isMissing(cell.strip())) {
              distinct.add(cell.strip());
            }
          }
        });
    return rows < LOOKED_AT && bytes < BYTES;
  }

  /** Returns the first rows' cells: the more columns, the fewer rows. */
  private List<List<String>> cells(List<String> columns) {
    return first.stream()
        .limit(Math.max(1, CELLS / Math.max(1, columns.size())))
        .map(
            row ->
                columns.stream()
                    .map(name -> PrintableText.shortened(row.getOrDefault(name, ""), CELL_LENGTH))
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
}
