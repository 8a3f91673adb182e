package io.gyre.stream.processor;

import io.gyre.data.Point;
import io.gyre.data.survey.FieldSurvey;
import io.gyre.data.survey.SurveyedFields;
import io.gyre.fold.ClosedWindow;
import io.gyre.fold.Fold;
import io.gyre.fold.FoldLock;
import io.gyre.fold.FoldReport;
import io.gyre.fold.Step;
import io.gyre.fold.intake.AskOptions;
import io.gyre.fold.state.FoldStore;
import io.gyre.fold.state.SnapshotRule;
import io.gyre.learning.FieldTrials;
import io.gyre.stream.processor.LogRecords.Located;
import io.gyre.time.Window;
import io.gyre.topic.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads each record of a partition once, and applies it to the partition's fold: a point, of which
 * predictions are sent, or one dead letter; nothing if it is the deletion of a row. A {@link
 * Question} is predicted only. An end record closes the windows that are open. No content of a
 * record makes this throw; whatever else goes wrong is a bug or a refusal, and ends the
 * application.
 *
 * <p>The fold is made anew from what the partition's store holds in {@link #init}, which a revived
 * task calls again on the same object; before each commit it is saved there.
 */
public final class LearningProcessor implements Processor<byte[], byte[], byte[], Object> {

  private static final Logger LOG = LoggerFactory.getLogger(LearningProcessor.class);

  /** Wall-clock time without figures after which a preview is sent, and without points at all. */
  private static final Duration PREVIEW_AFTER = Duration.ofSeconds(1);

  /** After this long what is new is shown, however little it is. */
  private static final Duration PREVIEW_AGAIN = Duration.ofSeconds(10);

  /** So old the last snapshot may be of a stream that has paused. */
  private static final Duration SNAPSHOT_AFTER =
      Duration.ofNanos(SnapshotRule.standard().ageNanos());

  /** Where commands look for a cluster without being told. */
  private static final Set<String> STANDARD_SERVERS = Set.of("localhost:9092", "127.0.0.1:9092");

  private static final Duration LOOK_OUT = Duration.ofMillis(250);

  private final TopologySettings settings;
  private final SnapshotRule snapshots;

  private ProcessorContext<byte[], Object> context;
  private String name;
  private CommitStore store;
  private Fold fold;
  private FoldReport report;
  private LogRecords log;

  /** Fields of the first points, for display only; null while nobody wants it, as it is large. */
  private FieldSurvey survey;

  /** Whether what was understood has been said: once, of the first points ever. */
  private boolean told;

  private FoldLock turn;
  private FoldOffsetCheck offsets;
  private List<OutputForwarder> learners;

  /** Counted since this instance works on the partition. */
  private long deadLetters;

  private long nextNote = 1;

  private long lastPointMs;
  private long toldMs;

  /** What the last previews held, of the learners that answer and of all. */
  private Doubling previewed;

  private Doubling allPreviewed;

  /**
   * Looks whether points have paused; null while there are none to be shown. Each look makes Kafka
   * Streams commit: an idle application would do so four times a second, and a revived task even
   * offsets from before its revival, of which nothing is in its state.
   */
  private Cancellable lookOut;

  /** Publishes the parameters once, after this; null when that is not due. */
  private Cancellable publication;

  /** Lets a fold be saved as a whole though nothing comes; null while all of it is. */
  private Cancellable snapshot;

  public LearningProcessor(TopologySettings settings, SnapshotRule snapshots) {
    this.settings = settings;
    this.snapshots = snapshots;
  }

  @Override
  public void init(ProcessorContext<byte[], Object> processorContext) {
    boolean first = context == null;
    context = processorContext;
    if (context.taskId().subtopology() != 0) {
      throw NewRunException.foreign(context.taskId());
    }
    int partition = context.taskId().partition();
    boolean merged = settings.inputs().merges();
    name = settings.application() + (merged ? " on its journal" : " on partition " + partition);
    store = context.getStateStore(LearnerTopology.STORE);
    fold = Fold.open(settings.fold(), store());
    report = fold.report();
    List<String> answering = settings.published().answering(settings.fold().learners());
    log =
        new LogRecords(
            merged,
            AskOptions.of(answering),
            FieldTrials.MOST_NUMBERS / Math.max(1, answering.size()));
    boolean hasLearned = report.next() > 0;
    FieldSurvey fresh = new FieldSurvey(settings.fold().records(), report.lateLabels() != null);
    survey = hasLearned ? null : fresh;
    told = hasLearned;
    previewed = new Doubling();
    allPreviewed = new Doubling();
    offsets = new FoldOffsetCheck(settings, fold, partition, name);
    learners =
        IntStream.range(0, settings.fold().learners().size())
            .mapToObj(place -> new OutputForwarder(settings, place, report, context))
            .toList();
    turn = settings.folds().of(partition);
    store.beforeCommit(() -> turn.take(fold::save));
    if (settings.publishAnew() && hasLearned) {
      // Not here: what lies downstream is not ready yet.
      publication = context.schedule(LOOK_OUT, PunctuationType.WALL_CLOCK_TIME, this::publish);
    }
    if (first && report.tail() > 0) {
      // A revived task would commit offsets from before its revival.
      awaitSnapshot();
    }
    turn.open(fold, () -> found(fresh));
  }

  /** What is known of the fields; in a turn. */
  private SurveyedFields found(FieldSurvey all) {
    survey = all.isFull() ? null : all;
    return all.found();
  }

  private FoldStore store() {
    KeyValueStorage waiting =
        settings.fold().lateLabels() == null
            ? null
            : new KeyValueStorage(context.getStateStore(LearnerTopology.WAITING));
    return new FoldStore(name, new KeyValueStorage(store.entries()), waiting, snapshots);
  }

  /**
   * A revived task keeps its schedules. Memory and models may be large, and an instance may keep
   * the store as a standby: they are let go of.
   */
  @Override
  public void close() {
    lookOut = ended(lookOut);
    publication = ended(publication);
    snapshot = ended(snapshot);
    if (store != null) {
      store.release();
    }
    if (turn != null) {
      turn.close();
    }
    fold = null;
    log = null;
    report = null;
    offsets = null;
    learners = null;
  }

  @Override
  public void process(Record<byte[], byte[]> next) {
    turn.begin();
    try {
      apply(next, context.recordMetadata().orElseThrow());
    } finally {
      turn.end();
    }
  }

  private void apply(Record<byte[], byte[]> next, RecordMetadata place) {
    offsets.check(place.offset());
    Located located = log.locate(next, place);
    long before = report.time();
    Step step = fold.apply(located.log());
    for (ClosedWindow closed : step.closed()) {
      // The timestamp of an end record means nothing: the windows' do.
      boolean ended = step.kind() == Step.Kind.ENDED;
      tellClosed(closed, ended ? closed.window().endMs() : step.time());
    }
    switch (step.kind()) {
      case STRAY -> divert(step.reason(), new Located(next, place, located.log()));
      case REFUSED -> divert(step.reason(), located);
      case ASKED ->
          learners.forEach(
              l -> l.reply(step.point(), step.answer(), located.record(), located.source()));
      default -> {
        if (step.point() != null) {
          came(step, located, before);
        }
      }
    }
  }

  private void tellClosed(ClosedWindow window, long timestamp) {
    toldMs = context.currentSystemTimeMs();
    learners.forEach(learner -> learner.tell(window, timestamp));
  }

  private void came(Step step, Located located, long before) {
    lastPointMs = context.currentSystemTimeMs();
    awaitSnapshot();
    if (lookOut == null) {
      lookOut = context.schedule(LOOK_OUT, PunctuationType.WALL_CLOCK_TIME, this::preview);
    }
    if (!step.isPoint()) {
      return;
    }
    Record<byte[], byte[]> record = located.record().withTimestamp(step.time());
    for (OutputForwarder learner : learners) {
      learner.answer(step.point(), step.answer(), record, located.source());
    }
    noteJump(before, report.time());
    if (survey != null) {
      look(step.point());
    }
  }

  private void look(Point point) {
    survey.add(point);
    if (survey.isFull()) {
      if (!told) {
        tellSurvey();
      }
      survey.settle();
      survey = null;
    }
  }

  private void tellSurvey() {
    told = true;
    LOG.info("{}: {}", name, String.join(System.lineSeparator(), survey.lines()));
    if (!survey.hasLabels() && report.lateLabels() == null) {
      LOG.warn(
          "{}: none of the first {} records has a label in the field {}: they are predicted, and nothing is learned. --label names another field, and gyre reset lets what has passed be read again",
          name,
          survey.points(),
          settings.fold().records().label());
    }
  }

  private void divert(String reason, Located located) {
    context.forward(DeadLetterFactory.of(located, reason), Topic.DEAD_LETTERS.name());
    noteDeadLetter(located.source());
  }

  /** At 1, 10, 100, …: a topic may hold nothing else. What was found stays out of the log. */
  private void noteDeadLetter(RecordMetadata source) {
    deadLetters++;
    if (deadLetters == nextNote) {
      nextNote *= 10;
      LOG.warn(
          "{}: {} so far cannot be used, the last at offset {} of partition {} of {}. The topic {} has them, with the reason: gyre watch dead-letters --from-beginning{}",
          name,
          deadLetters == 1 ? "1 record" : deadLetters + " records",
          source.offset(),
          source.partition(),
          source.topic(),
          settings.topics().deadLetters(),
          typed());
    }
  }

  /** The options with which a command means the same topics of the same cluster, or nothing. */
  private String typed() {
    String topic = settings.topics().deadLetters();
    String prefix = topic.substring(0, topic.length() - Topic.DEAD_LETTERS.name().length());
    // A list, as Kafka Streams has read it.
    String servers =
        String.valueOf(context.appConfigs().get(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG))
            .replaceAll("[\\[\\] ]", "");
    return (STANDARD_SERVERS.contains(servers) ? "" : " --bootstrap-server " + servers)
        + (prefix.isEmpty() ? "" : " --prefix " + prefix);
  }

  /** What a person looks for when scores stand still: a wrong clock may have moved the time. */
  private void noteJump(long before, long now) {
    if (before >= 0 && Math.abs(now - before) > settings.fold().windowing().maxAheadMs()) {
      LOG.info(
          "{}: the stream's time has moved from {} to {}",
          name,
          Instant.ofEpochMilli(before),
          Instant.ofEpochMilli(now));
    }
  }

  /**
   * Shows what the next report will hold, each time that it has doubled: of the learner that
   * answers, also after some time, and of all once the points have paused. Changes nothing.
   */
  private void preview(long nowMs) {
    boolean paused = nowMs - lastPointMs >= PREVIEW_AFTER.toMillis();
    if (paused || nowMs - toldMs >= PREVIEW_AFTER.toMillis()) {
      turn.take(() -> preview(report.preview(), paused, nowMs));
    }
    if (!paused) {
      return;
    }
    lookOut = ended(lookOut);
  }

  private void awaitSnapshot() {
    if (snapshot == null) {
      snapshot = context.schedule(SNAPSHOT_AFTER, PunctuationType.WALL_CLOCK_TIME, this::snapshot);
    }
  }

  private void preview(Window sofar, boolean paused, long nowMs) {
    if (sofar == null) {
      return;
    }
    boolean ofAll = paused && allPreviewed.has(sofar, 2);
    boolean again = nowMs - toldMs >= PREVIEW_AGAIN.toMillis();
    if (previewed.has(sofar, again ? 1 : 2) || ofAll) {
      learners.forEach(learner -> learner.preview(sofar, ofAll));
      toldMs = nowMs;
    }
  }

  /** Whether a report holds more, so many times what it held when that was told last. */
  private static final class Doubling {
    private long startMs = -1;
    private long told;

    boolean has(Window sofar, int times) {
      long counted = sofar.points() + sofar.labelled();
      boolean due =
          counted > 0
              && (sofar.startMs() != startMs || (counted > told && counted >= times * told));
      if (due) {
        startMs = sofar.startMs();
        told = counted;
      }
      return due;
    }
  }

  /**
   * Whatever is done here lets Kafka Streams commit, and the fold save what is old; until nothing
   * lies behind its snapshot.
   */
  private void snapshot(long nowMs) {
    if (report.tail() == 0) {
      snapshot = ended(snapshot);
    }
  }

  private void publish(long nowMs) {
    publication = ended(publication);
    turn.take(() -> learners.forEach(learner -> learner.publish(nowMs)));
  }

  private static Cancellable ended(Cancellable schedule) {
    if (schedule != null) {
      schedule.cancel();
    }
    return null;
  }
}
