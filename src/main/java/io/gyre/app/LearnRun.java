package io.gyre.app;

import io.gyre.StopSignal;
import io.gyre.app.score.StoredRecords;
import io.gyre.format.RecordReader;
import io.gyre.format.RecordReader.Accepts;
import io.gyre.format.RecordSettings;
import io.gyre.format.Schema;
import io.gyre.format.survey.LabelSurvey;
import io.gyre.kafka.ClusterAccess;
import io.gyre.kafka.ClusterAdmin;
import io.gyre.registry.RegistryException;
import io.gyre.registry.SchemaRegistry;
import io.gyre.stream.start.ApplicationSettings;
import io.gyre.stream.start.StateFolder;
import io.gyre.stream.start.StoredState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;

/** What must be there, and be known, before learning from a topic of a cluster begins. */
public record LearnRun(ApplicationSettings settings, ClusterAccess cluster, StopSignal stop) {

  /** Returns settings of records by those that were learned, or by the first labels. */
  public interface Settler {

    /**
     * @param before the settings that were learned with; null at the first start
     * @param reader gives the first labels to a survey
     */
    RecordSettings settle(
        RecordSettings asked, RecordSettings before, int least, Consumer<LabelSurvey> reader);
  }

  /**
   * Waits for the registry that gets the schemas of the outputs, if there is one, or until the stop
   * is requested.
   *
   * @param onWait gets the reason, once
   */
  public void awaitRegistry(Duration pause, Consumer<String> onWait) throws InterruptedException {
    if (settings.format().registered() == null) {
      return;
    }
    boolean waiting = false;
    try (SchemaRegistry schemas = SchemaRegistry.of(cluster.forStreams())) {
      while (!stop.requested()) {
        try {
          schemas.requireAnswer();
          return;
        } catch (RegistryException e) {
          if (!e.isAway()) {
            throw e;
          }
          if (!waiting) {
            onWait.accept(e.getMessage());
          }
          waiting = true;
          stop.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        }
      }
    }
  }

  /**
   * Returns what records mean: by what was learned, at the first start by the first labels that are
   * there.
   *
   * @param lookup finds schemas; given where a wait is kept over restarts
   */
  public RecordSettings settled(
      Admin client, Function<Path, Function<String, Schema>> lookup, Settler settler) {
    ClusterAdmin admin = new ClusterAdmin(client);
    RecordSettings asked = settings.fold().records();
    String labels = settings.inputs().labels();
    String topic = labels == null ? settings.topics().points() : labels;
    String changelog = settings.changelog();
    Map<String, Integer> found = admin.partitions(List.of(topic, changelog));
    boolean begun = found.containsKey(changelog) && admin.end(changelog) > 0;
    RecordSettings before = begun ? new StoredState(settings.client(), changelog).records() : null;
    return settler.settle(
        asked,
        before,
        LabelSurvey.LABELS,
        first -> {
          Function<String, Schema> schemas = lookup.apply(StateFolder.waits(settings.state()));
          RecordReader reader =
              labels == null
                  ? RecordReader.of(asked, Accepts.POINTS_AND_LABELS, schemas)
                  : RecordReader.of(asked.ofLabels(), Accepts.LABELS, schemas);
          for (int p = 0; p < found.getOrDefault(topic, 0) && !first.isFull(); p++) {
            try (StoredRecords stored = new StoredRecords(cluster, topic, p, null, null, stop)) {
              stored.survey(reader, first);
            }
          }
        });
  }

  /** Creates the topics that are absent; returns whether that of the labels will be created. */
  public boolean requireTopics(Admin admin) {
    RequiredTopics.require(admin, settings.topics(), Map.of());
    String labels = settings.inputs().labels();
    return labels != null && new ClusterAdmin(admin).partitions(List.of(labels)).isEmpty();
  }
}
