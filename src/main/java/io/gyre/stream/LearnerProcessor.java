package io.gyre.stream;

import io.gyre.GyreException;
import io.gyre.Remedy;
import io.gyre.Remedy.Kind;
import io.gyre.data.Point;
import io.gyre.learning.CrossEntropy;
import io.gyre.learning.LearnerSettings;
import io.gyre.learning.OnlineLearner;
import io.gyre.stream.EventClock.Arrival;
import io.gyre.topic.LearnerKey;
import io.gyre.topic.Prediction;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One learner on one partition: settles the window, predicts, and learns. Its state is put before
 * each commit.
 *
 * <p>A record without a value marks an offset that held no point, so that the learner knows where
 * it stands. Every live field is rebuilt in {@link #init}, which a revived task calls again on the
 * same object. Whatever goes wrong here is a bug or a refusal, and ends the application.
 */
final class LearnerProcessor implements Processor<byte[], Point, byte[], Object> {

  private static final Logger LOG = LoggerFactory.getLogger(LearnerProcessor.class);

  /** Wall-clock time without points after which the open windows are shown, and the look-out. */
  private static final Duration PREVIEW_AFTER = Duration.ofSeconds(1);

  private static final Duration LOOK_OUT = Duration.ofMillis(250);

  /** A gap of offsets up to this is taken for transaction markers, without asking the broker. */
  private static final long MARKERS = 1_000;

  private final TopologySettings topology;
  private final LearnerSettings settings;

  /** Of the predictions of labelled points one in so many is published; 0: none. */
  private final int every;

  private ProcessorContext<byte[], Object> context;
  private String name;
  private int partition;
  private byte[] outputKey;
  private OnlineLearner learner;
  private Scores scores;
  private CommitStore entries;
  private LearnerStore store;
  private LearnerReports reports;
  private boolean isNew;
  private boolean firstRecord;

  /** The wall clock at the last point. */
  private long lastPointMs;

  /**
   * Looks whether points have paused; null while there are none to be shown. Each look makes Kafka
   * Streams commit: an idle learner would do so four times a second, and a revived task even
   * offsets from before its revival, of which nothing is in its state.
   */
  private Cancellable lookOut;

  /** Publishes the parameters once, after this; null when that is not due. */
  private Cancellable publication;

  private boolean published;

  LearnerProcessor(TopologySettings topology, LearnerSettings settings) {
    this.topology = topology;
    this.settings = settings;
    every = topology.thinning().every(settings.name());
  }

  @Override
  public void init(ProcessorContext<byte[], Object> processorContext) {
    context = processorContext;
    partition = context.taskId().partition();
    name = "learner \"%s\" on partition %d".formatted(settings.name(), partition);
    outputKey = new LearnerKey(topology.application(), settings.name(), partition).toBytes();
    learner = new OnlineLearner(settings, topology.features());
    scores = new Scores(topology.windowing());
    entries = context.getStateStore(LearnerTopology.storeName(settings));
    store = new LearnerStore(name, entries.entries(), learner, scores);
    reports = new LearnerReports(settings, partition, learner, scores);
    load();
    entries.beforeCommit(store::save);
    firstRecord = true;
    if (topology.publishAnew() && !isNew && !published) {
      // Not here: what lies downstream is not ready yet.
      publication = context.schedule(LOOK_OUT, PunctuationType.WALL_CLOCK_TIME, this::publish);
      published = true;
    }
  }

  private void publish(long nowMs) {
    endPublication();
    send(nowMs, LearnerTopology.PARAMETERS, reports.parameters(store.digest()));
  }

  private void endPublication() {
    if (publication != null) {
      publication.cancel();
      publication = null;
    }
  }

  /** A revived task keeps its schedules. */
  @Override
  public void close() {
    endLookOut();
    endPublication();
    if (entries != null) {
      entries.release();
    }
  }

  private void load() {
    LearnerSettings saved = store.loadSettings();
    isNew = saved == null;
    if (isNew) {
      store.bind(topology.source().topicId());
      store.changeSettings();
      return;
    }
    List<String> changes = SettingsChange.between(name, saved, settings);
    if (!changes.isEmpty()) {
      store.changeSettings();
      LOG.info("{} goes on with changed settings: {}", name, String.join(", ", changes));
    }
    store.load();
    String topicId = topology.source().topicId();
    if (!store.topicId().equals(topicId)) {
      throw new GyreException(
          "%s has learned from the topic %s with id %s, but that topic now has id %s: it was deleted and created again. Learning its records on top of the state would be wrong"
              .formatted(name, topology.topics().points(), store.topicId(), topicId),
          Remedy.of(Kind.START_ANEW),
          Remedy.of(Kind.OTHER_APPLICATION));
    }
    LOG.info("{} goes on at step {}, offset {}", name, learner.step(), store.nextOffset());
  }

  @Override
  public void process(Record<byte[], Point> record) {
    RecordMetadata source = context.recordMetadata().orElseThrow();
    if (isNew && firstRecord) {
      refuseSkipped(0, source.offset());
      LOG.info("{} is new and starts at offset {}", name, source.offset());
    } else if (source.offset() != store.nextOffset()) {
      checkOffset(source.offset());
    }
    firstRecord = false;
    if (record.value() != null) {
      take(record, record.value(), source.offset());
    }
    store.moveTo(source.offset() + 1);
  }

  /**
   * Never relearn: what lies before the next offset is part of the state already. It may come at
   * any time, since the consumer starts over by itself when the topic no longer has its position.
   */
  private void checkOffset(long offset) {
    long expected = store.nextOffset();
    if (offset < expected) {
      throw new GyreException(
          "%s has learned %s up to offset %d, but would be given offset %d again: the group's offsets are older than its state, as after they expired, were deleted or were reset, or the topic was deleted and created again. Learning records twice would be wrong"
              .formatted(name, topology.topics().points(), expected - 1, offset),
          Remedy.of(
              Kind.RESET_TO_STATE, expected, topology.application(), topology.topics().points()),
          Remedy.of(Kind.START_ANEW));
    }
    if (firstRecord || offset - expected > MARKERS) {
      explainGap(expected, offset);
    }
  }

  /** Nothing is lost in silence: what the group has not committed must not be passed over. */
  private void refuseSkipped(long expected, long offset) {
    long from =
        firstRecord ? Math.max(expected, topology.source().committedOffset(partition)) : expected;
    if (from < offset && topology.source().holdsRecord(partition, from, offset)) {
      throw new SkippedRecordsException(
          "%s was given offset %d of %s, but there are records between it and offset %d, up to which the group has committed"
              .formatted(name, offset, topology.topics().points(), from));
    }
  }

  private void explainGap(long expected, long offset) {
    refuseSkipped(expected, offset);
    long earliest = topology.source().earliestOffset(partition);
    if (earliest > expected) {
      scores.countMissed(Math.min(earliest, offset) - expected);
      LOG.warn(
          "{} missed offsets {} to {} of {}: the topic's retention deleted them unread",
          name,
          expected,
          Math.min(earliest, offset) - 1,
          topology.topics().points());
    } else if (topology.source().holdsRecord(partition, expected, offset)) {
      LOG.warn(
          "{} passes over offsets {} to {} of {}, which the group has committed: they came while it was off the list, or the group's offset was moved",
          name,
          expected,
          offset - 1,
          topology.topics().points());
    }
  }

  private void take(Record<byte[], Point> record, Point point, long offset) {
    lastPointMs = context.currentSystemTimeMs();
    if (lookOut == null) {
      lookOut = context.schedule(LOOK_OUT, PunctuationType.WALL_CLOCK_TIME, this::preview);
    }
    long before = scores.time();
    Arrival arrival = scores.arrive(record.timestamp());
    noteJump(before, scores.time());
    closeWindows(record.timestamp());

    double logit = learner.logit(point.features());
    double exponential = CrossEntropy.exponential(logit);
    double probability = CrossEntropy.sigmoid(logit, exponential);
    boolean labelled = point.labelled();
    if (!labelled || (every > 0 && offset % every == 0)) {
      answer(record, point, probability, offset);
    }

    double cost = labelled ? CrossEntropy.cost(logit, point.label(), exponential) : 0;
    boolean correct = (probability > 0.5 ? 1 : 0) == point.label();
    scores.count(arrival, record.timestamp(), labelled, cost, correct);
    if (labelled && (arrival != Arrival.LATE || topology.windowing().learnLate())) {
      learn(point);
    }
  }

  /** What a person looks for when scores stand still: a wrong clock may have moved the time. */
  private void noteJump(long before, long now) {
    if (before >= 0 && Math.abs(now - before) > topology.windowing().maxAheadMs()) {
      LOG.info(
          "{}: the stream's time has moved from {} to {}",
          name,
          Instant.ofEpochMilli(before),
          Instant.ofEpochMilli(now));
    }
  }

  private void answer(Record<byte[], Point> record, Point point, double probability, long offset) {
    context.forward(
        record.withValue(
            new Prediction(
                point.id(),
                settings.name(),
                probability,
                point.label(),
                learner.step(),
                partition,
                offset)),
        LearnerTopology.PREDICTIONS);
  }

  private void learn(Point point) {
    long steps = learner.step();
    long refused = learner.refused();
    boolean batchDone = learner.learn(point.features(), point.label());
    long newest = learner.memory().count() - 1;
    store.changeSlot(learner.memory().slot(newest));
    if (batchDone) {
      noteStep(scores.current(), steps, refused);
    }
  }

  private void noteStep(Window window, long stepsBefore, long refusedBefore) {
    window.steps += learner.step() - stepsBefore;
    if (learner.refused() > refusedBefore) {
      window.refused += learner.refused() - refusedBefore;
      for (int i = 0; i < learner.joined(); i++) {
        store.changeSlot(learner.joinedSlots()[i]);
      }
    }
    store.changeModel();
  }

  private void closeWindows(long timestamp) {
    for (Window window = scores.due(); window != null; window = scores.due()) {
      long steps = learner.step();
      long refused = learner.refused();
      if (learner.flush()) {
        noteStep(window, steps, refused);
      }
      if (window.refused > 0) {
        LOG.warn(
            "{} refused {} steps in the window from {}: they would have made a parameter non-finite. Its learning rate, {}, may be too large",
            name,
            window.refused,
            window.startMs,
            settings.learningRate());
      }
      scores.close();
      send(timestamp, LearnerTopology.METRICS, reports.metrics(window, true));
      send(timestamp, LearnerTopology.PARAMETERS, reports.parameters(store.digest()));
    }
  }

  /** Shows the open windows once when the points pause; changes nothing. */
  private void preview(long nowMs) {
    if (nowMs - lastPointMs < PREVIEW_AFTER.toMillis()) {
      return;
    }
    endLookOut();
    for (Window window : scores.open()) {
      send(window.startMs, LearnerTopology.METRICS, reports.metrics(window, false));
    }
  }

  private void endLookOut() {
    if (lookOut != null) {
      lookOut.cancel();
      lookOut = null;
    }
  }

  private void send(long timestamp, String sink, Object value) {
    context.forward(new Record<>(outputKey, value, timestamp, new RecordHeaders()), sink);
  }
}
