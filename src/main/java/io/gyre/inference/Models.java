package io.gyre.inference;

import static io.gyre.http.HttpServer.refusal;

import io.gyre.data.PrintableText;
import io.gyre.fold.LiveFolds;
import io.gyre.fold.LiveFolds.Understood;
import io.javalin.http.HttpResponseException;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Every learner as a model: under the id of an application the one that speaks for all, which is
 * the blend; under its own name each learner of the first application, and as {@code ID.LEARNER}
 * each of another one.
 */
record Models(Supplier<List<AskedApplication>> applications) {

  /** The only version of each model: it learns on. */
  static final String VERSION = "1";

  /** The version of clients that mean none. */
  private static final String LATEST = "latest";

  /**
   * A model.
   *
   * @param learner the learner's name; null for the one that speaks for all
   */
  record Model(String name, AskedApplication application, String learner) {

    /**
     * Returns the partition whose learners are asked.
     *
     * @param asked the one that was named, or null
     */
    int partition(Integer asked) {
      List<Integer> all = application.model().partitions();
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
      List<Integer> all = application.model().partitions();
      return asked == null && all.size() > 1 ? all.get(0) : partition(asked);
    }

    /**
     * Returns why it does not answer now, in the partition named or in one of all; null if it does.
     */
    String notReady(Integer asked) {
      List<Integer> all = application.model().partitions();
      try {
        for (int each : asked == null && !all.isEmpty() ? all : List.of(partition(asked))) {
          asked(application.model().look(each).orElseThrow(() -> away(each)));
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
    Understood stream(int partition, Predicate<Understood> fits) {
      LiveFolds model = application.model();
      return model
          .understood(partition)
          .filter(fits)
          .or(() -> model.look(partition))
          .orElseThrow(() -> away(partition));
    }

    HttpResponseException away(int partition) {
      return refusal(503, "model %s %s", quoted(), application.model().whyNot(partition));
    }

    String quoted() {
      return PrintableText.quoted(name);
    }

    /** Returns the name of the learner that answers. */
    String asked(Understood stream) {
      if (!answers(stream)) {
        throw refusal(503, "model %s has learned too little yet to answer", quoted());
      }
      return learner == null ? stream.deciding() : learner;
    }

    boolean answers(Understood stream) {
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
    Model found =
        applications.get().stream()
            .filter(each -> each.id().equals(name))
            .findFirst()
            .map(each -> new Model(name, each, null))
            .orElseGet(() -> ofLearner(name));
    if (version != null && !version.equals(VERSION) && !version.equals(LATEST)) {
      throw refusal(
          404,
          "version %s: expected %s, the only one, which learns on",
          PrintableText.quoted(version),
          VERSION);
    }
    return found;
  }

  private Model ofLearner(String name) {
    // Looked at once: learners that become known meanwhile would be missed and listed at once.
    List<Known> known = known();
    return known.stream()
        .flatMap(Known::models)
        .filter(model -> model.name().equals(name))
        .findFirst()
        .orElseThrow(() -> unknown(name, known));
  }

  private static HttpResponseException unknown(String name, List<Known> all) {
    for (Known each : all) {
      if (name.startsWith(each.prefix) && each.learners.isEmpty()) {
        return new Model(name, each.application, name)
            .away(0); // It may be one of those that will be known.
      }
    }
    return refusal(
        404,
        "model %s: expected one of %s",
        PrintableText.quoted(name),
        PrintableText.list(names(all)));
  }

  boolean isFree() {
    return applications.get().stream().allMatch(each -> each.model().isFree());
  }

  /** Returns why the first application does not answer now; null if it does. */
  String notReady() {
    AskedApplication first = applications.get().get(0);
    return new Model(first.id(), first, null).notReady(null);
  }

  List<String> names() {
    return names(known());
  }

  private static List<String> names(List<Known> all) {
    return all.stream().flatMap(Known::models).map(Model::name).toList();
  }

  /**
   * An application as it was known at one moment.
   *
   * @param prefix how the models of its learners begin
   * @param learners the names of those that can be asked in some partition
   */
  private record Known(AskedApplication application, String prefix, List<String> learners) {

    /** Returns its models, that of the application before those of its learners. */
    Stream<Model> models() {
      return Stream.concat(
          Stream.of(new Model(application.id(), application, null)),
          learners.stream().map(each -> new Model(prefix + each, application, each)));
    }
  }

  private List<Known> known() {
    List<AskedApplication> all = applications.get();
    return all.stream()
        .map(
            each ->
                new Known(each, each == all.get(0) ? "" : each.id() + ".", learners(each.model())))
        .toList();
  }

  private static List<String> learners(LiveFolds model) {
    return model.partitions().stream()
        .flatMap(partition -> model.understood(partition).stream())
        .flatMap(stream -> stream.learners().stream())
        .distinct()
        .toList();
  }
}
