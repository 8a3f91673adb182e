package io.gyre.cli.view;

import io.gyre.data.Alert;
import io.gyre.topic.Topic;
import io.gyre.words.PrintableText;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;

/** Shows a line per alert: a point to look at, and why; or a drift, and what has risen. */
public final class AlertsView extends RecordView<Alert> {

  private static final int LONGEST_ID = 36;
  private static final int LONGEST_VALUE = 24;

  private final Deserializer<Alert> deserializer = Topic.ALERTS.deserializer();
  private final Set<String> learners;

  /**
   * @param learners those to show; empty for all
   */
  public AlertsView(Set<String> learners) {
    this.learners = learners;
    columns
        .left("time", 23, alert -> NumberText.exactTime(alert.time()))
        .left("id", 12, AlertsView::id)
        .left("class", 5, ofPoint(review -> NumberText.label(review.positive())))
        .right("probability", 11, ofPoint(review -> NumberText.probability(review.probability())))
        .right(
            "threshold",
            9,
            ofPoint(
                r -> r.threshold() > 1 ? NumberText.NONE : NumberText.probability(r.threshold())))
        .right(
            "stake",
            9,
            ofPoint(r -> r.stake() == null ? NumberText.NONE : DecisionText.amount(r.stake())))
        .right("nth", 5, ofPoint(r -> r.nth() == null ? "-" : NumberText.count(r.nth())))
        .left("why", 0, AlertsView::why);
  }

  private static Function<Alert, String> ofPoint(Function<Alert.Review, String> cell) {
    return alert -> alert instanceof Alert.Review review ? cell.apply(review) : "";
  }

  private static String id(Alert alert) {
    return alert instanceof Alert.Review review
        ? PrintableText.shortened(PrintableText.of(review.id()), LONGEST_ID)
        : "drift";
  }

  private static String why(Alert alert) {
    if (alert instanceof Alert.Drift drift) {
      return "%s rose from %.4f to %.4f since %s"
          .formatted(
              drift.measure() == Alert.Measure.COST
                  ? "the error of answers"
                  : "the uncertainty of points",
              drift.before(),
              drift.after(),
              NumberText.time(drift.since()));
    }
    return ((Alert.Review) alert)
        .why().stream().map(AlertsView::reason).collect(Collectors.joining(", "));
  }

  private static String reason(Alert.Reason reason) {
    String field = PrintableText.of(reason.field());
    String value = reason.value() == null ? "" : "=" + PrintableText.of(reason.value());
    return "%s (%s)"
        .formatted(
            field + PrintableText.shortened(value, LONGEST_VALUE),
            NumberText.formatted("%+.3f", reason.change()));
  }

  @Override
  Alert read(ConsumerRecord<byte[], byte[]> found) {
    Alert alert = deserializer.deserialize(found.topic(), value(found));
    return alert == null || !learners.isEmpty() && !learners.contains(alert.learner())
        ? null
        : alert;
  }
}
