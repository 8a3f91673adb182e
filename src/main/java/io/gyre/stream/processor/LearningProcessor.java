package io.gyre.stream.processor;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gyre.Setting;
import io.gyre.data.Point;
import io.gyre.fold.ClosedWindow;
import io.gyre.fold.Fold;
import io.gyre.fold.FoldLock;
import io.gyre.fold.FoldReport;
import io.gyre.fold.Step;
import io.gyre.fold.TimeJump;
import io.gyre.fold.intake.LogRecord;
import io.gyre.fold.state.FoldStore;
import io.gyre.fold.state.FoldStore.Explains;
import io.gyre.fold.state.SnapshotRule;
import io.gyre.format.Schema;
import io.gyre.format.survey.FieldSurvey;
import io.gyre.stream.processor.LogRecords.Located;
import io.gyre.time.Window;
import io.gyre.topic.Topic;
import io.gyre.version.VersionKeeper;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Applies each record of a partition once to the partition's fold, and sends the results. No
 * record's content makes it throw; any other failure is a bug or a refusal, and ends the
 * application.
 *
 * <p>{@link #init}, which a revived task calls again on the same object, makes the fold again from
 * the partition's store; before each commit it is saved there.
 */
public final class LearningProcessor implements Processor<byte[], byte[], byte[], Object> {

  private static final Logger LOG = LoggerFactory.getLogger(LearningProcessor.class);

  /** Wall-clock time without figures after which a preview is sent, and without points at all. */
  private static final long PREVIEW_AFTER_MS = 1_000;

  /** The time after which any news is shown, however little. */
  private static final long PREVIEW_AGAIN_MS = 10_000;

  /** The greatest age of the last snapshot of a paused stream. */
  private static final Duration SNAPSHOT_AFTER =
      Duration.ofNanos(SnapshotRule.standard().ageNanos());

  /** The addresses at which commands look for a cluster by default. */
  private static final Set<String> STANDARD_SERVERS = Set.of("localhost:9092", "127.0.0.1:9092");

  private static final Duration LOOK_OUT = Duration.ofMillis(250);

  /** The longest wait of a request for a version while nothing comes. */
  private static final Duration LOOK_FOR_REQUESTS = Duration.ofSeconds(5);

  private final TopologySettings settings;
  private final SnapshotRule snapshots;
  private ProcessorContext<byte[], Object> context;
  private String name;
  private CommitStore store;
  private Fold fold;
  private FoldReport report;
  private LogRecords log;

  /** Fields of the first points, for display only; null while unused, as it is large. */
  private FieldSurvey survey;

  private boolean told;
  private FoldLock turn;
  private IncomingOffsetCheck offsets;
  private VersionKeeper versions; // null if none are saved
  private List<OutputForwarder> learners;
  private long deadLetters;
  private long nextNote = 1;
  private long nextWrongClock = 1;
  private long lastPointMs;
  private long toldMs;

  /** The sizes of the last previews, of the learners that answer and of all. */
  private Doubling previewed;

  private Doubling allPreviewed;

  /**
   * Checks whether points have paused; null while there is nothing to show. Each look makes Kafka
   * Streams commit: an idle application four times a second, and a revived task even offsets from
   * before its revival, which its state does not contain.
   */
  private Cancellable lookOut;

  private Cancellable publication;

  private Cancellable requests;

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
      // Kafka Streams builds the whole topology for a part that it does not know.
      throw new NewRunException(
          "task %s is of another topology: instances of the group read their topics differently"
              .formatted(context.taskId()));
    }
    int partition = context.taskId().partition();
    boolean merged = settings.inputs().merges();
    name = settings.application() + (merged ? " on its journal" : " on partition " + partition);
    store = context.getStateStore(LearnerTopology.STORE);
    fold = Fold.open(settings.fold(), store().explaining(Explains.ALERTS));
    report = fold.report();
    if (settings.schemas() != null) {
      report.schemas().forEach(settings.schemas()::use);
    }
    log = new LogRecords(merged);
    boolean hasLearned = report.next() > 0;
    FieldSurvey fresh = new FieldSurvey(settings.fold().records(), report.lateLabels() != null, "");
    survey = hasLearned ? null : fresh;
    told = hasLearned;
    previewed = new Doubling();
    allPreviewed = new Doubling();
    versions =
        settings.versions() == null
            ? null
            : new VersionKeeper(settings.versions(), store().quiet(), report, fold::save);
    offsets = new IncomingOffsetCheck(settings, fold, partition, name);
    learners =
        IntStream.range(0, settings.fold().learners().size())
            .mapToObj(place -> new OutputForwarder(settings, place, report, context))
            .toList();
    turn = settings.folds().of(partition);
    TopicPartition source = new TopicPartition(settings.inputs().log(), partition);
    settings.commits().note(source, report.next(), false);
    store.beforeCommit(
        () -> {
          save();
          settings.commits().note(source, report.next(), true);
        });
    if (settings.publishAnew() && hasLearned) {
      // Not here, since downstream processors are not ready yet.
      publication = context.schedule(LOOK_OUT, PunctuationType.WALL_CLOCK_TIME, this::publish);
    }
    if (first && report.tail() > 0) {
      // A revived task would commit offsets from before its revival.
      awaitSnapshot();
    }
    if (first) {
      awaitRequests();
    }
    turn.open(
        fold,
        () -> {
          survey = fresh.isFull() ? null : fresh;
          return fresh.found();
        });
  }

  /** Saves the fold, unless what was saved before is still to be kept: then nothing has come. */
  private void save() {
    if (versions == null) {
      turn.take(fold::save);
    } else if (!versions.isPending()) {
      turn.take(fold::save);
      versions.save();
    }
  }

  private FoldStore store() {
    return new FoldStore(
        name,
        new KeyValueStorage(store.entries()),
        storage(settings.fold().lateLabels() != null, LearnerTopology.WAITING),
        storage(settings.fold().hasKeys(), LearnerTopology.KEYS),
        snapshots);
  }

  private KeyValueStorage storage(boolean used, String called) {
    return used ? new KeyValueStorage(context.getStateStore(called)) : null;
  }

  /** Ends schedules, which a revived task would keep; frees the fold, which may be large. */
  @Override
  public void close() {
    lookOut = ended(lookOut);
    publication = ended(publication);
    snapshot = ended(snapshot);
    requests = ended(requests);
    if (store != null) {
      store.beforeCommit(() -> {});
    }
    if (turn != null) {
      turn.close();
    }
    fold = null;
    log = null;
    report = null;
    offsets = null;
    versions = null;
    learners = null;
  }

  @Override
  public void process(Record<byte[], byte[]> next) {
    turn.begin();
    try {
      keepVersions();
      apply(next, context.recordMetadata().orElseThrow());
    } finally {
      turn.end();
    }
  }

  private void apply(Record<byte[], byte[]> next, RecordMetadata place) {
    offsets.check(place.offset());
    Located located = log.locate(next, place);
    Step step = step(located.log());
    for (ClosedWindow closed : step.closed()) {
      toldMs = context.currentSystemTimeMs();
      // The timestamp of an end record means nothing: the windows' do.
      boolean ended = step.kind() == Step.Kind.ENDED;
      long timestamp = ended ? closed.window().endMs : step.time();
      learners.forEach(learner -> learner.tell(closed, timestamp));
    }
    RecordMetadata at = located.source();
    step.alerts()
        .forEach(
            alert ->
                context.forward(
                    new Record<>(
                        alert.key().getBytes(UTF_8),
                        alert.at(at.topic(), at.partition(), at.offset()),
                        alert.time()),
                    Topic.ALERTS.name()));
    switch (step.kind()) {
      case STRAY -> divert(step.reason(), new Located(next, place, located.log()));
      case REFUSED -> divert(step.reason(), located);
      default -> {
        if (step.point() != null) {
          came(step, located);
          if (step.jump() != null) {
            note(step.jump(), located.source());
          }
        }
      }
    }
  }

  /**
   * Applies a record, after the schema that it lacks. A journal has them; one of an earlier
   * version, or that was read with other settings, may lack some.
   */
  private Step step(LogRecord next) {
    if (settings.schemas() != null && next.kind() == LogRecord.Kind.SCHEMA) {
      Schema written = next.writtenSchema();
      if (written != null) {
        settings.schemas().use(next.schema(), written);
      }
    }
    Step step = fold.apply(next);
    if (step.schema() != null) {
      fold.apply(LogRecord.schema(step.schema(), settings.schemas().get(step.schema())));
      step = fold.apply(next);
    }
    return step;
  }

  private void keepVersions() {
    long nowMs = context.currentSystemTimeMs();
    if (versions != null && versions.isDue(nowMs)) {
      versions.keep(
          nowMs,
          (key, value, timestamp) ->
              context.forward(new Record<>(key, value, timestamp), Topic.VERSIONS.name()));
    }
  }

  private void awaitRequests() {
    if (versions != null && requests == null) {
      requests =
          context.schedule(
              LOOK_FOR_REQUESTS,
              PunctuationType.WALL_CLOCK_TIME,
              nowMs -> turn.take(this::keepVersions));
    }
  }

  private void came(Step step, Located located) {
    lastPointMs = context.currentSystemTimeMs();
    awaitSnapshot();
    awaitRequests();
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
    if (survey != null) {
      look(step.point());
    }
  }

  private void look(Point point) {
    survey.add(point.fields(), point.label());
    if (!survey.isFull()) {
      return;
    }
    if (!told) {
      told = true;
      LOG.info("{}: {}", name, String.join(System.lineSeparator(), survey.lines()));
      if (!survey.hasLabels() && report.lateLabels() == null) {
        LOG.warn(
            "{}: none of the first {} records has a label in the field {}: they are predicted, and nothing is learned. {} names another field, and gyre reset lets what has passed be read again",
            name,
            survey.found().points(),
            settings.fold().records().label(),
            Setting.LABEL);
      }
    }
    survey.settle();
    survey = null;
  }

  /** Logs the 1st, 10th, 100th, …; the record's content stays out of the log. */
  private void divert(String reason, Located located) {
    context.forward(DeadLetterFactory.of(located, reason), Topic.DEAD_LETTERS.name());
    deadLetters++;
    if (deadLetters == nextNote) {
      nextNote *= 10;
      LOG.warn(
          "{}: {} so far cannot be used, the last at offset {} of partition {} of {}. The topic {} gets them, with the reason: gyre watch dead-letters {}{}",
          name,
          deadLetters == 1 ? "1 record" : deadLetters + " records",
          located.source().offset(),
          located.source().partition(),
          located.source().topic(),
          settings.topics().of(Topic.DEAD_LETTERS),
          Setting.FROM_BEGINNING,
          typed());
    }
  }

  /** Returns the options with which a command means the same topics of the same cluster. */
  private String typed() {
    String topic = settings.topics().of(Topic.DEAD_LETTERS);
    String prefix = topic.substring(0, topic.length() - Topic.DEAD_LETTERS.name().length());
    // A list, as Kafka Streams has read it.
    String servers =
        String.valueOf(context.appConfigs().get(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG))
            .replaceAll("[\\[\\] ]", "");
    return (STANDARD_SERVERS.contains(servers)
            ? ""
            : " " + Setting.BOOTSTRAP_SERVER + " " + servers)
        + (prefix.isEmpty() ? "" : " " + Setting.PREFIX + " " + prefix);
  }

  /** Logs a jump of the time, and warns of a wrong clock: the 1st, 10th, 100th, …. */
  private void note(TimeJump jump, RecordMetadata at) {
    boolean warn = jump.isWrong() && jump.wrongClocks() >= nextWrongClock;
    LOG.atLevel(warn ? Level.WARN : Level.INFO)
        .log(
            "{}: at offset {} of partition {} of {} the stream's time has moved from {} to {}{}",
            name,
            at.offset(),
            at.partition(),
            at.topic(),
            Instant.ofEpochMilli(jump.fromMs()),
            Instant.ofEpochMilli(jump.toMs()),
            jump.isWrong()
                ? ". A clock there was ahead of the points after it, or stands still while others move; points that came meanwhile may be in no score (wrong clocks so far: %,d)"
                    .formatted(jump.wrongClocks())
                : "");
    while (warn && jump.wrongClocks() >= nextWrongClock) {
      nextWrongClock *= 10;
    }
  }

  /**
   * Shows what the next report will hold, each time that it has doubled: of the learner that
   * answers, also after some time, and of all once the points have paused.
   */
  private void preview(long nowMs) {
    boolean paused = nowMs - lastPointMs >= PREVIEW_AFTER_MS;
    if (paused || nowMs - toldMs >= PREVIEW_AFTER_MS) {
      turn.take(() -> preview(report.preview(), paused, nowMs));
    }
    if (paused) {
      lookOut = ended(lookOut);
    }
  }

  private void preview(Window sofar, boolean paused, long nowMs) {
    if (sofar == null) {
      return;
    }
    boolean ofAll = paused && allPreviewed.has(sofar, 2);
    if (previewed.has(sofar, nowMs - toldMs >= PREVIEW_AGAIN_MS ? 1 : 2) || ofAll) {
      learners.forEach(learner -> learner.preview(sofar, ofAll));
      toldMs = nowMs;
    }
  }

  /** Tells whether a report has grown by a factor since it was last published. */
  private static final class Doubling {
    private long startMs = -1;
    private long told;

    boolean has(Window sofar, int times) {
      long counted = sofar.points() + sofar.labelled();
      boolean more = sofar.startMs != startMs || (counted > told && counted >= times * told);
      if (counted == 0 || !more) {
        return false;
      }
      startMs = sofar.startMs;
      told = counted;
      return true;
    }
  }

  private void awaitSnapshot() {
    if (snapshot == null) {
      snapshot = context.schedule(SNAPSHOT_AFTER, PunctuationType.WALL_CLOCK_TIME, this::snapshot);
    }
  }

  /** Lets Kafka Streams commit, and the fold save old changes, until all is saved. */
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
