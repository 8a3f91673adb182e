package io.gyre.dashboard.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.util.RawValue;
import io.gyre.dashboard.state.AnsweredPoint;
import io.gyre.dashboard.state.DashboardState;
import io.gyre.dashboard.state.DeadLetterText;
import io.gyre.dashboard.state.EventMarks;
import io.gyre.dashboard.state.FollowedLearner;
import io.gyre.dashboard.state.RingBuffer;
import io.gyre.dashboard.state.ScoreHistory;
import io.gyre.serving.JsonBody;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Writes the state as server-sent events: {@code snapshot}, all of it, and {@code tick}, what is
 * new since the last tick. Both have the same fields; a page that takes one twice is none the
 * worse.
 *
 * <pre>
 *  present     [[learner, step of its parameters], …], in the order of the learners
 *  learners    [summary of each; in a tick of those that changed], their scores that are numbers
 *  history     {learner: [[time ms, labels until then, [a score of each metric], [the same faded]], …]}
 *  metrics     [names of those scores; more may come at the end]
 *  marks       in a tick all if there are new ones
 * </pre>
 *
 * <p>Not thread-safe.
 */
final class EventSerializer {

  private static final byte[] END = "\n\n".getBytes(UTF_8);

  /** The members of both events. */
  private record Event(
      String application,
      List<Applications.Entry> applications,
      List<List<Object>> present,
      List<LearnerSummary> learners,
      Map<String, RawValue> history,
      List<String> metrics,
      List<EventMarks.Mark> marks,
      List<PointText.Brief> points,
      List<DeadLetterText> letters,
      DashboardState.Status status,
      SpiralControls.State feed,
      RunFacts run,
      UploadControls.State uploads) {}

  private final DashboardState state;
  private final InProcessSources sources;
  private final Applications applications;
  private long changes;
  private long samples;
  private long letters;
  private long epoch;
  private List<EventMarks.Mark> marks = List.of();

  EventSerializer(DashboardState state, InProcessSources sources, Applications applications) {
    this.state = state;
    this.sources = sources;
    this.applications = applications;
  }

  /** Everything there is. */
  byte[] snapshot() {
    return event("snapshot", -1, state.samples().all(), state.letters().all(), state.marks().all());
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
    RingBuffer.Fresh<AnsweredPoint> freshSamples = state.samples().since(samples);
    RingBuffer.Fresh<DeadLetterText> freshLetters = state.letters().since(letters);
    samples = freshSamples.mark();
    letters = freshLetters.mark();
    List<EventMarks.Mark> told = marks;
    marks = state.marks().all();
    return event(
        "tick",
        before,
        freshSamples.items(),
        freshLetters.items(),
        told == marks ? List.of() : marks);
  }

  private byte[] event(
      String name,
      long since,
      List<AnsweredPoint> points,
      List<DeadLetterText> dead,
      List<EventMarks.Mark> happened) {
    Map<String, Double> micros = LearnerSummary.micros(state, sources.model());
    Map<String, RawValue> history = new LinkedHashMap<>();
    Event event =
        new Event(
            state.application(),
            applications.entries(),
            state.learners(l -> List.of(l.id(), l.parameters().step())),
            state
                .learners(
                    l -> {
                      history.put(l.id(), new RawValue(past(l, since)));
                      return l.changedSince(since) ? LearnerSummary.of(l, micros, false) : null;
                    })
                .stream()
                .filter(Objects::nonNull)
                .toList(),
            history,
            state.curves(), // After the history: there may be more by now, not fewer.
            happened,
            points.stream().map(PointText::brief).toList(),
            dead,
            state.status(),
            sources.spirals().map(SpiralControls::state).orElse(null),
            RunFacts.of(sources),
            sources.uploads().map(UploadControls::state).orElse(null));
    byte[] begin = ("event: " + name + "\ndata: ").getBytes(UTF_8);
    byte[] data = JsonBody.json(event);
    return ByteBuffer.allocate(begin.length + data.length + END.length)
        .put(begin)
        .put(data)
        .put(END)
        .array();
  }

  /** In a tick, the windows that have closed since. */
  private static String past(FollowedLearner learner, long since) {
    List<ScoreHistory.Score> scores =
        since < 0 ? learner.history().all() : learner.history().tell();
    StringBuilder text = new StringBuilder("[");
    for (ScoreHistory.Score score : scores) {
      text.append(text.length() == 1 ? "[" : ",[").append(score.timeMs());
      text.append(',').append(score.total());
      append(text.append(','), score.values());
      append(text.append(','), score.faded());
      text.append(']');
    }
    return text.append(']').toString();
  }

  private static void append(StringBuilder text, double[] values) {
    text.append('[');
    for (int i = 0; i < values.length; i++) {
      text.append(i == 0 ? "" : ",");
      // A float is enough for the eye.
      text.append(Double.isNaN(values[i]) ? "null" : (float) ValueRange.clamp(values[i]));
    }
    text.append(']');
  }
}
