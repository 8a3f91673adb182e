package io.gyre.cli.view;

import io.gyre.topic.Prediction;
import io.gyre.topic.Topic;
import io.gyre.words.PrintableText;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;

/** Shows a line per point and learner: the prediction and the label. */
public final class PredictionsView extends RecordView<PredictionsView.Told> {

  private static final int LONGEST_ID = 40;

  record Told(Prediction prediction, long timestamp) {}

  private final Deserializer<Prediction> deserializer = Topic.PREDICTIONS.deserializer();
  private final Set<String> learners;
  private boolean ofAmounts; // since one was

  /**
   * @param learners those to show; empty for all
   */
  public PredictionsView(Set<String> learners) {
    this.learners = learners;
    columns
        .left("time", 23, told -> NumberText.exactTime(told.timestamp))
        .left(
            "id",
            12,
            told -> PrintableText.shortened(PrintableText.of(told.prediction.id()), LONGEST_ID))
        .left("learner", 10, told -> PrintableText.of(told.prediction.learner()))
        .when(() -> !ofAmounts)
        .right("probability", 11, told -> NumberText.probability(told.prediction))
        .right("prediction", 10, told -> NumberText.label(told.prediction.prediction()))
        .when(() -> ofAmounts)
        .right("amount", 10, told -> NumberText.amount(told.prediction.amount()))
        .right(
            "interval",
            18,
            told -> NumberText.interval(told.prediction.lower(), told.prediction.upper()))
        .when(() -> true)
        .right("label", 5, told -> NumberText.label(told.prediction.label()))
        .right("step", 8, told -> NumberText.count(told.prediction.step()))
        .right("offset", 12, told -> told.prediction.partition() + "@" + told.prediction.offset());
  }

  @Override
  Told read(ConsumerRecord<byte[], byte[]> found) {
    Prediction prediction = deserializer.deserialize(found.topic(), value(found));
    if (prediction == null || !learners.isEmpty() && !learners.contains(prediction.learner())) {
      return null;
    }
    ofAmounts |= prediction.amount() != null;
    return new Told(prediction, found.timestamp());
  }
}
