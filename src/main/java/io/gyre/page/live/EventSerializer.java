package io.gyre.page.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gyre.data.Alert;
import io.gyre.data.counts.DecisionCounts;
import io.gyre.http.JsonBody;
import io.gyre.page.state.AnsweredPoint;
import io.gyre.page.state.DashboardState;
import io.gyre.page.state.DeadLetterText;
import io.gyre.page.state.EventMarks;
import io.gyre.page.state.FollowedLearner;
import io.gyre.page.state.RingBuffer;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Writes the state as server-sent events with the same members: {@code snapshot}, all of it, and
 * {@code tick}, what is new since the last tick. A page may take one twice. Not thread-safe.
 *
 * <pre>
 *  present     [[learner, its step], …], in the order of the learners
 *  learners    [summary of each; in a tick of those that changed], their scores that are numbers
 *  history     {learner: [[time ms, labels until then, [a score of each metric], [the same faded]], …]}
 *  metrics     [names of those scores; more may come at the end]
 *  decisions   what was decided and what came of it; absent without
 *  reviews     [points to look at; in a tick those that are new]
 *  marks       in a tick all if there are others than before; else null
 * </pre>
 */
class EventSerializer {

  private record Event(
      String application,
      List<Applications.Entry> applications,
      List<List<Object>> present,
      List<LearnerSummary> learners,
      Map<String, List<List<Object>>> history,
      List<String> metrics,
      List<EventMarks.Mark> marks,
      List<PointText.Brief> points,
      List<DeadLetterText> letters,
      List<Alert> reviews,
      DecisionCounts decisions,
      DashboardState.Status status,
      SpiralControls.State feed,
      RunFacts run,
      UploadControls.State uploads) {}

  private final DashboardState state;
  private final InProcessSources sources;
  private final Applications applications;
  private long changes;
  private final RingBuffer.Reader<AnsweredPoint> samples = new RingBuffer.Reader<>();
  private final RingBuffer.Reader<DeadLetterText> letters = new RingBuffer.Reader<>();
  private final RingBuffer.Reader<Alert> reviews = new RingBuffer.Reader<>();
  private long epoch;
  private List<EventMarks.Mark> marks = List.of();

  EventSerializer(DashboardState state, InProcessSources sources, Applications applications) {
    this.state = state;
    this.sources = sources;
    this.applications = applications;
  }

  byte[] snapshot() {
    return event(
        "snapshot",
        -1,
        state.samples().all(),
        state.letters().all(),
        state.reviews().all(),
        state.marks().all());
  }

  /** Tells whether a tick cannot tell all that has changed since the last call. */
  boolean isNewEpoch() {
    long before = epoch;
    epoch = state.epoch();
    return epoch != before;
  }

  byte[] tick() {
    long before = changes;
    changes = state.changes();
    List<EventMarks.Mark> told = marks;
    marks = state.marks().all();
    return event(
        "tick",
        before,
        samples.fresh(state.samples()),
        letters.fresh(state.letters()),
        reviews.fresh(state.reviews()),
        told.equals(marks) ? null : marks);
  }

  private byte[] event(
      String name,
      long since,
      List<AnsweredPoint> points,
      List<DeadLetterText> dead,
      List<Alert> found,
      List<EventMarks.Mark> happened) {
    Map<String, List<List<Object>>> history = new LinkedHashMap<>();
    List<LearnerSummary> changed =
        state.learners(
            l -> {
              history.put(l.id(), past(l, since));
              return l.changedSince(since) ? LearnerSummary.of(l, false) : null;
            });
    Event event =
        new Event(
            state.application,
            applications.entries(),
            state.learners(l -> List.of(l.id(), l.figures().report().step())),
            changed.stream().filter(Objects::nonNull).toList(),
            history,
            state.curves(), // After the history: there may be more by now, not fewer.
            happened,
            points.stream().map(PointText::brief).toList(),
            dead,
            found,
            state.decisions(),
            state.status(),
            sources.spirals().map(SpiralControls::state).orElse(null),
            RunFacts.of(sources),
            sources.uploads().map(UploadControls::state).orElse(null));
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.writeBytes(("event: " + name + "\ndata: ").getBytes(UTF_8));
    frame.writeBytes(JsonBody.json(event));
    frame.writeBytes("\n\n".getBytes(UTF_8));
    return frame.toByteArray();
  }

  private static List<List<Object>> past(FollowedLearner learner, long since) {
    return learner.history().since(since).stream()
        .<List<Object>>map(
            score ->
                List.of(score.timeMs(), score.total(), row(score.values()), row(score.faded())))
        .toList();
  }

  /** Returns the values as floats, which are enough for the eye; null for NaN. */
  private static List<Float> row(double[] values) {
    return Arrays.stream(values)
        .mapToObj(value -> Double.isNaN(value) ? null : (Float) (float) ValueRange.clamp(value))
        .toList();
  }
}
