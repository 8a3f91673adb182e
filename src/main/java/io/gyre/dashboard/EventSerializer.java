package io.gyre.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
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
 *  application, applications
 *  present     [[learner, step of its parameters], …], in the order of the learners
 *  learners    [summary of each; in a tick of those that changed], their scores that are numbers
 *  history     {learner: [[time ms, labels until then, [a score of each metric], [the same faded]], …]}
 *  metrics     [names of those scores; more may come at the end]
 *  marks       [{time, kind, text}, …]; in a tick all if there are new ones
 *  points      [{at, id, time, label, text, p: {learner: {c: class, q: its probability}}}, …]
 *  letters     [dead letters]
 *  status, feed, run, uploads
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
  private long markChanges;

  EventSerializer(DashboardState state, PageSources sources, Applications applications) {
    this.state = state;
    this.sources = sources;
    this.applications = applications;
  }

  /** Everything there is. */
  byte[] snapshot() {
    return event(
        "snapshot", json -> body(json, -1, state.samples(), state.deadLetters(), state.marks()));
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
    long markChangesNow = state.markChanges();
    boolean sameMarks = markChanges == markChangesNow;
    markChanges = markChangesNow;
    List<EventMarks.Mark> marks = sameMarks ? List.of() : state.marks();
    return event(
        "tick", json -> body(json, before, freshSamples.items(), freshLetters.items(), marks));
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
      JsonGenerator json,
      long since,
      List<AnsweredPoint> points,
      List<DeadLetterText> dead,
      List<EventMarks.Mark> marks)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("application", state.application());
    json.writeObjectField("applications", applications.entries());
    json.writeObjectField("present", state.learners(l -> List.of(l.id(), l.parameters().step())));
    learners(json, since);
    json.writeObjectField("marks", marks);
    json.writeArrayFieldStart("points");
    for (AnsweredPoint sample : points) {
      json.writeObject(PointText.brief(sample));
    }
    json.writeEndArray();
    json.writeObjectField("letters", dead);
    json.writeObjectField("status", state.status());
    json.writeObjectField("feed", sources.spirals().map(SpiralControls::state).orElse(null));
    json.writeObjectField("run", RunFacts.of(sources));
    json.writeObjectField("uploads", sources.uploads().map(FileUploads::state).orElse(null));
    json.writeEndObject();
  }

  /** Written to text under the state's lock, which is not held while a browser is waited for. */
  private void learners(JsonGenerator json, long since) throws IOException {
    Map<String, Double> micros = LearnerSummary.micros(state, sources.model());
    json.writeArrayFieldStart("learners");
    for (LearnerSummary summary :
        state.learners(l -> l.changedSince(since) ? LearnerSummary.of(l, micros, false) : null)) {
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
      text.append(',').append(score.total());
      append(text.append(','), score.values());
      append(text.append(','), score.faded());
      text.append(']');
    }
    return new Past(learner.id(), text.append(']').toString());
  }

  private static void append(StringBuilder text, double[] values) {
    text.append('[');
    for (int i = 0; i < values.length; i++) {
      text.append(i == 0 ? "" : ",");
      text.append(Double.isNaN(values[i]) ? "null" : String.valueOf(narrow(values[i])));
    }
    text.append(']');
  }

  /** A float is enough for the eye; one too large for it would be Infinity, which JSON has not. */
  static float narrow(double value) {
    return (float) Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, value));
  }
}
