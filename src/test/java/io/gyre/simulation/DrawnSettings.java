package io.gyre.simulation;

import io.gyre.GyreException;
import io.gyre.data.Label;
import io.gyre.fold.alerts.Budget;
import io.gyre.fold.alerts.CaseCost;
import io.gyre.fold.alerts.DecisionSettings;
import io.gyre.fold.keys.KeySettings;
import io.gyre.fold.state.FoldSettings;
import io.gyre.fold.waiting.LateLabels;
import io.gyre.format.RecordSettings;
import io.gyre.format.ValueFormat;
import io.gyre.learning.list.LearnersJson;
import io.gyre.stream.processor.PredictionSampling;
import io.gyre.stream.start.ApplicationSettings;
import io.gyre.stream.start.InputSettings;
import io.gyre.time.WindowSettings;
import io.gyre.topic.OutputFormat;
import io.gyre.topic.TopicNames;
import io.gyre.version.VersionRule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.StringJoiner;

/** All that a user may type, drawn at random, and changed at random for the next start. */
final class DrawnSettings {

  private static final String[] OF_CLASSES = {
    "\"name\":\"a\",\"kind\":\"logistic\",\"optimiser\":\"adagrad\",\"learningRate\":0.3,\"batch\":3",
    "\"name\":\"net\",\"kind\":\"network\",\"hidden\":2,\"learningRate\":0.2,\"batch\":5",
    "\"name\":\"near\",\"kind\":\"neighbours\",\"k\":3,\"memory\":12",
    "\"name\":\"close\",\"kind\":\"neighbours\",\"k\":1,\"memory\":30",
    "\"name\":\"trees\",\"kind\":\"forest\",\"trees\":1,\"memory\":12",
    "\"name\":\"again\",\"kind\":\"network\",\"hidden\":2,\"learningRate\":0.1,\"replay\":2,\"memory\":20",
    "\"name\":\"words\",\"kind\":\"naive-bayes\"",
    "\"name\":\"chain\",\"kind\":\"label-chain\"",
    "\"name\":\"prior\",\"kind\":\"prior\"",
    "\"name\":\"blend\",\"kind\":\"blend\"",
  };

  private static final String[] OF_AMOUNTS = {
    "\"name\":\"a\",\"kind\":\"linear\",\"labels\":true,\"learningRate\":0.3,\"batch\":3",
    "\"name\":\"net\",\"kind\":\"network\",\"asinh\":true,\"hidden\":2,\"learningRate\":0.2,\"batch\":5",
    "\"name\":\"near\",\"kind\":\"neighbours\",\"k\":3,\"memory\":12",
    "\"name\":\"close\",\"kind\":\"neighbours\",\"k\":1,\"memory\":30",
    "\"name\":\"trees\",\"kind\":\"forest\",\"trees\":1,\"memory\":12",
    "\"name\":\"mean\",\"kind\":\"mean\"",
    "\"name\":\"last\",\"kind\":\"last\"",
    "\"name\":\"mix\",\"kind\":\"mix\"",
  };

  private static final List<String> CHANGES =
      List.of(
          "learner added",
          "learner removed",
          "order",
          "renamed",
          "learner's settings",
          "keys",
          "spans",
          "waits",
          "waits",
          "fields",
          "windows",
          "interval",
          "reports",
          "decisions",
          "classes",
          "positive",
          "topic of labels",
          "kind of labels");

  private static final List<String> NAMES = List.of("\"close\"", "\"near\"", "\"other\"");

  private final Scene scene;
  private boolean ofAmounts;
  private boolean hasLabelsTopic;
  private final Random random;

  private List<String> learners = new ArrayList<>();
  private List<String> keys = List.of();
  private List<Long> spans = List.of();
  private long maxKeys = 3;
  private LateLabels late;
  private RecordSettings records = RecordSettings.standard();
  private WindowSettings windows = new WindowSettings(1_000, 0, 3_600_000);
  private double interval = FoldSettings.INTERVAL;
  private int reportPoints;
  private DecisionSettings decisions;
  private List<Label> classes = List.of();
  private Label positive;

  /** What was changed. */
  final List<String> changes = new ArrayList<>();

  /** Draws until the settings are some that a first start takes. */
  DrawnSettings(Scene scene, boolean ofAmounts, Random random) {
    this.scene = scene;
    this.ofAmounts = ofAmounts;
    this.random = random;
    do {
      drawAll();
    } while (refusal() != null);
    changes.clear();
  }

  private void drawAll() {
    hasLabelsTopic = scene.hasLabelsTopic();
    records = ofAmounts ? RecordSettings.standard().withAmounts() : RecordSettings.standard();
    if (scene == Scene.SCHEMAS) {
      records = records.withFormat(ValueFormat.JSON_SCHEMA);
    }
    List<String> all = new ArrayList<>(Arrays.asList(ofAmounts ? OF_AMOUNTS : OF_CLASSES));
    String mixing = all.remove(all.size() - 1);
    Collections.shuffle(all, random);
    learners = new ArrayList<>(all.subList(0, 1 + random.nextInt(3)));
    if (random.nextInt(3) > 0) {
      learners.add(mixing);
    }
    late = null;
    if (scene == Scene.LATE || scene == Scene.LABELS) {
      late = new LateLabels(900, 40, 1 << 20, null, false);
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      change();
    }
  }

  /** Tells whether labels are amounts. */
  boolean ofAmounts() {
    return ofAmounts;
  }

  /** Changes one to three things, until something is another. */
  void changeSome() {
    String before = String.valueOf(settingsOrNull());
    do {
      for (int i = random.nextInt(3); i >= 0; i--) {
        change();
      }
    } while (String.valueOf(settingsOrNull()).equals(before));
  }

  private void change() {
    // Mostly the list of learners: what was stored by another one is what goes wrong.
    int what = random.nextInt(3) > 0 ? random.nextInt(5) : random.nextInt(CHANGES.size());
    switch (what) {
      case 0 -> add();
      case 1 -> {
        if (learners.size() > 1) {
          learners.remove(random.nextInt(learners.size()));
        }
      }
      case 2 -> Collections.shuffle(learners, random);
      case 3 -> rename();
      case 4 -> resize();
      case 5 ->
          keys = pick(List.of(), List.of("place"), List.of("kind", "place"), List.of("place+kind"));
      case 6 -> {
        spans = pick(List.of(), List.of(500L), List.of(2_000L, 100L));
        maxKeys = 1 + random.nextInt(5);
      }
      case 7, 8 -> changeWaits();
      case 9 -> changeFields();
      case 10 ->
          windows =
              new WindowSettings(pick(1_000L, 400L), pick(0L, 700L), pick(3_600_000L, 2_000L));
      case 11 -> interval = pick(0.5, 0.9, 0.99);
      case 12 -> reportPoints = pick(0, 7, FoldSettings.NO_REPORTS);
      case 13 -> changeDecisions();
      case 14 -> {
        if (!ofAmounts) {
          classes =
              pick(
                  List.of(),
                  List.of(Label.of(0), Label.of(1)),
                  List.of(Label.of(1), Label.of(0)),
                  List.of(Label.of(0), Label.of(1), Label.of(2)));
        }
      }
      case 15 -> positive = ofAmounts ? null : pick(null, Label.of(0), Label.of(1));
      case 16 -> hasLabelsTopic = scene.hasLabelsTopic() && random.nextBoolean();
      default -> changeKind();
    }
    changes.add(CHANGES.get(what));
  }

  /** Amounts where there were classes, or the other way; rarely, since nobody can start so. */
  private void changeKind() {
    if (random.nextInt(4) == 0) {
      ofAmounts = !ofAmounts;
      learners = new ArrayList<>(List.of(pick(ofAmounts ? OF_AMOUNTS : OF_CLASSES)));
      records = ofAmounts ? records.withAmounts() : records.withBins(0, List.of());
    }
  }

  @SafeVarargs
  private <T> T pick(T... of) {
    return of[random.nextInt(of.length)];
  }

  private static String name(String learner) {
    return learner.split(",")[0];
  }

  private void add() {
    String added = pick(ofAmounts ? OF_AMOUNTS : OF_CLASSES);
    if (learners.stream().noneMatch(each -> name(each).equals(name(added)))) {
      learners.add(random.nextInt(learners.size() + 1), added);
    }
  }

  /** A name may go to another kind. */
  private void rename() {
    int place = random.nextInt(learners.size());
    String learner = learners.get(place);
    String name = "\"name\":" + NAMES.get(random.nextInt(NAMES.size()));
    if (learners.stream().noneMatch(each -> name(each).equals(name))) {
      learners.set(place, learner.replace(name(learner), name));
    }
  }

  private void resize() {
    int place = random.nextInt(learners.size());
    String learner = learners.get(place);
    learners.set(
        place,
        learner
            .replace("\"memory\":12", "\"memory\":" + pick("9", "25"))
            .replace("\"learningRate\":0.3", "\"learningRate\":0.1")
            .replace("\"hidden\":2", "\"hidden\":" + pick("2", "3"))
            .replace("\"labels\":true", "\"labels\":" + pick("true", "false")));
  }

  private void changeWaits() {
    Label silence =
        pick(null, Label.of(0), Label.of(1), Label.of(5), new Label("none", Label.Form.TEXT));
    boolean needed = hasLabelsTopic;
    late =
        !needed && random.nextInt(4) == 0
            ? null
            : new LateLabels(
                pick(300L, 900L, 5_000L),
                pick(5, 40),
                pick(3_000, 1 << 20),
                silence,
                silence != null && random.nextBoolean());
  }

  private void changeFields() {
    RecordSettings json = RecordSettings.json("label", RecordSettings.ID, pick(null, null, "at"));
    json =
        switch (random.nextInt(7)) {
          case 0 -> json.withIgnored(List.of("note"));
          case 1 -> json.withFields(List.of("x", "place", "kind"));
          case 2 -> json.withCategories(List.of("kind", "x"));
          case 3 -> json.withTexts(List.of("place"));
          case 4 -> json.withFields(List.of("note"));
          default -> json;
        };
    records = ofAmounts ? json.withAmounts() : json;
    if (scene == Scene.SCHEMAS) {
      records =
          records.withFormat(pick(ValueFormat.JSON_SCHEMA, ValueFormat.AUTO, ValueFormat.JSON));
    }
  }

  private void changeDecisions() {
    CaseCost miss = new CaseCost(null, "x");
    CaseCost alarm = new CaseCost(0.2, null);
    decisions =
        pick(
            null,
            new DecisionSettings(new Budget(3, 12, true), null, null),
            new DecisionSettings(new Budget(2, 1_000, false), null, null),
            new DecisionSettings(null, miss, alarm),
            new DecisionSettings(new Budget(2, 9, true), miss, alarm));
  }

  /** Returns why nobody can start with this; null if one can. */
  GyreException refusal() {
    try {
      settings();
      return null;
    } catch (GyreException e) {
      return e;
    }
  }

  private ApplicationSettings settingsOrNull() {
    return refusal() == null ? settings() : null;
  }

  ApplicationSettings settings() {
    StringJoiner json = new StringJoiner("},{", "[{", "}]");
    learners.forEach(json::add);
    FoldSettings fold =
        new FoldSettings(
            records.withKeys(keys),
            classes,
            positive,
            LearnersJson.parse(json.toString(), "simulation"),
            windows,
            late,
            new KeySettings(spans, maxKeys),
            decisions,
            interval,
            reportPoints);
    return new ApplicationSettings(
            Scene.APPLICATION,
            TopicNames.standard(),
            new InputSettings(
                hasLabelsTopic ? Scene.LABELS_TOPIC : null,
                scene == Scene.PER_PARTITION,
                InputSettings.JOURNAL_BYTES),
            fold,
            PredictionSampling.ALL,
            OutputFormat.JSON,
            Path.of("state"),
            Map.of("bootstrap.servers", "none:1"))
        .with(new VersionRule(1_500, 2));
  }
}
