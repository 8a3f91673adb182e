package io.gyre.notebook;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gyre.GyreException;
import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.data.PointJson;
import io.gyre.fold.Fold;
import io.gyre.fold.state.FoldSettings;
import io.gyre.kafka.ClusterAccess;
import io.gyre.kafka.TopicReader;
import io.gyre.learning.gradient.Initialisation;
import io.gyre.learning.gradient.LogisticRegressionSettings;
import io.gyre.learning.gradient.NetworkSettings;
import io.gyre.learning.list.LearnerSettings;
import io.gyre.learning.optimiser.TrainingSettings;
import io.gyre.learning.settings.ColumnView;
import io.gyre.replica.Replica;
import io.gyre.stream.LearnerApplication;
import io.gyre.stream.processor.PredictionSampling;
import io.gyre.stream.start.ApplicationSettings;
import io.gyre.time.WindowSettings;
import io.gyre.topic.Metrics;
import io.gyre.topic.Topic;
import io.gyre.topic.TopicNames;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * The notebook through Kafka: its points go through the topics as passes, one window and one full
 * batch each, so that a pass is one iteration of the notebook's loop.
 *
 * <p>Pass p is stamped p seconds after the epoch; a last pass without labels closes the last window
 * and asks for the final predictions. All figures that are reported were read from the topics.
 */
public final class NotebookRun {

  public static final String NETWORK = "network";
  public static final String LOGISTIC = "logistic";

  public static final int POINTS_PER_ARM = 400;

  /** The arms. */
  private static final List<Label> CLASSES = List.of(Label.of(0), Label.of(1));

  /** scikit-learn's C: with its objective C·Σ CE + ½‖w‖², l2 = 1/(C·m) of the mean. */
  private static final double C = 1;

  private static final double LOGISTIC_RATE = 1.2;
  private static final long WINDOW_MS = 1_000;
  private static final Duration POLL = Duration.ofMillis(50);

  /** No pass in this time means that something is wrong: a pass takes milliseconds. */
  private static final Duration STALLED = Duration.ofMinutes(1);

  /** Passes on the topic that are not learned yet: enough to keep the learners busy. */
  private static final int AHEAD = 1_000;

  /** How the JSON of a point begins; its id is pass/point. */
  private static final String HEAD = "{\"id\":\"";

  private static final String APPLICATION = "notebook";

  public static final TopicNames TOPICS = TopicNames.standard();

  private static final Map<String, String> KEPT =
      Map.of(TopicConfig.RETENTION_BYTES_CONFIG, String.valueOf(8L << 30));

  /**
   * What to run.
   *
   * @param passes iterations, 1 or more
   * @param hidden H of the network
   * @param learningRate of the network
   * @param seed of the network's weights
   * @param dataSeed of the points
   * @param predictions those of the labelled passes that are published
   */
  public record Settings(
      int passes,
      int hidden,
      double learningRate,
      long seed,
      long dataSeed,
      PredictionSampling predictions) {

    /** Whether the notebook's published figures can be expected. */
    public boolean isNotebooks() {
      return hidden == 4 && learningRate == 1.2 && seed == 42 && dataSeed == 42;
    }

    /**
     * The two learners: the notebook's network and scikit-learn's logistic regression.
     *
     * @throws GyreException when a value is out of its range
     */
    public List<LearnerSettings> learners() {
      int m = 2 * POINTS_PER_ARM;
      return List.of(
          new LearnerSettings(
              NETWORK,
              new NetworkSettings(
                  hidden, Initialisation.NORMAL, training(learningRate, m, 0, seed))),
          new LearnerSettings(
              LOGISTIC,
              new LogisticRegressionSettings(
                  Initialisation.ZERO, training(LOGISTIC_RATE, m, 1 / (C * m), 0))));
    }

    /** Plain gradient descent on all points at once. */
    private static TrainingSettings training(double rate, int m, double l2, long seed) {
      return new TrainingSettings(
          "gradient-descent", rate, 0, m, 0, m, 1, l2, ColumnView.PLAIN, 0, 0, seed);
    }
  }

  /**
   * What came out.
   *
   * @param points as they were produced
   * @param learners their settings
   * @param costs the network's cost of every pass
   * @param predicted the final predictions by learner, in the order of the points
   * @param fold what was learned
   */
  public record Result(
      List<Point> points,
      List<LearnerSettings> learners,
      double[] costs,
      Map<String, Label[]> predicted,
      Fold fold) {

    /** The number of points that a learner's final prediction is right for. */
    public int correct(String learner) {
      return (int)
          IntStream.range(0, points.size())
              .filter(i -> points.get(i).label().equals(predicted.get(learner)[i]))
              .count();
    }
  }

  private final Settings settings;
  private final ClusterAccess cluster;
  private final BooleanSupplier stopped;
  private final List<Point> points;
  private final List<byte[]> labelled;
  private final List<byte[]> unlabelled;
  private final double[] costs;

  /** How many passes each learner has told of. */
  private final Map<String, Integer> closed = new HashMap<>(Map.of(NETWORK, 0, LOGISTIC, 0));

  /**
   * @param stopped whether the run shall end early
   */
  public NotebookRun(Settings settings, ClusterAccess cluster, BooleanSupplier stopped) {
    this.settings = settings;
    this.cluster = cluster;
    this.stopped = stopped;
    points = NotebookPoints.draw(settings.dataSeed(), POINTS_PER_ARM);
    labelled = rests(points, true);
    unlabelled = rests(points, false);
    costs = new double[settings.passes()];
  }

  /**
   * Runs all passes, on topics that are there.
   *
   * @param state the folder of the application's state
   * @param onPass told each pass of the network once its window has closed
   * @return null if the stop was requested before the end
   */
  public Result run(Path state, Consumer<Metrics> onPass) throws InterruptedException {
    ApplicationSettings application =
        new ApplicationSettings(
            APPLICATION,
            TOPICS,
            new FoldSettings(settings.learners(), WindowSettings.standard())
                .withClasses(CLASSES, null),
            settings.predictions(),
            state,
            Map.of(
                "bootstrap.servers",
                cluster.bootstrapServers(),
                // Nobody waits for a single answer here: a tenth of the transactions.
                "commit.interval.ms",
                "1000"));
    Map<String, Label[]> predicted;
    try (TopicReader metrics = new TopicReader(cluster, List.of(TOPICS.metrics()), true);
        Producer<byte[], byte[]> producer = cluster.producer(Map.of());
        LearnerApplication learning = LearnerApplication.start(application)) {
      for (int pass = 0; pass <= settings.passes(); pass++) {
        awaitPasses(pass - AHEAD, metrics, learning, onPass);
        produce(producer, pass);
      }
      producer.flush();
      awaitPasses(settings.passes(), metrics, learning, onPass);
      predicted = predictions(learning);
    }
    return stopped.getAsBoolean()
        ? null
        : new Result(
            points,
            settings.learners(),
            costs,
            predicted,
            Replica.restore(cluster, APPLICATION).get(0));
  }

  /** What its topics need beside the standard settings, by the topics' standard names. */
  public static Map<String, Map<String, String>> topicSettings() {
    return Topic.all().stream()
        .filter(topic -> topic != Topic.PARAMETERS)
        .collect(Collectors.toMap(Topic::name, topic -> KEPT));
  }

  private void produce(Producer<byte[], byte[]> producer, int pass) {
    byte[] head = (HEAD + pass + "/").getBytes(UTF_8);
    for (byte[] rest : pass < settings.passes() ? labelled : unlabelled) {
      if (stopped.getAsBoolean()) {
        return;
      }
      byte[] value = Arrays.copyOf(head, head.length + rest.length);
      System.arraycopy(rest, 0, value, head.length, rest.length);
      producer.send(new ProducerRecord<>(TOPICS.points(), 0, pass * WINDOW_MS, null, value));
    }
  }

  /** What follows the pass in the JSON of each point: the same in every pass, so written once. */
  private static List<byte[]> rests(List<Point> points, boolean withLabel) {
    PointJson json = new PointJson();
    List<byte[]> rests = new ArrayList<>();
    for (Point point : points) {
      Label label = withLabel ? point.label() : null;
      byte[] whole = json.write(new Point("" + rests.size(), point.features(), label));
      rests.add(Arrays.copyOfRange(whole, HEAD.length(), whole.length));
    }
    return rests;
  }

  /** Waits until both learners have closed so many passes. */
  private void awaitPasses(
      int passes, TopicReader metrics, LearnerApplication application, Consumer<Metrics> onPass) {
    await(
        () -> closed.values().stream().allMatch(count -> count >= passes),
        metrics,
        Topic.METRICS.deserializer(),
        window -> note(window, onPass),
        application);
  }

  /**
   * Reads a topic until something has come true or the stop is requested.
   *
   * @throws GyreException when the application has failed, or nothing comes any more
   */
  private <V> void await(
      BooleanSupplier done,
      TopicReader reader,
      Deserializer<V> deserializer,
      Consumer<V> action,
      LearnerApplication application) {
    long progress = System.nanoTime();
    while (!done.getAsBoolean() && !stopped.getAsBoolean()) {
      for (V value : reader.poll(POLL, deserializer)) {
        action.accept(value);
        progress = System.nanoTime();
      }
      application.throwFailure();
      if (System.nanoTime() - progress > STALLED.toNanos()) {
        throw new GyreException(
            "nothing came for %d s; %s of %d passes were learned. The log says more"
                .formatted(STALLED.toSeconds(), closed, settings.passes()));
      }
    }
  }

  private void note(Metrics metrics, Consumer<Metrics> onPass) {
    if (!metrics.closed()) {
      return;
    }
    int pass = pass(metrics);
    if (closed.merge(metrics.learner(), 1, Integer::sum) != pass + 1) {
      throw new IllegalStateException("pass %d is out of turn: %s".formatted(pass, metrics));
    }
    if (metrics.learner().equals(NETWORK)) {
      costs[pass] = metrics.cost();
      onPass.accept(metrics);
    }
  }

  /** The pass that a window holds. */
  public static int pass(Metrics metrics) {
    return (int) (metrics.windowStart() / WINDOW_MS);
  }

  /** Reads the final predictions; others who can reach the broker may have asked as well. */
  private Map<String, Label[]> predictions(LearnerApplication application) {
    Map<String, Label[]> predicted = new HashMap<>();
    closed.keySet().forEach(learner -> predicted.put(learner, new Label[points.size()]));
    Map<String, Integer> asked = new HashMap<>();
    for (int i = 0; i < points.size(); i++) {
      asked.put(settings.passes() + "/" + i, i);
    }
    try (TopicReader reader = new TopicReader(cluster, List.of(TOPICS.predictions()), true)) {
      reader.seekToTime(settings.passes() * WINDOW_MS);
      await(
          () -> predicted.values().stream().flatMap(Arrays::stream).noneMatch(Objects::isNull),
          reader,
          Topic.PREDICTIONS.deserializer(),
          prediction -> {
            Integer i = asked.get(prediction.id());
            if (i != null) {
              predicted.get(prediction.learner())[i] = prediction.prediction();
            }
          },
          application);
    }
    return predicted;
  }
}
