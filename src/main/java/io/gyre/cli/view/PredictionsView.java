package io.gyre.cli.view;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gyre.cli.view.TableColumns.Column;
import io.gyre.data.PrintableText;
import io.gyre.topic.Prediction;
import io.gyre.topic.Topic;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;

/** Shows a line per point and learner: what the learner said, and what was right. */
public final class PredictionsView implements RecordView {

  private static final int LONGEST_ID = 40;

  private final Deserializer<Prediction> deserializer = Topic.PREDICTIONS.deserializer();
  private final Set<String> learners;
  private final TableColumns columns =
      new TableColumns(
          Column.left("time", 23),
          Column.left("id", 12),
          Column.left("learner", 10),
          Column.right("probability", 11),
          Column.right("prediction", 10),
          Column.right("label", 5),
          Column.right("step", 8),
          Column.right("offset", 12));

  /**
   * @param learners those to show; empty for all
   */
  public PredictionsView(Set<String> learners) {
    this.learners = learners;
  }

  @Override
  public String header() {
    return columns.header();
  }

  @Override
  public String line(ConsumerRecord<byte[], byte[]> found) {
    Prediction prediction = read(found);
    return prediction == null ? null : columns.line(cells(prediction, found.timestamp()));
  }

  @Override
  public String json(ConsumerRecord<byte[], byte[]> found) {
    return read(found) == null ? null : PrintableText.json(new String(found.value(), UTF_8));
  }

  private static List<String> cells(Prediction prediction, long timestamp) {
    return List.of(
        NumberText.exactTime(timestamp),
        PrintableText.shortened(PrintableText.of(prediction.id()), LONGEST_ID),
        PrintableText.of(prediction.learner()),
        NumberText.probability(prediction),
        NumberText.label(prediction.prediction()),
        NumberText.label(prediction.label()),
        NumberText.count(prediction.step()),
        prediction.partition() + "@" + prediction.offset());
  }

  private Prediction read(ConsumerRecord<byte[], byte[]> found) {
    Prediction prediction = deserializer.deserialize(found.topic(), found.value());
    boolean wanted =
        prediction != null && (learners.isEmpty() || learners.contains(prediction.learner()));
    return wanted ? prediction : null;
  }
}
