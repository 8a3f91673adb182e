package io.gyre.example;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gyre.data.InvalidPointException;
import io.gyre.data.JsonRecord;
import io.gyre.file.DataFile;
import io.gyre.file.FileFormat;
import io.gyre.file.LabelColumn;
import io.gyre.file.Row;
import io.gyre.file.RowReader;
import io.gyre.fold.Fold;
import io.gyre.fold.Step;
import io.gyre.fold.answer.Answer;
import io.gyre.fold.intake.AskOptions;
import io.gyre.fold.intake.LogRecord;
import io.gyre.fold.state.FoldSettings;
import io.gyre.fold.state.FoldStore;
import io.gyre.fold.state.SnapshotRule;
import io.gyre.fold.waiting.LateLabels;
import io.gyre.format.RecordSettings;
import io.gyre.learning.list.LearnerPresets;
import io.gyre.time.WindowSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Learns which payments are fraud: from files of payments, and of labels that come days later. */
final class PaymentsExample {

  private static final FoldSettings SETTINGS =
      new FoldSettings(LearnerPresets.THOROUGH.learners(), WindowSettings.standard())
          .withRecords(
              RecordSettings.json("fraud", "id", "time").withKeys(List.of("customer", "merchant")))
          .with(new LateLabels(Duration.ofDays(10).toMillis(), 1_000_000, 1L << 30, null, false));

  private final List<FileStorage> storages;
  final Fold fold;

  /** Begins, or goes on where it was saved in the folder. */
  PaymentsExample(Path folder) throws IOException {
    FileStorage state = new FileStorage(folder.resolve("state"));
    FileStorage waiting = new FileStorage(folder.resolve("waiting"));
    FileStorage keys = new FileStorage(folder.resolve("keys"));
    storages = List.of(state, waiting, keys);
    fold =
        Fold.open(
            SETTINGS, new FoldStore("payments", state, waiting, keys, SnapshotRule.standard()));
  }

  /** Applies the rows of a CSV file; returns how many were refused. */
  int read(Path csv, LogRecord.Kind kind) throws IOException {
    int refused = 0;
    try (RowReader rows = new DataFile(csv, FileFormat.CSV).open(LabelColumn.NONE)) {
      while (true) {
        try {
          Row row = rows.next();
          if (row == null) {
            return refused;
          }
          long offset = fold.report().next();
          Step step = fold.apply(LogRecord.of(kind, row.json(), 0, 0, offset));
          refused += step.isRefused() ? 1 : 0; // step.reason() says why
        } catch (InvalidPointException e) {
          refused++; // it is no row of CSV
        }
      }
    }
  }

  /** Returns how probable fraud is for a payment that comes now; nothing changes. */
  double ask(String payment) {
    Answer answer = fold.ask(new JsonRecord(payment.getBytes(UTF_8)), AskOptions.ALL);
    return answer.positiveProbability(SETTINGS.decider());
  }

  void save() throws IOException {
    fold.save();
    for (FileStorage storage : storages) {
      storage.write();
    }
  }
}
