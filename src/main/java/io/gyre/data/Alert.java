package io.gyre.data;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Map;

/** Something that a person should look at: the value of a record on the topic {@code alerts}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Alert.Review.class, name = "review"),
  @JsonSubTypes.Type(value = Alert.Outlier.class, name = "outlier"),
  @JsonSubTypes.Type(value = Alert.Drift.class, name = "drift")
})
public sealed interface Alert {

  /** Returns when it was made, in ms since the epoch: the stream's time of its record. */
  long time();

  /** Returns whose answers it follows from. */
  String learner();

  /** Returns the key of its record. */
  String key();

  /** Returns the fields that it is for, the strongest first. */
  default List<Reason> why() {
    return List.of();
  }

  /** Returns the same with the place of the record that made it, if it is about that. */
  default Alert at(String topic, int partition, long offset) {
    return this;
  }

  /**
   * A point to look at.
   *
   * @param id the point's, as in its predictions
   * @param time the point's
   * @param learner that decided
   * @param positive the class that is looked for
   * @param probability of that class
   * @param threshold the probability above which this point would have been an alert
   * @param stake the expected cost of letting it pass; null without costs
   * @param nth which alert of its period it is, from 1; null without a budget
   * @param fields the point's own: those of its keys first, then as in its record, 30 at most
   * @param why the fields that speak most for the positive class, then against it, the strongest
   *     first
   * @param topic where the point is, with its partition and offset
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Review(
      String id,
      long time,
      String learner,
      Label positive,
      double probability,
      double threshold,
      Double stake,
      Long nth,
      Map<String, String> fields,
      List<Reason> why,
      String topic,
      int partition,
      long offset)
      implements Alert {

    /** Copies the reasons; null means none. */
    public Review {
      why = why == null ? List.of() : List.copyOf(why);
    }

    @Override
    public String key() {
      return id;
    }

    @Override
    public Review at(String ofTopic, int ofPartition, long ofOffset) {
      return new Review(
          id,
          time,
          learner,
          positive,
          probability,
          threshold,
          stake,
          nth,
          fields,
          why,
          ofTopic,
          ofPartition,
          ofOffset);
    }
  }

  /**
   * A label that is far from what was expected.
   *
   * @param id the point's, as in its predictions
   * @param time the stream's, when the label came
   * @param learner that decided
   * @param label the amount that came
   * @param amount the one that was predicted
   * @param lower what 0.05 % of labels are below
   * @param upper what 0.05 % of labels are above
   * @param nth which outlier of its period it is, from 1
   * @param fields the point's own, as of {@link Review}
   * @param why the fields by which the predicted amount is what it is, the strongest first
   * @param topic where the record is that brought the label, with its partition and offset
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Outlier(
      String id,
      long time,
      String learner,
      double label,
      double amount,
      double lower,
      double upper,
      long nth,
      Map<String, String> fields,
      List<Reason> why,
      String topic,
      int partition,
      long offset)
      implements Alert {

    /** Copies the reasons; null means none. */
    public Outlier {
      why = why == null ? List.of() : List.copyOf(why);
    }

    @Override
    public String key() {
      return id;
    }

    @Override
    public Outlier at(String ofTopic, int ofPartition, long ofOffset) {
      return new Outlier(
          id,
          time,
          learner,
          label,
          amount,
          lower,
          upper,
          nth,
          fields,
          why,
          ofTopic,
          ofPartition,
          ofOffset);
    }
  }

  /**
   * A field that speaks for the positive class or against it, or moves an amount.
   *
   * @param value the point's; null of a word in a text
   * @param change of the probability or the amount by the field; of the logit for a learner of
   *     terms
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Reason(String field, String value, double change) {}

  /**
   * The stream has drifted: a mean has risen.
   *
   * @param time of the record that showed it
   * @param learner whose answers showed it
   * @param before the mean before the drift
   * @param after the mean since
   * @param since when the drift began, in ms since the epoch
   */
  record Drift(long time, String learner, Measure measure, double before, double after, long since)
      implements Alert {

    @Override
    public String key() {
      return "drift";
    }
  }

  /** The figures in which a drift shows. */
  enum Measure {
    /** The cost of a label: −ln of the probability that its class was given, at most 3. */
    @JsonProperty("cost")
    COST,
    /** How unsure the learner is of a new point: 1 − its largest probability. */
    @JsonProperty("uncertainty")
    UNCERTAINTY
  }
}
