package io.gyre.stream;

import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.encoding.Encoder;
import io.gyre.encoding.Row;
import io.gyre.format.RecordSettings;
import io.gyre.learning.Answers;
import io.gyre.learning.Learner;
import io.gyre.learning.Shared;
import io.gyre.learning.list.LearnerSettings;
import io.gyre.learning.memory.Memory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What the topology must give for points of the classes 0 and 1 in the order of their time, written
 * down without Kafka, without state, and without any class of this package or of the fold: predict,
 * score, learn; flush at the end of a window.
 */
final class PlainLoop {

  static final long WINDOW_MS = 1_000;

  record Answer(String id, double probability, long step) {}

  record Scored(
      long start,
      long points,
      long labelled,
      Double cost,
      Double accuracy,
      long steps,
      long step,
      long refused) {}

  final List<Answer> answers = new ArrayList<>();
  final List<Scored> windows = new ArrayList<>();

  /** What was learned by the end of each window. */
  final List<Map<String, Object>> learned = new ArrayList<>();

  private final Shared shared;
  private final Encoder encoder;
  private final Learner learner;

  /** What it mixes, if it mixes others. */
  private final List<Learner> members = new ArrayList<>();

  private final Row row = new Row();
  private final Answers said = new Answers();
  private final double[] probabilities = new double[2];
  private long window = -1;
  private long points;
  private long labelled;
  private long right;
  private double cost;
  private long stepsBefore;

  /**
   * @param before those before it on the list, which it may mix
   */
  PlainLoop(LearnerSettings settings, int features, List<LearnerSettings> before) {
    encoder = new Encoder(RecordSettings.standard());
    List<LearnerSettings> mixed =
        settings.settings().mixes()
            ? before.stream().filter(each -> !each.settings().mixes()).toList()
            : List.of();
    int capacity =
        Shared.capacity(
            Stream.concat(mixed.stream(), Stream.of(settings))
                .map(LearnerSettings::settings)
                .toList());
    shared = new Shared(encoder, new Memory(capacity, features, false), null);
    for (LearnerSettings each : mixed) {
      members.add(each.settings().create(shared, 2));
      shared.members().add(each.name(), members.get(members.size() - 1), false);
    }
    learner = settings.settings().create(shared, 2);
  }

  private List<Learner> all() {
    return Stream.concat(members.stream(), Stream.of(learner)).toList();
  }

  private void predict() {
    said.begin(2);
    for (int i = 0; i < members.size(); i++) {
      predict(members.get(i), said.give(i));
    }
    predict(learner, probabilities);
  }

  private void predict(Learner asked, double[] p) {
    Arrays.fill(p, 0.5);
    if (!encoder.isEmpty()) {
      asked.predict(row, said, p);
    }
  }

  void run(List<Arriving> stream) {
    for (Arriving arriving : stream) {
      long start = arriving.timestampMs() / WINDOW_MS * WINDOW_MS;
      if (window >= 0 && start > window) {
        endWindow();
      }
      window = start;
      predictAndLearn(arriving.point());
    }
  }

  private void predictAndLearn(Point point) {
    boolean first = encoder.isEmpty() && point.labelled();
    if (first) {
      encoder.learn(point.fields());
      all().forEach(Learner::grow);
    }
    row.show(point.features());
    predict();
    answers.add(new Answer(point.id(), probabilities[1], learner.step()));
    points++;
    if (point.labelled()) {
      int label = point.label().equals(Label.of(1)) ? 1 : 0;
      labelled++;
      cost += Math.max(0, -StrictMath.log(Math.max(probabilities[label], 1e-15)));
      right += (probabilities[1] > 0.5) == (label == 1) ? 1 : 0;
      if (!first && encoder.learn(point.fields())) {
        all().forEach(Learner::grow);
      }
      shared.add(row, label);
      all().forEach(each -> each.learn(row, said, label));
    }
  }

  private void endWindow() {
    all().forEach(Learner::flush);
    windows.add(
        new Scored(
            window,
            points,
            labelled,
            labelled == 0 ? null : cost / labelled,
            labelled == 0 ? null : (double) right / labelled,
            learner.step() - stepsBefore,
            learner.step(),
            learner.refused()));
    Map<String, Object> parts = new LinkedHashMap<>();
    learner.learned().forEach(part -> parts.put(part.name(), part.copy().get()));
    learned.add(parts);
    stepsBefore = learner.step();
    points = 0;
    labelled = 0;
    right = 0;
    cost = 0;
  }
}
