package io.gyre.inference;

import static io.gyre.http.HttpServer.refusal;

import io.gyre.GyreException;
import io.gyre.fold.LiveFolds;
import io.gyre.fold.LiveFolds.LearnedStream;
import io.gyre.words.PrintableText;
import io.javalin.http.HttpResponseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Every learner as a model: under the id of an application the one that speaks for all, which is
 * the blend; under its own name each learner of the first application, and as {@code ID.LEARNER}
 * each of another one.
 *
 * @param versions returns the folds of a saved version of the first application, or throws a {@link
 *     GyreException}; null if none can be asked here
 */
record Models(Supplier<Map<String, LiveFolds>> applications, Function<String, LiveFolds> versions) {

  /** The version of each model that learns on; saved ones have other numbers. */
  static final String VERSION = "1";

  /** The version of clients that mean none. */
  private static final String LATEST = "latest";

  /**
   * A model.
   *
   * @param learner the learner's name; null for the one that speaks for all
   */
  record Model(String name, String version, LiveFolds folds, String learner) {

    Model(String name, LiveFolds folds, String learner) {
      this(name, VERSION, folds, learner);
    }

    /**
     * Returns the partition whose learners are asked.
     *
     * @param asked the one that was named, or null
     */
    int partition(Integer asked) {
      List<Integer> all = folds.partitions();
      if (asked != null && all.isEmpty()) {
        throw away(asked);
      }
      if (asked != null && !all.contains(asked)) {
        throw refusal(
            404, "partition %d: expected one whose learners are here, one of %s", asked, said(all));
      }
      if (asked == null && all.size() > 1) {
        throw refusal(
            400,
            "partition: expected one of %s, since each has a model of its own; found none",
            said(all));
      }
      return asked != null ? asked : all.isEmpty() ? 0 : all.get(0);
    }

    private static String said(List<Integer> partitions) {
      return PrintableText.list(partitions.stream().map(String::valueOf).toList());
    }

    /** Returns the same, or the first of several: what they know of the stream is much the same. */
    int anyPartition(Integer asked) {
      List<Integer> all = folds.partitions();
      return asked == null && all.size() > 1 ? all.get(0) : partition(asked);
    }

    /**
     * Returns why it does not answer now, in the partition named or in one of all; null if it does.
     */
    String notReady(Integer asked) {
      List<Integer> all = folds.partitions();
      try {
        for (int each : asked == null && !all.isEmpty() ? all : List.of(partition(asked))) {
          asked(folds.look(each).orElseThrow(() -> away(each)));
        }
        return null;
      } catch (HttpResponseException refused) {
        if (refused.getStatus() != 503) {
          throw refused;
        }
        return refused.getMessage();
      }
    }

    /**
     * Returns what was understood of a partition's stream some seconds ago at most, or is now if
     * that does not fit.
     */
    LearnedStream stream(int partition, Predicate<LearnedStream> fits) {
      return folds
          .learnedStream(partition)
          .filter(fits)
          .or(() -> folds.look(partition))
          .orElseThrow(() -> away(partition));
    }

    HttpResponseException away(int partition) {
      String saved =
          version.equals(VERSION) ? "" : ", version " + PrintableText.quoted(version) + ",";
      return refusal(503, "model %s%s %s", quoted(), saved, folds.whyNot(partition));
    }

    String quoted() {
      return PrintableText.quoted(name);
    }

    /** Returns the name of the learner that answers. */
    String asked(LearnedStream stream) {
      if (!answers(stream)) {
        throw refusal(503, "model %s has learned too little yet to answer", quoted());
      }
      return learner == null ? stream.deciding() : learner;
    }

    boolean answers(LearnedStream stream) {
      String asked = learner == null ? stream.deciding() : learner;
      return !stream.classes().isEmpty() && stream.learners().contains(asked);
    }
  }

  /**
   * Returns the model of a name and version.
   *
   * @param version null if none is named
   * @throws HttpResponseException with 404 if there is none
   */
  Model of(String name, String version) {
    LiveFolds named = applications.get().get(name);
    Model found = named == null ? ofLearner(name) : new Model(name, named, null);
    if (version == null || version.equals(VERSION) || version.equals(LATEST)) {
      return found;
    }
    if (versions == null) {
      throw refusal(
          404,
          "version %s: expected %s, the only one, which learns on; gyre serve has saved ones",
          PrintableText.quoted(version),
          VERSION);
    }
    try {
      return new Model(found.name, version, versions.apply(version), found.learner);
    } catch (GyreException e) {
      throw refusal(404, "%s", e.getMessage());
    }
  }

  private Model ofLearner(String name) {
    // Looked at once: learners that become known meanwhile would be missed and listed at once.
    List<Model> all = all();
    return all.stream()
        .filter(model -> model.name.equals(name))
        .findFirst()
        .orElseThrow(() -> unknown(name, all));
  }

  private static HttpResponseException unknown(String name, List<Model> all) {
    for (Model each : all) {
      boolean isAlone = all.stream().filter(other -> other.folds == each.folds).count() == 1;
      if (isAlone && name.startsWith(each == all.get(0) ? "" : each.name + ".")) {
        return new Model(name, each.folds, name).away(0); // It may be one that will be known.
      }
    }
    return refusal(
        404,
        "model %s: expected one of %s",
        PrintableText.quoted(name),
        PrintableText.list(all.stream().map(Model::name).toList()));
  }

  boolean isFree() {
    return applications.get().values().stream().allMatch(LiveFolds::isFree);
  }

  /** Returns why the first application does not answer now; null if it does. */
  String notReady() {
    Map.Entry<String, LiveFolds> first = applications.get().entrySet().iterator().next();
    return new Model(first.getKey(), first.getValue(), null).notReady(null);
  }

  List<String> names() {
    return all().stream().map(Model::name).toList();
  }

  /** Returns the models of now, that of each application before those of its learners. */
  private List<Model> all() {
    List<Model> all = new ArrayList<>();
    applications
        .get()
        .forEach(
            (id, folds) -> {
              String prefix = all.isEmpty() ? "" : id + ".";
              all.add(new Model(id, folds, null));
              folds.partitions().stream()
                  .flatMap(partition -> folds.learnedStream(partition).stream())
                  .flatMap(stream -> stream.learners().stream())
                  .distinct()
                  .forEach(learner -> all.add(new Model(prefix + learner, folds, learner)));
            });
    return all;
  }
}
