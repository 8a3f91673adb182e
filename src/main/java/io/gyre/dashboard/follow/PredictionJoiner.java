package io.gyre.dashboard.follow;

import io.gyre.dashboard.state.AnsweredPoint;
import io.gyre.dashboard.state.DashboardState;
import io.gyre.dashboard.state.FollowedLearner;
import io.gyre.data.Fields;
import io.gyre.data.InvalidPointException;
import io.gyre.data.Point;
import io.gyre.data.RecordReader;
import io.gyre.data.RecordSettings;
import io.gyre.kafka.ClusterAccess;
import io.gyre.topic.Prediction;
import io.gyre.topic.Topic;
import io.gyre.topic.TopicNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Joins predictions with the points they are of, by partition and offset, a bounded number per
 * round however fast they come.
 *
 * <p>Predictions are read as they are committed, at most {@value #READ} a round; when more are
 * waiting than can be caught up with, the oldest are skipped. Of those read at most {@value #SHOWN}
 * points a round are looked up on the points topic, evenly spread. So at 2,000 points/s all
 * predictions are read and one point in seven is shown, and at 100,000 the cost is the same. Not
 * thread-safe.
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
  private final Deserializer<Prediction> predictionReader = Topic.PREDICTIONS.deserializer();
  private final RecordReader reader;
  private final Map<Integer, TreeMap<Long, Predicted>> waiting = new HashMap<>();
  private final Map<Integer, Long> next = new HashMap<>();
  private int features = 2;

  /** A point that predictions have been read of. */
  private static final class Predicted {
    final Map<String, Prediction> answers = new HashMap<>();
    int rounds;

    /** Looked up for its outcome alone. */
    boolean isRare;
  }

  PredictionJoiner(
      DashboardState state,
      TopicNames names,
      RecordSettings records,
      ClusterAccess kafka,
      FollowedTopics topics) {
    this.state = state;
    this.names = names;
    reader = new RecordReader(records, RecordReader.Accepts.POINTS_AND_LABELS);
    Map<String, Object> settings = new HashMap<>(Follower.CONSUMER);
    settings.put("max.poll.records", READ);
    settings.put("max.partition.fetch.bytes", 256 << 10);
    predictions = kafka.consumer(settings);
    points = kafka.consumer(settings);
    List<TopicPartition> of = topics.of(names.predictions());
    predictions.assign(of);
    Map<TopicPartition, Long> beginnings = predictions.beginningOffsets(of);
    predictions
        .endOffsets(of)
        .forEach(
            (partition, end) ->
                predictions.seek(partition, Math.max(beginnings.get(partition), end - READ)));
    points.assign(topics.of(names.points()));
    points.pause(points.assignment());
  }

  /**
   * Reads what has come and shows some of it.
   *
   * @return how many points were shown
   */
  int round() {
    skip();
    for (ConsumerRecord<byte[], byte[]> record : predictions.poll(Duration.ZERO)) {
      note(record);
    }
    List<AnsweredPoint> shown = new ArrayList<>();
    long nowMs = System.currentTimeMillis();
    waiting.forEach(
        (partition, all) ->
            state.outcomes().addAll(lookUp(partition, choose(all, nowMs), shown), nowMs));
    state.samples().addAll(shown);
    return shown.size();
  }

  private void skip() {
    for (TopicPartition partition : predictions.assignment()) {
      long behind = predictions.currentLag(partition).orElse(0);
      if (behind > MAX_WAITING) {
        predictions.seek(partition, predictions.position(partition) + behind - READ / 2);
      }
    }
  }

  private void note(ConsumerRecord<byte[], byte[]> record) {
    try {
      Prediction prediction = predictionReader.deserialize(record.topic(), record.value());
      if (prediction != null
          && prediction.learner() != null
          && prediction.partition() == record.partition()) {
        waiting
            .computeIfAbsent(prediction.partition(), p -> new TreeMap<>())
            .computeIfAbsent(prediction.offset(), o -> new Predicted())
            .answers
            .put(FollowedLearner.id(prediction.learner(), prediction.partition()), prediction);
      }
    } catch (SerializationException e) {
      // Not Gyre's record; the page shows those that are.
      return;
    }
  }

  /** Takes the points that every learner has predicted out of those waiting, and some of them. */
  private TreeMap<Long, Predicted> choose(TreeMap<Long, Predicted> all, long nowMs) {
    int most = all.values().stream().mapToInt(p -> p.answers.size()).max().orElse(0);
    List<Map.Entry<Long, Predicted>> ripe = new ArrayList<>();
    for (Iterator<Map.Entry<Long, Predicted>> i = all.entrySet().iterator(); i.hasNext(); ) {
      Map.Entry<Long, Predicted> entry = i.next();
      if (entry.getValue().answers.size() == most || entry.getValue().rounds++ > PATIENCE) {
        ripe.add(entry);
        i.remove();
      }
    }
    int wanted =
        Math.min(
            ripe.size(), Math.max(1, Math.min(SHOWN, SHOWN_NUMBERS / features) / waiting.size()));
    TreeMap<Long, Predicted> chosen = new TreeMap<>();
    for (long k = 1; k <= wanted; k++) {
      Map.Entry<Long, Predicted> entry = ripe.get((int) (k * ripe.size() / wanted) - 1);
      chosen.put(entry.getKey(), entry.getValue());
    }
    for (Map.Entry<Long, Predicted> entry : ripe) {
      boolean more = chosen.size() < wanted + RARE && !chosen.containsKey(entry.getKey());
      if (more && state.outcomes().wants(entry.getValue().answers, nowMs)) {
        entry.getValue().isRare = true;
        chosen.put(entry.getKey(), entry.getValue());
      }
    }
    return chosen;
  }

  /**
   * Reads the chosen points of one partition, those in between unparsed.
   *
   * @param shown gets those that are not looked up for their outcome alone
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
      approach(source, chosen.firstKey());
      for (ConsumerRecord<byte[], byte[]> record : points.poll(Duration.ofMillis(50))) {
        next.put(partition, record.offset() + 1);
        chosen.headMap(record.offset()).clear(); // Deleted, or not to be found.
        Predicted predicted = chosen.remove(record.offset());
        if (predicted != null) {
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

  private void approach(TopicPartition source, long offset) {
    Long position = next.get(source.partition());
    if (position == null || offset < position || offset > position + NEAR) {
      points.seek(source, offset);
      next.put(source.partition(), offset);
    }
  }

  private AnsweredPoint answered(ConsumerRecord<byte[], byte[]> record, Predicted predicted) {
    Point point = read(record.value());
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

  /** Null for a record that is a point to the learners, but cannot be read here. */
  private Point read(byte[] value) {
    try {
      return reader.read(value);
    } catch (InvalidPointException e) {
      return null;
    }
  }

  @Override
  public void close() {
    predictions.close();
    points.close();
  }
}
