package io.gyre.app.score;

import io.gyre.GyreException;
import io.gyre.StopSignal;
import io.gyre.fold.Step;
import io.gyre.fold.answer.Answer;
import io.gyre.fold.state.FoldSettings;
import io.gyre.fold.state.FoldSettingsJson;
import io.gyre.fold.state.FoldStore;
import io.gyre.fold.state.FoldStore.Explains;
import io.gyre.format.Schema;
import io.gyre.kafka.ClusterAccess;
import io.gyre.topic.Prediction;
import io.gyre.version.Version;
import io.gyre.version.VersionTopic;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * What an application answered when a point came, and why. It is computed again, to the last bit:
 * from the last version before the point, and the records of the log between them.
 */
public final class PastAnswer {

  private final ClusterAccess cluster;
  private final StopSignal stop;
  private final String log;
  private final long offset;
  private final Version version;
  private final FoldSettings settings;
  private final FoldStore begun;
  private final int partition;
  private final long place;
  private Map<String, String> digests;
  private List<String> fields;

  /**
   * Looks for the point, and for a version before it.
   *
   * @param partition of the point, as its predictions say
   * @param place its offset there
   * @throws GyreException if the point is not there any more, or nothing that it can begin with
   */
  public PastAnswer(
      ClusterAccess cluster, String application, int partition, long place, StopSignal stop) {
    this.cluster = cluster;
    this.stop = stop;
    this.partition = partition;
    this.place = place;
    VersionTopic topic = new VersionTopic(cluster, application);
    List<Version> versions = topic.list().versions();
    if (versions.isEmpty()) {
      throw GyreException.of(
          "%s has no version yet to begin with; gyre version save NAME makes one", application);
    }
    Version last = versions.get(versions.size() - 1);
    log = VersionLog.topicOf(last, cluster);
    if (log == null) {
      throw GyreException.of("the topic that %s learned from was deleted", application);
    }
    boolean whole;
    try (StoredRecords all = new StoredRecords(cluster, log, 0, null, null, stop)) {
      offset = all.find(partition, place);
      whole = all.from() == 0;
    }
    List<Version> ofLog =
        versions.stream().filter(each -> each.logId().equals(last.logId())).toList();
    version =
        ofLog.stream()
            .filter(each -> each.offset() <= offset)
            .reduce((one, other) -> other.offset() >= one.offset() ? other : one)
            .orElse(null);
    if (offset < 0 || (version == null && !whole)) {
      throw GyreException.of(
          "the point at offset %d of partition %d %s",
          place,
          partition,
          offset < 0
              ? "is not on "
                  + log
                  + ": it was never learned by %s, or is gone".formatted(application)
              : "came before all versions, and the records before it are gone from " + log);
    }
    if (version != null) {
      begun = topic.load(version).overlaid();
      settings = begun.settings();
    } else { // Before other settings a version is saved: these are those from the beginning on.
      begun = FoldStore.unsaved(application);
      settings = FoldSettingsJson.parse(ofLog.get(0).settings().toString());
    }
  }

  /** Returns the number of records before the point that are learned first. */
  public long length() {
    return offset - begin();
  }

  private long begin() {
    return version == null ? 0 : version.offset();
  }

  /**
   * Learns the records before the point, and applies the point.
   *
   * @param schemas gives the schemas that are not on the log, by their ids
   * @return what each learner said of it, with reasons
   * @throws GyreException if it was no point, or no learner had an answer
   */
  public List<Prediction> answer(Function<String, Schema> schemas, ScoreRun.Meter meter) {
    ScoreRun before = new ScoreRun(settings, begun, null).withSchemas(schemas);
    try (StoredRecords records = records(begin(), offset)) {
      records.forEachOfLog(
          (at, record) -> {
            before.apply(record);
            meter.done(at + 1 - begin(), before.report().points(), before.report().time());
          });
    }
    digests = before.report().digests();
    before.save();
    FoldStore explaining = begun.explaining(Explains.ANSWERS);
    ScoreRun then = new ScoreRun(settings, explaining, null).withSchemas(schemas);
    Step[] step = new Step[1];
    try (StoredRecords point = records(offset, offset + 1)) {
      point.forEachOfLog((at, record) -> step[0] = then.apply(record));
    }
    return predictions(step[0]);
  }

  private List<Prediction> predictions(Step step) {
    Answer answer = step == null ? null : step.answer();
    List<Prediction> said =
        answer == null
            ? List.of()
            : IntStream.range(0, answer.learners.size())
                .filter(answer::has)
                .mapToObj(i -> Prediction.of(step.point(), answer, i, partition, place))
                .toList();
    if (said.isEmpty()) {
      throw GyreException.of(
          "no answer was given at offset %d of %s%s",
          offset, log, step == null || step.reason() == null ? "" : ": " + step.reason());
    }
    fields = List.of(step.point().fields().paths);
    return said;
  }

  /** Returns the paths of the point's own fields; null before the answer. */
  public List<String> fields() {
    return fields;
  }

  private StoredRecords records(long from, long until) {
    return new StoredRecords(
        cluster, log, 0, new LogPlace(from, -1), new LogPlace(until, -1), stop);
  }

  /** Returns the version that it begins with; null if with nothing. */
  public Version version() {
    return version;
  }

  /** Returns the offset of the point on the log: so far had been learned. */
  public long offset() {
    return offset;
  }

  /** Returns the name of the log. */
  public String log() {
    return log;
  }

  /** Returns the digest of each learner before the point, by its name; null before the answer. */
  public Map<String, String> digests() {
    return digests;
  }
}
