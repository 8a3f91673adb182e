package io.gyre.example;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gyre.fold.Fold;
import io.gyre.fold.Step;
import io.gyre.fold.intake.LogRecord;
import io.gyre.fold.state.FoldSettings;
import io.gyre.fold.state.FoldStore;
import io.gyre.format.RecordSettings;
import io.gyre.learning.list.LearnerPresets;
import io.gyre.time.WindowSettings;
import java.util.List;

/** Learns from records in a plain loop, without Kafka. */
final class FoldExample {

  private FoldExample() {}

  /** Predicts each order, then learns its outcome; returns the share that was right. */
  static double accuracy(List<String> orders) {
    FoldSettings settings =
        new FoldSettings(LearnerPresets.DATA.learners(), WindowSettings.standard())
            .withRecords(RecordSettings.json("outcome", null, null));
    Fold fold = Fold.open(settings, FoldStore.unsaved("orders"));
    int blend = settings.decider();
    int right = 0;
    for (int offset = 0; offset < orders.size(); offset++) {
      byte[] json = orders.get(offset).getBytes(UTF_8);
      Step step = fold.apply(LogRecord.of(LogRecord.Kind.POINT, json, offset, 0, offset));
      if (step.isRefused()) {
        System.err.println(step.reason());
      } else if (step.point().label().equals(step.answer().prediction(blend))) {
        right++;
      }
    }
    System.out.println(fold.report().digest(blend));
    return (double) right / orders.size();
  }
}
