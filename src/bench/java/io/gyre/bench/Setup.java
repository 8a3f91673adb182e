package io.gyre.bench;

import io.gyre.learning.list.LearnerSettings;
import io.gyre.learning.list.LearnersJson;
import io.gyre.stream.processor.PredictionSampling;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.streams.StreamsConfig;

/**
 * Something to measure: what is done with each point, by how many instances. Workers are told it in
 * JSON.
 *
 * @param scenario its name on the command line
 * @param kind how much of Gyre takes part
 * @param learners those that learn, as {@link LearnersJson} writes them; for {@link Kind#JSON}
 *     those whose predictions are imitated
 * @param guarantee of Kafka Streams
 * @param partitions of {@code points}
 * @param instances processes
 * @param threads stream threads of each instance
 */
record Setup(
    String scenario,
    Kind kind,
    String learners,
    Guarantee guarantee,
    int partitions,
    int instances,
    int threads) {

  /** How much of Gyre takes part. */
  enum Kind {
    /** Bytes in, the same bytes out: the limit that Kafka Streams itself sets. */
    PASS_THROUGH,
    /** A point parsed, a prediction per learner written, nothing learned and nothing kept. */
    JSON,
    /** Gyre's topology. */
    LEARN,
    /** The application itself, in which each partition trains learners of its own. */
    REPLICAS,
    /** The application itself, in which all partitions are merged first and train one model. */
    JOURNAL
  }

  /** How often a point may count. Gyre itself knows exactly once alone. */
  enum Guarantee {
    /** Kafka transactions. */
    EXACTLY_ONCE(StreamsConfig.EXACTLY_ONCE_V2),
    /** For comparison: what exactly once costs. */
    AT_LEAST_ONCE(StreamsConfig.AT_LEAST_ONCE);

    /** The value of Kafka Streams' {@code processing.guarantee}. */
    final String setting;

    Guarantee(String setting) {
      this.setting = setting;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Says it in words. */
    String words() {
      return toString().replace('-', ' ');
    }
  }

  /**
   * Lists the scenarios for a list of learners: pass-through, then the first learner alone, those
   * without replay, and all; each beside JSON with as many predictions.
   */
  static Collection<Setup> scenarios(List<LearnerSettings> learners) {
    List<LearnerSettings> plain =
        learners.stream()
            .filter(learner -> LearnersJson.toJson(learner).path("replay").asInt() == 0)
            .toList();
    Map<String, Setup> all = new LinkedHashMap<>();
    add(all, "pass-through", Kind.PASS_THROUGH, learners.subList(0, 1));
    Stream.of(learners.subList(0, 1), plain.size() > 1 ? plain : learners, learners)
        .forEach(
            some -> {
              List<LearnerSettings> published = published(some);
              add(all, "json-" + published.size(), Kind.JSON, published);
              add(all, joined(some.stream().map(LearnerSettings::name), "+"), Kind.LEARN, some);
            });
    return all.values();
  }

  private static void add(
      Map<String, Setup> all, String name, Kind kind, List<LearnerSettings> learners) {
    String json =
        "["
            + joined(learners.stream().map(each -> LearnersJson.toJson(each).toString()), ",")
            + "]";
    all.putIfAbsent(name, new Setup(name, kind, json, Guarantee.EXACTLY_ONCE, 1, 1, 1));
  }

  private static String joined(Stream<String> words, String by) {
    return words.collect(Collectors.joining(by));
  }

  /** Of a list with a blend, the blend alone, as gyre learn does if nobody says otherwise. */
  private static List<LearnerSettings> published(List<LearnerSettings> learners) {
    return PredictionSampling.standard(learners).publishing(learners);
  }

  /** Returns this scenario as one instance runs it. */
  Setup under(Guarantee wanted, int ofPoints, int each) {
    return new Setup(scenario, kind, learners, wanted, ofPoints, 1, each);
  }

  /**
   * Lists the application's layouts of all numbers, with the learners of this scenario. A single
   * partition is not merged, and gives more than one thread nothing to do: it is there once, first,
   * as what others are compared with.
   */
  List<Setup> layouts(
      List<Integer> partitionsOf, List<Integer> processes, List<Integer> threadsOf) {
    Collection<Setup> all = new LinkedHashSet<>();
    all.add(new Setup(scenario, Kind.REPLICAS, learners, guarantee, 1, 1, 1));
    for (int ofPoints : partitionsOf) {
      for (int many : processes) {
        for (int each : threadsOf) {
          for (Kind way : ofPoints == 1 ? List.<Kind>of() : List.of(Kind.REPLICAS, Kind.JOURNAL)) {
            all.add(new Setup(scenario, way, learners, guarantee, ofPoints, many, each));
          }
        }
      }
    }
    return List.copyOf(all);
  }

  /** Whether the application itself runs, rather than a topology alone. */
  boolean ofApplication() {
    return kind == Kind.REPLICAS || kind == Kind.JOURNAL;
  }

  /** What the tables call it: the scenario or, of the application, the layout. */
  String name() {
    if (!ofApplication()) {
      return scenario;
    }
    return partitions == 1 ? "direct" : kind.name().toLowerCase(Locale.ROOT);
  }

  /** The records that one point gives on {@code predictions}. */
  int outputs() {
    return kind == Kind.PASS_THROUGH ? 1 : published(learnerList()).size();
  }

  /** The settings of the learners. */
  List<LearnerSettings> learnerList() {
    return LearnersJson.parse(learners, "the bench");
  }

  /** Says in words which it is. */
  String words() {
    return "%s, %s, %d partition(s), %d instance(s), %d thread(s)"
        .formatted(name(), guarantee.words(), partitions, instances, threads);
  }
}
