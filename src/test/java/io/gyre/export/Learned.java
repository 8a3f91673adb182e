package io.gyre.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gyre.data.Fields;
import io.gyre.data.InvalidPointException;
import io.gyre.file.DataFile;
import io.gyre.file.FileFormat;
import io.gyre.file.LabelColumn;
import io.gyre.file.Row;
import io.gyre.file.RowReader;
import io.gyre.file.SampleRows;
import io.gyre.fold.Fold;
import io.gyre.fold.Step;
import io.gyre.fold.intake.LogRecord;
import io.gyre.fold.state.FoldSettings;
import io.gyre.fold.state.FoldStore;
import io.gyre.format.RecordSettings;
import io.gyre.learning.list.LearnerSettings;
import io.gyre.time.WindowSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A fold that has learned a stream, and the fields of its points. */
final class Learned {

  private static final JsonMapper JSON = new JsonMapper();
  static final int MOST = 100_000;

  final Fold fold;
  final List<Fields> points = new ArrayList<>();

  /** The records of the first points. */
  final List<byte[]> records = new ArrayList<>();

  private long offset;

  Learned(List<LearnerSettings> learners, RecordSettings records) {
    FoldSettings settings =
        new FoldSettings(learners, WindowSettings.standard())
            .withRecords(records)
            .withReports(FoldSettings.NO_REPORTS);
    fold = Fold.open(settings, FoldStore.unsaved("the test"));
  }

  Learned add(Map<String, Object> record) {
    try {
      return add(JSON.writeValueAsBytes(record));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private Learned add(byte[] json) {
    long time = 946_684_800_000L + offset;
    Step step = fold.apply(LogRecord.of(LogRecord.Kind.POINT, json, time, 0, offset++));
    if (step.isPoint() && points.size() < MOST) {
      points.add(step.point().fields());
      records.add(json);
    }
    return this;
  }

  /** Learns the made-up orders; {@code outcome} is one of three. */
  static Learned orders(List<LearnerSettings> learners, long rows) {
    SampleRows sample = SampleRows.of(SampleRows.Kind.ORDERS, rows, 7);
    Learned learned = new Learned(learners, RecordSettings.json("outcome", null, "placed"));
    String[] names = sample.header.split(",");
    for (String row = sample.next(); row != null; row = sample.next()) {
      String[] cells = row.split(",");
      Map<String, Object> record = new LinkedHashMap<>();
      for (int i = 0; i < names.length; i++) {
        record.put(names[i], cells[i]);
      }
      learned.add(record);
    }
    return learned;
  }

  /** Learns a file. */
  static Learned of(
      List<LearnerSettings> learners, Path file, String label, String time, List<String> keys)
      throws IOException {
    RecordSettings records = RecordSettings.json(label, null, time).withKeys(keys);
    Learned learned = new Learned(learners, records);
    try (RowReader rows =
        new DataFile(file, FileFormat.ofName(file.toString()).orElseThrow())
            .open(LabelColumn.named(label))) {
      for (Row row = rows.next(); row != null; row = rows.next()) {
        learned.add(row.json());
      }
      return learned;
    } catch (InvalidPointException e) {
      throw new IOException(e);
    }
  }
}
