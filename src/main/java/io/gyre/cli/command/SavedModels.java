package io.gyre.cli.command;

import io.gyre.GyreException;
import io.gyre.fold.Fold;
import io.gyre.kafka.ClusterAccess;
import io.gyre.replica.Replica;
import io.gyre.topic.LearnerKey;
import io.gyre.topic.PublishedLearners;
import io.gyre.topic.Topic;
import io.gyre.topic.TopicNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;

/** Copies of what learners elsewhere have saved, restored in this process. */
final class SavedModels {

  private SavedModels() {}

  /**
   * Restores what an application has saved, or all do that report on the topics of a prefix.
   *
   * @param named the application; null for all
   * @param told gets what is left out, and why
   * @return one or more, each by partition, by application
   * @throws GyreException if there is none, or none can be read
   */
  static Map<String, Map<Integer, Fold>> restore(
      ClusterAccess cluster, TopicNames names, String named, Consumer<String> told) {
    Map<String, Map<Integer, Fold>> all = new TreeMap<>();
    List<GyreException> failed = new ArrayList<>();
    for (String id : applications(cluster, names, named)) {
      try {
        all.put(id, Replica.restore(cluster, id));
      } catch (GyreException e) {
        // A deleted application may have left reports.
        failed.add(e);
      }
    }
    all.values().removeIf(Map::isEmpty);
    if (all.isEmpty() && !failed.isEmpty()) {
      throw failed.get(0);
    }
    failed.forEach(e -> told.accept("left out: " + e.getMessage()));
    if (all.isEmpty()) {
      throw GyreException.of(
          "no learner has saved what it has learned%s: is 'gyre learn' (or 'gyre up') running there?",
          named == null ? "" : " as " + named);
    }
    return all;
  }

  private static Set<String> applications(ClusterAccess cluster, TopicNames names, String named) {
    String reports = names.of(Topic.PARAMETERS);
    try (Admin admin = cluster.admin()) {
      TopicLookup.partitions(admin, cluster, reports);
    }
    if (named != null) {
      return Set.of(named);
    }
    return PublishedLearners.on(cluster, reports).stream()
        .map(LearnerKey::application)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * Returns the model of a partition.
   *
   * @param folds by partition, one or more
   * @param partition null for the only one
   * @param source whose they are, for messages
   * @throws GyreException if there is none, or which of several is not said
   */
  static Fold chosen(Map<Integer, Fold> folds, Integer partition, String source) {
    if (partition == null && folds.size() > 1) {
      throw GyreException.of(
          "%s learns a model for each of the partitions %s: say which with --partition",
          source, folds.keySet());
    }
    Fold fold = partition == null ? folds.values().iterator().next() : folds.get(partition);
    if (fold == null) {
      throw GyreException.of(
          "--partition: expected one of %s, which have a model, found %d",
          folds.keySet(), partition);
    }
    return fold;
  }
}
