package io.gyre.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gyre.topic.Prediction;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/**
 * Writes the state as server-sent events: {@code snapshot}, all of it, and {@code tick}, what is
 * new since the last tick. Both have the same fields; a page that takes one twice is none the
 * worse.
 *
 * <pre>
 *  application
 *  present     [[learner, step of its parameters], …], in the order of the learners
 *  learners    [summary of each; in a tick of those that changed]
 *  history     {learner: [[time ms, a score of each metric], …]}
 *  metrics     [names of those scores; more may come at the end]
 *  points      [{x, y, p: {learner: class predicted}}, …]
 *  letters     [dead letters]
 *  status, feed
 * </pre>
 *
 * <p>Not thread-safe.
 */
final class EventSerializer {

  static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .build();

  private static final int TYPICAL_BYTES = 16 << 10;

  private final DashboardState state;
  private final PageSources sources;
  private final Applications applications;
  private long changes;
  private long samples;
  private long letters;
  private long epoch;

  EventSerializer(DashboardState state, PageSources sources, Applications applications) {
    this.state = state;
    this.sources = sources;
    this.applications = applications;
  }

  /** Everything there is. */
  byte[] snapshot() {
    return event("snapshot", json -> body(json, -1, state.samples(), state.deadLetters()));
  }

  /** Whether a tick does not tell all that has changed since the last call. */
  boolean isNewEpoch() {
    long before = epoch;
    epoch = state.epoch();
    return epoch != before;
  }

  /** What is new since the last call. */
  byte[] tick() {
    long before = changes;
    changes = state.changes();
    DashboardState.Fresh<AnsweredPoint> freshSamples = state.samplesSince(samples);
    DashboardState.Fresh<DeadLetterText> freshLetters = state.deadLettersSince(letters);
    samples = freshSamples.mark();
    letters = freshLetters.mark();
    return event("tick", json -> body(json, before, freshSamples.items(), freshLetters.items()));
  }

  private interface Body {
    void write(JsonGenerator json) throws IOException;
  }

  private static byte[] event(String name, Body body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(TYPICAL_BYTES);
    out.writeBytes(("event: " + name + "\ndata: ").getBytes(UTF_8));
    out.writeBytes(json(body));
    out.writeBytes("\n\n".getBytes(UTF_8));
    return out.toByteArray();
  }

  private static byte[] json(Body body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(TYPICAL_BYTES);
    try (JsonGenerator json = JSON.createGenerator(out)) {
      body.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private void body(
      JsonGenerator json, long since, List<AnsweredPoint> points, List<DeadLetterText> dead)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("application", state.application());
    json.writeObjectField("present", state.learners(l -> List.of(l.id(), l.parameters().step())));
    learners(json, since);
    json.writeArrayFieldStart("points");
    for (AnsweredPoint sample : points) {
      point(json, sample);
    }
    json.writeEndArray();
    json.writeObjectField("letters", dead);
    json.writeObjectField("status", state.status());
    json.writeObjectField("feed", sources.spirals().map(SpiralControls::state).orElse(null));
    json.writeEndObject();
  }

  /** Written to text under the state's lock, which is not held while a browser is waited for. */
  private void learners(JsonGenerator json, long since) throws IOException {
    json.writeArrayFieldStart("learners");
    for (LearnerSummary summary :
        state.learners(l -> l.changedSince(since) ? LearnerSummary.of(l) : null)) {
      if (summary != null) {
        json.writeObject(summary);
      }
    }
    json.writeEndArray();
    json.writeObjectFieldStart("history");
    for (Past past : state.learners(l -> past(l, since))) {
      json.writeFieldName(past.id);
      json.writeRawValue(past.scores);
    }
    json.writeEndObject();
    json.writeObjectField("metrics", state.curves()); // Last: there may be more by now, not fewer.
  }

  private record Past(String id, String scores) {}

  /** In a tick, the last few windows: one may have closed since, and more after a stall. */
  private static Past past(FollowedLearner learner, long since) {
    boolean nothingNew = learner.metrics() == null || learner.metricsChange() <= since;
    List<ScoreHistory.Score> scores =
        nothingNew ? List.of() : since < 0 ? learner.history().all() : learner.history().tell();
    StringBuilder text = new StringBuilder("[");
    for (ScoreHistory.Score score : scores) {
      text.append(text.length() == 1 ? "[" : ",[").append(score.timeMs());
      for (double value : score.values()) {
        text.append(',').append(Double.isNaN(value) ? "null" : String.valueOf(narrow(value)));
      }
      text.append(']');
    }
    return new Past(learner.id(), text.append(']').toString());
  }

  /** A float is enough for the eye; one too large for it would be Infinity, which JSON has not. */
  static float narrow(double value) {
    return (float) Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, value));
  }

  private static void point(JsonGenerator json, AnsweredPoint sample) throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("x");
    for (double feature :
        sample.fields().numbers() == null ? new double[0] : sample.fields().numbers()) {
      json.writeNumber(narrow(feature));
    }
    json.writeEndArray();
    json.writeObjectField("y", sample.label());
    json.writeObjectFieldStart("p");
    for (Map.Entry<String, Prediction> answer : sample.predictions().entrySet()) {
      json.writeObjectField(answer.getKey(), answer.getValue().prediction());
    }
    json.writeEndObject();
    json.writeEndObject();
  }
}
