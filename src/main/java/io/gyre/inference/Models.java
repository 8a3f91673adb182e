package io.gyre.inference;

import static io.gyre.serving.HttpServer.refusal;

import io.gyre.data.PrintableText;
import io.gyre.fold.LiveModel;
import io.gyre.fold.LiveModel.Understood;
import io.javalin.http.HttpResponseException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

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
      String here = PrintableText.list(all.stream().map(String::valueOf).toList());
      if (asked != null && all.isEmpty()) {
        throw away(asked);
      }
      if (asked != null && !all.contains(asked)) {
        throw refusal(
            404, "partition %d: expected one whose learners are here, one of %s", asked, here);
      }
      if (asked == null && all.size() > 1) {
        throw refusal(
            400,
            "partition: expected one of %s, since each has a model of its own; found none",
            here);
      }
      return asked != null ? asked : all.isEmpty() ? 0 : all.get(0);
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
      LiveModel model = application.model();
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
    return all().stream()
        .filter(model -> model.name().equals(name))
        .findFirst()
        .orElseThrow(() -> unknown(name));
  }

  private HttpResponseException unknown(String name) {
    List<AskedApplication> all = applications.get();
    for (AskedApplication each : all) {
      if (name.startsWith(prefix(each, all)) && learners(each).isEmpty()) {
        return new Model(name, each, name).away(0); // It may be one of those that will be known.
      }
    }
    return refusal(
        404,
        "model %s: expected one of %s",
        PrintableText.quoted(name),
        PrintableText.list(names()));
  }

  /** Returns why the first application does not answer now; null if it does. */
  String notReady() {
    AskedApplication first = applications.get().get(0);
    return new Model(first.id(), first, null).notReady(null);
  }

  List<String> names() {
    return all().stream().map(Model::name).toList();
  }

  /** Returns all models, that of an application before those of its learners. */
  private List<Model> all() {
    List<Model> models = new ArrayList<>();
    List<AskedApplication> all = applications.get();
    for (AskedApplication each : all) {
      String prefix = prefix(each, all);
      models.add(new Model(each.id(), each, null));
      learners(each).forEach(learner -> models.add(new Model(prefix + learner, each, learner)));
    }
    return models;
  }

  /** Returns how the models of an application's learners begin. */
  private static String prefix(AskedApplication application, List<AskedApplication> all) {
    return application == all.get(0) ? "" : application.id() + ".";
  }

  /** Returns the names of the learners that can be asked in some partition. */
  private static List<String> learners(AskedApplication application) {
    LiveModel model = application.model();
    return model.partitions().stream()
        .flatMap(partition -> model.understood(partition).stream())
        .flatMap(stream -> stream.learners().stream())
        .distinct()
        .toList();
  }
}
