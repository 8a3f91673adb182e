package io.gyre.learning;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gyre.GyreException;
import io.gyre.data.ParserFault;
import io.gyre.learning.LearnerSettings.Initialisation;
import io.gyre.learning.LearnerSettings.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * The list of learners as JSON: an array of objects, one a learner, whose fields are those of
 * {@link LearnerSettings}. {@code name} and {@code kind} are needed, the rest has defaults; a field
 * that is not known is refused, since it is most likely a typing error.
 */
public final class Learners {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final List<String> FIELDS =
      List.of(
          "name",
          "kind",
          "hidden",
          "initialisation",
          "optimiser",
          "learningRate",
          "momentum",
          "batch",
          "replay",
          "memory",
          "steps",
          "l2",
          "scaling",
          "clip",
          "clipNorm",
          "seed");

  private static final int DEFAULT_MEMORY = 2_000;

  /** Without replay: the memory is fixed for life, and a batch cannot be raised beyond it. */
  private static final int LEAST_MEMORY = 64;

  private Learners() {}

  /** Reads the three learners that Gyre starts with when no others are named. */
  public static List<LearnerSettings> standard() {
    try (InputStream in = Learners.class.getResourceAsStream("/learners.json")) {
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8), "learners.json");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads a list of learners from a file.
   *
   * @throws GyreException when the file cannot be read or says something unusable
   */
  public static List<LearnerSettings> read(Path file) {
    try {
      return parse(Files.readString(file), file.toString());
    } catch (NoSuchFileException e) {
      throw new GyreException(
          "learners file %s: there is no such file. Expected a JSON list of learners"
              .formatted(file),
          e);
    } catch (IOException e) {
      throw new GyreException(
          "learners file %s: cannot be read as UTF-8 text (%s)".formatted(file, e.getMessage()), e);
    }
  }

  /**
   * Parses a list of learners.
   *
   * @param source where the text comes from, for messages
   * @throws GyreException when the text says something unusable
   */
  public static List<LearnerSettings> parse(String json, String source) {
    try {
      JsonNode list = JSON.readTree(json);
      if (!list.isArray() || list.isEmpty()) {
        throw new GyreException("expected a JSON list with at least one learner in it");
      }
      List<LearnerSettings> learners = new ArrayList<>();
      Set<String> names = new HashSet<>();
      for (JsonNode node : list) {
        LearnerSettings settings = read(node, learners.size() + 1);
        checkReplay(settings);
        if (!names.add(settings.name())) {
          throw new GyreException(
              "two learners bear the name \"%s\"; each needs its own".formatted(settings.name()));
        }
        learners.add(settings);
      }
      return List.copyOf(learners);
    } catch (JsonProcessingException e) {
      throw new GyreException(
          "learners file %s: not JSON: %s, line %d, column %d"
              .formatted(
                  source,
                  ParserFault.said(e),
                  e.getLocation() == null ? 0 : e.getLocation().getLineNr(),
                  e.getLocation() == null ? 0 : e.getLocation().getColumnNr()),
          e);
    } catch (GyreException e) {
      throw new GyreException("learners file %s: %s".formatted(source, e.getMessage()), e);
    }
  }

  /**
   * Asked of a list alone: a state that an earlier Gyre made with such settings can be read, and
   * goes on once its replay is lowered.
   */
  private static void checkReplay(LearnerSettings settings) {
    if (settings.replay() > settings.memory()) {
      throw new GyreException(
          String.format(
              Locale.ROOT,
              "learner \"%s\": replay is %,d, expected at most the points of its memory, %,d; lower it, or raise memory if it has learned nothing yet",
              settings.name(),
              settings.replay(),
              settings.memory()));
    }
  }

  /** Reads one learner from what {@link #toJson} wrote. */
  static LearnerSettings fromJson(byte[] json) throws IOException {
    return read(JSON.readTree(json), 1);
  }

  private static LearnerSettings read(JsonNode node, int number) {
    if (!node.isObject()) {
      throw new GyreException("entry %d is not an object: %s".formatted(number, node));
    }
    Set<String> unknown = new TreeSet<>();
    node.fieldNames().forEachRemaining(unknown::add);
    FIELDS.forEach(unknown::remove);
    Fields fields = new Fields(node, "entry " + number);
    fields = new Fields(node, "learner \"%s\"".formatted(fields.text("name", null)));
    if (!unknown.isEmpty()) {
      throw new GyreException(
          "%s: unknown field %s; known are %s"
              .formatted(fields.learner, String.join(", ", unknown), String.join(", ", FIELDS)));
    }
    boolean network = fields.choice("kind", Kind.values(), null) == Kind.NETWORK;
    long batch = fields.whole("batch", 8);
    long replay = fields.whole("replay", 0);
    return new LearnerSettings(
        fields.text("name", null),
        network ? Kind.NETWORK : Kind.LOGISTIC,
        (int) fields.whole("hidden", network ? 4 : 0),
        fields.choice(
            "initialisation",
            Initialisation.values(),
            network ? Initialisation.FAN_IN : Initialisation.ZERO),
        fields.choice("optimiser", Optimiser.Rule.values(), Optimiser.Rule.GRADIENT_DESCENT),
        fields.number("learningRate", null),
        fields.number("momentum", 0.9),
        (int) batch,
        (int) replay,
        (int) fields.whole("memory", Math.max(batch, replay == 0 ? LEAST_MEMORY : DEFAULT_MEMORY)),
        (int) fields.whole("steps", 1),
        fields.number("l2", 0.0),
        fields.choice("scaling", Scaler.Scaling.values(), Scaler.Scaling.NONE),
        fields.number("clip", 10.0),
        fields.number("clipNorm", 0.5),
        fields.whole("seed", 42));
  }

  /** Writes settings in full, so that {@link #parse} reads equal ones. */
  public static ObjectNode toJson(LearnerSettings settings) {
    return JSON.createObjectNode()
        .put("name", settings.name())
        .put("kind", settings.kind().toString())
        .put("hidden", settings.hidden())
        .put("initialisation", settings.initialisation().toString())
        .put("optimiser", settings.optimiser().toString())
        .put("learningRate", settings.learningRate())
        .put("momentum", settings.momentum())
        .put("batch", settings.batch())
        .put("replay", settings.replay())
        .put("memory", settings.memory())
        .put("steps", settings.steps())
        .put("l2", settings.l2())
        .put("scaling", settings.scaling().toString())
        .put("clip", settings.clip())
        .put("clipNorm", settings.clipNorm())
        .put("seed", settings.seed());
  }

  /** The fields of one learner's object, each read with a message that names it. */
  private record Fields(JsonNode node, String learner) {

    String text(String field, String byDefault) {
      JsonNode value = value(field, byDefault);
      if (value == null) {
        return byDefault;
      }
      if (!value.isTextual()) {
        throw unusable(field, value, "a string");
      }
      return value.textValue();
    }

    long whole(String field, long byDefault) {
      JsonNode value = value(field, byDefault);
      if (value == null) {
        return byDefault;
      }
      // Beyond int the range check of LearnerSettings would see a wrapped value.
      if (!value.isIntegralNumber()
          || !value.canConvertToLong()
          || (!field.equals("seed") && !value.canConvertToInt())) {
        throw unusable(field, value, "a whole number");
      }
      return value.longValue();
    }

    double number(String field, Double byDefault) {
      JsonNode value = value(field, byDefault);
      if (value == null) {
        return byDefault;
      }
      if (!value.isNumber()) {
        throw unusable(field, value, "a number");
      }
      return value.doubleValue();
    }

    <E extends Enum<E>> E choice(String field, E[] choices, E byDefault) {
      JsonNode value = value(field, byDefault);
      if (value == null) {
        return byDefault;
      }
      for (E choice : choices) {
        if (value.isTextual() && choice.toString().equals(value.textValue())) {
          return choice;
        }
      }
      throw unusable(field, value, "one of " + List.of(choices));
    }

    private JsonNode value(String field, Object byDefault) {
      JsonNode value = node.get(field);
      if (value == null && byDefault == null) {
        throw new GyreException("%s: %s is missing".formatted(learner, field));
      }
      return value;
    }

    private GyreException unusable(String field, JsonNode value, String expected) {
      String found = value.toString();
      return new GyreException(
          String.format(
              Locale.ROOT,
              "%s: %s is %s, expected %s",
              learner,
              field,
              found.length() > 60 ? found.substring(0, 60) + "…" : found,
              expected));
    }
  }
}
