package io.gyre.cli.view;

import io.gyre.data.Alert;
import io.gyre.topic.Topic;
import io.gyre.words.PrintableText;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;

/** Shows a line per alert: a point to look at, an outlier or a drift, and why. */
public final class AlertsView extends RecordView<Alert> {

  private static final int LONGEST_ID = 36;
  private static final int LONGEST_VALUE = 24;

  private final Deserializer<Alert> deserializer = Topic.ALERTS.deserializer();
  private final Set<String> learners;
  private boolean ofAmounts; // since one was an outlier

  /**
   * @param learners those to show; empty for all
   */
  public AlertsView(Set<String> learners) {
    this.learners = learners;
    columns
        .left("time", 23, alert -> NumberText.exactTime(alert.time()))
        .left("id", 12, alert -> PrintableText.shortened(PrintableText.of(alert.key()), LONGEST_ID))
        .when(() -> !ofAmounts)
        .left("class", 5, of(Alert.Review.class, review -> NumberText.label(review.positive())))
        .right(
            "probability",
            11,
            of(Alert.Review.class, review -> NumberText.probability(review.probability())))
        .right(
            "threshold",
            9,
            of(
                Alert.Review.class,
                r -> r.threshold() > 1 ? NumberText.NONE : NumberText.probability(r.threshold())))
        .right(
            "stake",
            9,
            of(
                Alert.Review.class,
                r -> r.stake() == null ? NumberText.NONE : DecisionText.amount(r.stake())))
        .right(
            "nth",
            5,
            of(Alert.Review.class, r -> r.nth() == null ? "-" : NumberText.count(r.nth())))
        .when(() -> ofAmounts)
        .right("label", 11, of(Alert.Outlier.class, found -> NumberText.amount(found.label())))
        .right("predicted", 11, of(Alert.Outlier.class, found -> NumberText.amount(found.amount())))
        .right(
            "99.9 % within",
            20, of(Alert.Outlier.class, o -> NumberText.interval(o.lower(), o.upper())))
        .right("nth", 5, of(Alert.Outlier.class, found -> NumberText.count(found.nth())))
        .when(() -> true)
        .left("why", 0, AlertsView::why);
  }

  private static <A extends Alert> Function<Alert, String> of(
      Class<A> kind, Function<A, String> cell) {
    return alert -> kind.isInstance(alert) ? cell.apply(kind.cast(alert)) : "";
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
    return alert.why().stream().map(AlertsView::reason).collect(Collectors.joining(", "));
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
    if (alert == null || !learners.isEmpty() && !learners.contains(alert.learner())) {
      return null;
    }
    ofAmounts |= alert instanceof Alert.Outlier;
    return alert;
  }
}
