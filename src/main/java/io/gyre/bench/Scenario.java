package io.gyre.bench;

import io.gyre.GyreException;
import io.gyre.learning.LearnerSettings;
import io.gyre.learning.LearnersJson;
import io.gyre.stream.PredictionSampling;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What is done with each point.
 *
 * @param name names it on the command line and in the tables
 * @param kind how much of Gyre takes part
 * @param learners those that learn; for {@link Kind#JSON} those whose outputs are imitated; none
 *     for {@link Kind#PASS_THROUGH}
 */
public record Scenario(String name, Kind kind, List<LearnerSettings> learners) {

  /** How much of Gyre takes part. */
  public enum Kind {
    /** Bytes in, the same bytes out: the limit that Kafka Streams itself sets. */
    PASS_THROUGH,
    /** A point parsed, a prediction per learner written, nothing learned and nothing kept. */
    JSON,
    /** Gyre. */
    LEARN
  }

  /** The scenario that all others are compared with. */
  public static final String PASS_THROUGH = "pass-through";

  /** Copies the list. */
  public Scenario {
    learners = List.copyOf(learners);
  }

  /** The records that one point gives on {@code predictions}. */
  int outputs() {
    return kind == Kind.PASS_THROUGH ? 1 : published(learners).size();
  }

  /**
   * Lists the scenarios for a list of learners: pass-through, then the first learner alone, those
   * without replay, and all; each beside JSON with as many outputs.
   */
  public static List<Scenario> of(List<LearnerSettings> learners) {
    List<LearnerSettings> plain = learners.stream().filter(Scenario::isWithoutReplay).toList();
    List<Scenario> all = new ArrayList<>();
    all.add(new Scenario(PASS_THROUGH, Kind.PASS_THROUGH, List.of()));
    addPair(all, learners.subList(0, 1));
    if (plain.size() > 1 && plain.size() < learners.size()) {
      addPair(all, plain);
    }
    if (learners.size() > 1) {
      addPair(all, learners);
    }
    return all;
  }

  private static boolean isWithoutReplay(LearnerSettings learner) {
    return LearnersJson.toJson(learner).path("replay").asInt() == 0;
  }

  /** Of a list with a blend, the blend alone, as gyre learn does if nobody says otherwise. */
  private static List<LearnerSettings> published(List<LearnerSettings> learners) {
    return PredictionSampling.standard(learners).publishing(learners);
  }

  private static void addPair(List<Scenario> all, List<LearnerSettings> learners) {
    List<LearnerSettings> published = published(learners);
    String json = jsonName(published.size());
    if (all.stream().noneMatch(scenario -> scenario.name().equals(json))) {
      all.add(new Scenario(json, Kind.JSON, published));
    }
    String names = learners.stream().map(LearnerSettings::name).collect(Collectors.joining("+"));
    all.add(new Scenario(names, Kind.LEARN, learners));
  }

  private static String jsonName(int outputs) {
    return "json-" + outputs;
  }

  /** The name of the scenario with the same records and no learning; itself where there is none. */
  String floor() {
    return kind == Kind.LEARN ? jsonName(outputs()) : name;
  }

  /**
   * Picks scenarios by name; pass-through always comes first.
   *
   * @throws GyreException when there is none of a name
   */
  public static List<Scenario> pick(List<Scenario> all, List<String> names) {
    List<String> known = all.stream().map(Scenario::name).toList();
    for (String name : names) {
      if (!known.contains(name)) {
        throw new GyreException(
            "--scenario: expected one of %s, found %s".formatted(String.join(", ", known), name));
      }
    }
    return all.stream().filter(s -> s.name.equals(PASS_THROUGH) || names.contains(s.name)).toList();
  }
}
