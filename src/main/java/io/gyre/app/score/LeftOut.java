package io.gyre.app.score;

import io.gyre.data.InvalidPointException;
import io.gyre.data.Point;
import io.gyre.fold.intake.KnownSchemas;
import io.gyre.fold.intake.LogPointReader;
import io.gyre.fold.intake.LogRecord;
import io.gyre.fold.intake.LogRecord.Kind;
import io.gyre.fold.state.FoldSettings;
import io.gyre.format.Schema;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Finds the points that have a value in a field, and their labels. Not thread-safe. */
final class LeftOut {

  private static final Set<Kind> READ = EnumSet.of(Kind.POINT, Kind.WITHHELD, Kind.LABEL);

  private final List<FieldValue> values;
  private final LogPointReader reader;
  private final KnownSchemas schemas = new KnownSchemas();
  private final Set<String> ids = new HashSet<>();
  private long points;

  /**
   * @param values a point with one of them is left out
   * @param settings by which records are read
   */
  LeftOut(List<FieldValue> values, FoldSettings settings) {
    this.values = values;
    reader = new LogPointReader(settings.records(), settings.lateLabels() != null, schemas);
  }

  /**
   * Tells whether a record is of such a point.
   *
   * @param find gives a schema by its id, or null
   */
  boolean has(LogRecord record, Function<String, Schema> find) {
    if (values.isEmpty() || !READ.contains(record.kind())) {
      return false;
    }
    String lacking = reader.lacks(record);
    Schema schema = lacking == null ? null : find.apply(lacking);
    if (schema != null) {
      schemas.add(lacking, schema, "");
    }
    try {
      Point point = reader.read(record);
      if (point == null || point.fields().size() == 0) {
        return point != null && ids.contains(point.id());
      }
      boolean found = values.stream().anyMatch(value -> value.isIn(point.fields()));
      if (found) {
        points++;
        ids.add(point.id());
      }
      return found;
    } catch (InvalidPointException e) {
      return false; // The fold refuses it, and says why.
    }
  }

  /** Returns how many points were found. */
  long points() {
    return points;
  }
}
