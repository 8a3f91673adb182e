package io.gyre.simulation;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.gyre.GyreException;
import io.gyre.data.Label;
import io.gyre.fold.alerts.Budget;
import io.gyre.fold.alerts.DecisionSettings;
import io.gyre.fold.keys.KeySettings;
import io.gyre.fold.state.FoldSettings;
import io.gyre.fold.waiting.LateLabels;
import io.gyre.format.RecordSettings;
import io.gyre.format.Schema;
import io.gyre.format.ValueFormat;
import io.gyre.learning.list.LearnerSettings;
import io.gyre.learning.list.LearnersJson;
import io.gyre.registry.UsedSchemas;
import io.gyre.stream.processor.PredictionSampling;
import io.gyre.stream.start.ApplicationSettings;
import io.gyre.stream.start.InputSettings;
import io.gyre.time.WindowSettings;
import io.gyre.topic.OutputFormat;
import io.gyre.topic.TopicNames;
import io.gyre.version.VersionRule;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;

/** What an application is for, and the records that it is given. */
enum Scene {
  /** One partition, without a journal. */
  DIRECT(1),
  /** A model for each of two partitions. */
  PER_PARTITION(2),
  /** One model over three partitions, with keys and alerts. */
  MERGED(3),
  /** Labels on a topic of their own, silence as a label, keys and alerts. */
  LABELS(2),
  /** Labels that come later on the topic of the points. */
  LATE(1),
  /** Records that name their schemas. */
  SCHEMAS(2);

  static final String APPLICATION = "simulated";
  static final String POINTS = "points";
  static final String LABELS_TOPIC = "labels";

  /** The variant with one learner alone, for runs that shall be quick. */
  static final int ONE_LEARNER = -1;

  private static final List<LearnerSettings> ONE =
      learners("[{\"name\": \"a\", \"kind\": \"logistic\", \"learningRate\": 0.3, \"batch\": 3}]");

  private static final List<List<LearnerSettings>> LEARNERS =
      List.of(
          learners(
              """
              [{"name": "a", "kind": "logistic", "optimiser": "adagrad", "learningRate": 0.3, "batch": 3},
               {"name": "near", "kind": "neighbours", "k": 3, "memory": 12},
               {"name": "blend", "kind": "blend"}]"""),
          learners(
              """
              [{"name": "a", "kind": "logistic", "optimiser": "adagrad", "learningRate": 0.3, "batch": 3},
               {"name": "net", "kind": "network", "hidden": 2, "learningRate": 0.2, "batch": 5}]"""),
          learners(
              """
              [{"name": "net", "kind": "network", "hidden": 2, "learningRate": 0.2, "batch": 5},
               {"name": "near", "kind": "neighbours", "k": 3, "memory": 12}]"""));

  private static final List<List<LearnerSettings>> OF_AMOUNTS =
      List.of(
          learners(
              """
              [{"name": "a", "kind": "linear", "labels": true, "learningRate": 0.3, "batch": 3},
               {"name": "near", "kind": "neighbours", "k": 3, "memory": 12},
               {"name": "mix", "kind": "mix"}]"""),
          learners(
              """
              [{"name": "a", "kind": "linear", "labels": true, "learningRate": 0.3, "batch": 3},
               {"name": "net", "kind": "network", "asinh": true, "hidden": 2, "learningRate": 0.2, "batch": 5},
               {"name": "last", "kind": "last"}]"""),
          learners(
              """
              [{"name": "net", "kind": "network", "asinh": true, "hidden": 2, "learningRate": 0.2, "batch": 5},
               {"name": "trees", "kind": "forest", "trees": 1, "memory": 12},
               {"name": "mix", "kind": "mix"}]"""));

  /** A record to be sent; the partition is drawn then. */
  record Made(String topic, byte[] value) {}

  final int partitions;

  Scene(int partitions) {
    this.partitions = partitions;
  }

  private static List<LearnerSettings> learners(String json) {
    return LearnersJson.parse(json, "simulation");
  }

  boolean hasLabelsTopic() {
    return this == LABELS;
  }

  boolean hasKeys() {
    return this == MERGED || this == LABELS;
  }

  /** Whether its topic of points may grow. */
  boolean mayGrow() {
    return this == DIRECT || this == MERGED;
  }

  private FoldSettings fold(int variant, boolean ofAmounts) {
    RecordSettings records = RecordSettings.standard();
    if (ofAmounts) {
      records = records.withAmounts();
    }
    if (hasKeys()) {
      records = records.withKeys(List.of("place", "place+kind"));
    }
    if (this == SCHEMAS) {
      records = records.withFormat(ValueFormat.JSON_SCHEMA);
    }
    List<List<LearnerSettings>> learners = ofAmounts ? OF_AMOUNTS : LEARNERS;
    FoldSettings fold =
        new FoldSettings(
                records,
                variant == ONE_LEARNER ? ONE : learners.get(variant % learners.size()),
                new WindowSettings(1_000, (variant & 1) * 300, 3_600_000))
            .withKeys(new KeySettings(List.of(), 3));
    if (!ofAmounts) {
      fold = fold.withClasses(List.of(Label.of(0), Label.of(1)), Label.of(1));
    }
    if (hasKeys()) {
      fold = fold.withDecisions(new DecisionSettings(new Budget(3, 12, true), null, null));
    }
    return switch (this) {
      case LABELS -> fold.with(new LateLabels(900, 40, 1 << 20, Label.of(0), true));
      case LATE -> fold.with(new LateLabels(1_500, 20, 1 << 20, null, false));
      default -> fold;
    };
  }

  /**
   * @param variant of what may be changed at a restart: learners and windows
   */
  ApplicationSettings settings(int variant, boolean ofAmounts) {
    return new ApplicationSettings(
            APPLICATION,
            TopicNames.standard(),
            new InputSettings(
                hasLabelsTopic() ? LABELS_TOPIC : null,
                this == PER_PARTITION,
                InputSettings.JOURNAL_BYTES),
            fold(variant, ofAmounts),
            PredictionSampling.ALL,
            OutputFormat.JSON,
            Path.of("state"),
            Map.of("bootstrap.servers", "none:1"))
        .with(new VersionRule(1_500, 2));
  }

  /** What an instance knows of a registry; null without one. */
  UsedSchemas schemas(Consumer<String> calls) {
    if (this != SCHEMAS) {
      return null;
    }
    return new UsedSchemas(
        id -> {
          calls.accept("registry");
          return new Schema(ValueFormat.JSON_SCHEMA, "{\"title\":\"" + id + "\"}", null);
        },
        "registry",
        Duration.ZERO,
        null,
        () -> 0,
        (id, url) -> new GyreException(id + " is another"));
  }

  /** Makes points, their labels and what is bad, in the order in which they are sent. */
  List<Made> records(Random random, int points, boolean ofAmounts) {
    Map<Double, Made> made = new TreeMap<>();
    boolean late = this == LABELS || this == LATE;
    for (int i = 0; i < points; i++) {
      int label = random.nextInt(2);
      if (random.nextInt(30) == 0) {
        made.put(i + 0.001, new Made(POINTS, bad(random)));
      }
      boolean inline = !late || random.nextInt(10) == 0;
      boolean labelled = inline && random.nextInt(10) > 0;
      String text = ofAmounts ? amount(random, label) : Integer.toString(label);
      String json = point(random, i, label, labelled ? text : null);
      made.put((double) i, new Made(POINTS, frame(random, json)));
      for (int labels = late ? random.nextInt(12) : 10; labels < 10; labels += 8) {
        // Some come before their point, some twice, some with another class.
        String said = random.nextInt(12) == 0 ? Integer.toString(1 - label) : text;
        String alone = "{\"id\":\"p-%d\",\"label\":%s}".formatted(i, said);
        made.put(
            i - 3 + 20 * random.nextDouble(),
            new Made(hasLabelsTopic() ? LABELS_TOPIC : POINTS, alone.getBytes(UTF_8)));
      }
    }
    return new ArrayList<>(made.values());
  }

  /** Gives a point a field that says when it was; other records stay as they are. */
  static byte[] withTime(byte[] value, long ms) {
    if (value == null) {
      return null;
    }
    return new String(value, ISO_8859_1)
        .replace(",\"x\":", ",\"at\":" + ms + ",\"x\":")
        .getBytes(ISO_8859_1);
  }

  /** A point, or a label for none. */
  static byte[] last() {
    return "{\"id\":\"last\",\"label\":1}".getBytes(UTF_8);
  }

  /** Some are in vain, some too large to be believed. */
  private static String amount(Random random, int label) {
    int kind = random.nextInt(20);
    return kind == 0 ? "\"many\"" : kind == 1 ? "1e70" : "" + (9 * label + random.nextGaussian());
  }

  private static byte[] bad(Random random) {
    byte[][] values = {"no JSON".getBytes(UTF_8), null, new byte[0], "{\"id\":".getBytes(UTF_8)};
    return values[random.nextInt(values.length)];
  }

  /** The points that a replica is asked about. */
  static byte[] question(Random random) {
    return point(random, -1, random.nextInt(2), null).getBytes(UTF_8);
  }

  private static String point(Random random, int i, int label, String said) {
    // Not by format, which took a tenth of a schedule.
    return "{\"id\":\"p-"
        + i
        + "\",\"x\":"
        + (label + random.nextGaussian())
        + ",\"place\":\""
        + "abcde".charAt(random.nextInt(5))
        + "\",\"kind\":"
        + random.nextInt(2)
        + ",\"note\":\"w"
        + random.nextInt(4)
        + " w"
        + random.nextInt(9) * label
        + "\""
        + (said == null ? "" : ",\"label\":" + said)
        + "}";
  }

  private byte[] frame(Random random, String json) {
    byte[] value = json.getBytes(UTF_8);
    if (this != SCHEMAS) {
      return value;
    }
    int id = 7 + random.nextInt(3);
    return ByteBuffer.allocate(value.length + 5).put((byte) 0).putInt(id).put(value).array();
  }
}
