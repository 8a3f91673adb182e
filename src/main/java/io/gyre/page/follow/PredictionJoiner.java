package io.gyre.page.follow;

import io.gyre.data.Fields;
import io.gyre.data.InvalidPointException;
import io.gyre.data.Point;
import io.gyre.format.RecordReader;
import io.gyre.format.RecordSettings;
import io.gyre.format.Schema;
import io.gyre.page.state.AnsweredPoint;
import io.gyre.page.state.DashboardState;
import io.gyre.page.state.FollowedLearner;
import io.gyre.topic.Prediction;
import io.gyre.topic.SchemaHeaders;
import io.gyre.topic.Topic;
import io.gyre.topic.TopicNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Joins predictions with their points by partition and offset.
 *
 * <p>A round costs the same at any rate: it reads at most {@value #READ} predictions, and looks up
 * at most {@value #SHOWN} of their points, evenly spread, on the points topic. If too many wait,
 * the oldest are skipped. Not thread-safe.
 */
final class PredictionJoiner implements AutoCloseable {

  private static final int READ = 2_000;
  private static final int SHOWN = 10;

  /** Numbers in the points of a round: with many features fewer points are shown. */
  private static final int SHOWN_NUMBERS = 3_000;

  /** Points a round beside those, for cells of the confusion matrices that have had few. */
  private static final int RARE = 10;

  private static final int MAX_WAITING = 5 * READ;

  /** Rounds that a point waits for the last learner's prediction. */
  private static final int PATIENCE = 5;

  /** Points in between that are read over; for more, seeking is quicker. */
  private static final int NEAR = 2_000;

  private static final Duration POINTS_WITHIN = Duration.ofMillis(200);

  private final DashboardState state;
  private final TopicNames names;
  private final Consumer<byte[], byte[]> predictions;
  private final Consumer<byte[], byte[]> points;
  private final Deserializer<Prediction> predictionReader;
  private final RecordReader reader;
  private final Map<Integer, TreeMap<Long, Predicted>> waiting = new HashMap<>();
  private int features = 2;

  private static final class Predicted {
    final Map<String, Prediction> answers = new HashMap<>();
    int rounds;
    boolean isRare; // looked up for its cells of the confusion matrices only
  }

  PredictionJoiner(
      DashboardState state,
      RecordSettings records,
      Function<Map<String, Object>, Consumer<byte[], byte[]>> clients,
      Function<String, Schema> schemas,
      Follower.Topics topics) {
    this.state = state;
    names = topics.names();
    predictionReader = Topic.PREDICTIONS.deserializer(schemas);
    reader = RecordReader.of(records, RecordReader.Accepts.POINTS_AND_LABELS, schemas);
    Map<String, Object> settings = new HashMap<>(Follower.CONSUMER);
    settings.put("max.poll.records", READ);
    settings.put("max.partition.fetch.bytes", 256 << 10);
    predictions = clients.apply(settings);
    points = clients.apply(settings);
    List<TopicPartition> of = topics.of(names.of(Topic.PREDICTIONS));
    predictions.assign(of);
    Map<TopicPartition, Long> ends = predictions.endOffsets(of);
    predictions
        .beginningOffsets(of)
        .forEach(
            (partition, begin) ->
                predictions.seek(partition, Math.max(begin, ends.get(partition) - READ)));
    points.assign(topics.of(names.points()));
    points.pause(points.assignment());
  }

  /**
   * Reads the new predictions and shows some of them.
   *
   * @return how many points were shown
   */
  int round() {
    for (TopicPartition partition : predictions.assignment()) {
      long behind = predictions.currentLag(partition).orElse(0);
      if (behind > MAX_WAITING) {
        predictions.seek(partition, predictions.position(partition) + behind - READ / 2);
      }
    }
    predictions.poll(Duration.ZERO).forEach(this::note);
    List<AnsweredPoint> shown = new ArrayList<>();
    long nowMs = System.currentTimeMillis();
    waiting.forEach(
        (partition, all) ->
            state.outcomes().addAll(lookUp(partition, choose(all, nowMs), shown), nowMs));
    shown.forEach(state::show);
    return shown.size();
  }

  private void note(ConsumerRecord<byte[], byte[]> record) {
    try {
      Prediction prediction = predictionReader.deserialize(record.topic(), record.value());
      if (prediction != null && prediction.partition() == record.partition()) {
        waiting
            .computeIfAbsent(prediction.partition(), p -> new TreeMap<>())
            .computeIfAbsent(Math.max(0, prediction.offset()), o -> new Predicted())
            .answers
            .put(FollowedLearner.id(prediction.learner(), prediction.partition()), prediction);
      }
    } catch (SerializationException foreign) {
      // The page shows Gyre's records alone.
    }
  }

  /** Takes the points that every learner has predicted out of those waiting, and some of them. */
  private TreeMap<Long, Predicted> choose(TreeMap<Long, Predicted> all, long nowMs) {
    int most = all.values().stream().mapToInt(p -> p.answers.size()).max().orElse(0);
    TreeMap<Long, Predicted> ripe = new TreeMap<>(all);
    ripe.values().removeIf(point -> point.answers.size() < most && point.rounds++ <= PATIENCE);
    all.keySet().removeAll(ripe.keySet());
    List<Long> offsets = List.copyOf(ripe.keySet());
    int share = Math.max(1, Math.min(SHOWN, SHOWN_NUMBERS / features) / waiting.size());
    int wanted = Math.min(ripe.size(), share);
    TreeMap<Long, Predicted> chosen = new TreeMap<>();
    for (long k = 1; k <= wanted; k++) {
      long offset = offsets.get((int) (k * offsets.size() / wanted) - 1);
      chosen.put(offset, ripe.remove(offset));
    }
    ripe.forEach(
        (offset, point) -> {
          point.isRare =
              chosen.size() < wanted + RARE && state.outcomes().wants(point.answers, nowMs);
          if (point.isRare) {
            chosen.put(offset, point);
          }
        });
    return chosen;
  }

  /**
   * Reads the chosen points of one partition, those in between unparsed.
   *
   * @param shown gets the predictions that are not looked up for the confusion matrices alone
   * @return all
   */
  private List<AnsweredPoint> lookUp(
      int partition, TreeMap<Long, Predicted> chosen, List<AnsweredPoint> shown) {
    List<AnsweredPoint> found = new ArrayList<>();
    TopicPartition source = new TopicPartition(names.points(), partition);
    if (chosen.isEmpty() || !points.assignment().contains(source)) {
      return found;
    }
    points.resume(List.of(source));
    long deadline = System.nanoTime() + POINTS_WITHIN.toNanos();
    while (!chosen.isEmpty() && System.nanoTime() < deadline) {
      long offset = chosen.firstKey();
      long position = points.position(source);
      if (offset < position || offset > position + NEAR) {
        points.seek(source, offset);
      }
      for (ConsumerRecord<byte[], byte[]> record : points.poll(Duration.ofMillis(50))) {
        chosen.headMap(record.offset()).clear(); // Deleted, or not to be found.
        Predicted predicted = chosen.remove(record.offset());
        if (predicted != null && record.value() != null) { // Nobody predicts a tombstone.
          AnsweredPoint point = answered(record, predicted);
          found.add(point);
          if (!predicted.isRare) {
            shown.add(point);
          }
        }
      }
    }
    points.pause(List.of(source));
    return found;
  }

  private AnsweredPoint answered(ConsumerRecord<byte[], byte[]> record, Predicted predicted) {
    Point point = null;
    try {
      point = reader.read(record.value(), SchemaHeaders.named(record.headers()));
    } catch (InvalidPointException e) {
      // It is a point to the learners, but cannot be read here.
    }
    Fields fields = point == null ? Fields.NONE : point.fields();
    features = Math.max(1, fields.size());
    return new AnsweredPoint(
        record.partition(),
        record.offset(),
        point == null || point.time() == Point.NO_TIME ? record.timestamp() : point.time(),
        record.value(),
        fields,
        predicted.answers.values().iterator().next().label(),
        Map.copyOf(predicted.answers));
  }

  @Override
  public void close() {
    predictions.close();
    points.close();
  }
}
