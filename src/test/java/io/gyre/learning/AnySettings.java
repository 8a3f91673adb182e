package io.gyre.learning;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gyre.learning.list.Kinds;
import io.gyre.learning.list.LearnersJson;
import io.gyre.learning.optimiser.Optimisers;
import io.gyre.learning.settings.SettingsJson;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Draws settings of any kind: what a field may be is said by its name; else it has its default, or
 * half of that if it is a number.
 */
final class AnySettings {

  private static final Map<String, List<Object>> VALUES =
      Map.ofEntries(
          Map.entry("fade", List.of(0.0, 0.5, 0.98)),
          Map.entry("trustRate", List.of(0.0, 0.2, 1.0)),
          Map.entry("k", List.of(1, 5, 20)),
          Map.entry("trees", List.of(1, 4)),
          Map.entry("hidden", List.of(1, 4, 9)),
          Map.entry("initialisation", List.of("normal", "fan-in")),
          Map.entry("optimiser", List.copyOf(Optimisers.names())),
          Map.entry("learningRate", List.of(0.03, 1.2, 40.0)),
          Map.entry("batch", List.of(1, 3, 8)),
          Map.entry("replay", List.of(0, 5, 20)),
          Map.entry("memory", List.of(20, 33)),
          Map.entry("steps", List.of(1, 3)),
          Map.entry("l2", List.of(0.0, 0.01)),
          Map.entry("view", List.of("plain", "standardised", "full")),
          Map.entry("clip", List.of(0.0, 3.0)),
          Map.entry("clipNorm", List.of(0.0, 0.5)),
          Map.entry("seed", List.of(0, 42)));

  private AnySettings() {}

  static KindSettings of(String kind, long seed) {
    return of(kind, seed, VALUES);
  }

  private static KindSettings of(String kind, long seed, Map<String, List<Object>> choices) {
    Random random = new Random(seed);
    random.nextInt();
    ObjectNode json = SettingsJson.MAPPER.createObjectNode().put("name", "any").put("kind", kind);
    for (RecordComponent field : SettingsJson.fields(Kinds.settings(kind))) {
      List<Object> values =
          choices.containsKey(field.getName()) ? choices.get(field.getName()) : usual(field);
      if (!values.isEmpty()) {
        Object value = values.get(random.nextInt(values.size()));
        json.set(field.getName(), SettingsJson.MAPPER.<JsonNode>valueToTree(value));
      }
    }
    return LearnersJson.fromJson(json).settings();
  }

  private static List<Object> usual(RecordComponent field) {
    JsonProperty said = field.getAccessor().getAnnotation(JsonProperty.class);
    String usual = said == null ? "" : said.defaultValue();
    return switch (usual.isEmpty() ? "" : field.getType().getSimpleName()) {
      case "int" -> List.of(Integer.parseInt(usual), Integer.parseInt(usual) / 2);
      case "double" -> List.of(Double.parseDouble(usual), Double.parseDouble(usual) / 2);
      default -> List.of();
    };
  }

  /** Some of every kind. */
  static List<KindSettings> some(int ofEachKind) {
    return some(ofEachKind, VALUES);
  }

  /** Some of every kind; those that have a view see all columns. */
  static List<KindSettings> ofAllColumns(int ofEachKind) {
    Map<String, List<Object>> choices = new HashMap<>(VALUES);
    choices.put("view", List.of("full"));
    return some(ofEachKind, choices);
  }

  /** Some of every kind that learns amounts, with each view of them. */
  static List<KindSettings> ofAmounts(int ofEachKind) {
    Map<String, List<Object>> choices = new HashMap<>(VALUES);
    choices.put("labels", List.of(false, true));
    choices.put("asinh", List.of(false, true));
    List<KindSettings> all = some(Kinds.names(), ofEachKind, choices);
    return all.stream().filter(KindSettings::learnsAmounts).toList();
  }

  private static List<KindSettings> some(int ofEachKind, Map<String, List<Object>> choices) {
    return some(KindsOfClasses.names(), ofEachKind, choices);
  }

  private static List<KindSettings> some(
      List<String> kinds, int ofEachKind, Map<String, List<Object>> choices) {
    List<KindSettings> all = new ArrayList<>();
    for (String kind : kinds) {
      for (int seed = 0; seed < ofEachKind; seed++) {
        all.add(of(kind, seed, choices));
      }
    }
    return all.stream().distinct().toList();
  }
}
