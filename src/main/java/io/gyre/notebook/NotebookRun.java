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
import io.gyre.stream.start.InputSettings;
import io.gyre.time.WindowSettings;
import io.gyre.topic.Metrics;
import io.gyre.topic.OutputFormat;
import io.gyre.topic.Topic;
import io.gyre.topic.TopicNames;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.TopicConfig;

/**
 * The notebook through Kafka: its points go through the topics as passes, one window and one full
 * batch each, so that a pass is one iteration of the notebook's loop.
 *
 * <p>Pass p is stamped p seconds after the epoch; a last pass without labels closes the last window
 * and asks for the final predictions. All reported figures are read from the topics.
 */
public final class NotebookRun {

  public static final String NETWORK = "network";
  public static final String LOGISTIC = "logistic";

  public static final int POINTS_PER_ARM = 400;

  private static final long WINDOW_MS = 1_000;

  /** A pass takes milliseconds; if this time passes without one, something is wrong. */
  private static final Duration STALLED = Duration.ofMinutes(1);

  /** Passes on the topic that are not learned yet: enough to keep the learners busy. */
  private static final int AHEAD = 1_000;

  /** The beginning of a point's JSON; its id is pass/point. */
  private static final String HEAD = "{\"id\":\"";

  private static final String APPLICATION = "notebook";

  public static final TopicNames TOPICS = TopicNames.standard();

  /**
   * The settings of a run.
   *
   * @param passes iterations, 1 or more
   * @param hidden H of the network, which has the learning rate and the seed, too
   */
  public record Settings(int passes, int hidden, double learningRate, long seed, long dataSeed) {

    /** Tells whether the notebook's published figures can be expected. */
    public boolean isNotebooks() {
      return hidden == 4 && learningRate == 1.2 && seed == 42 && dataSeed == 42;
    }

    /**
     * Returns the notebook's network and scikit-learn's logistic regression.
     *
     * @throws GyreException if a value is out of its range
     */
    public List<LearnerSettings> learners() {
      int m = 2 * POINTS_PER_ARM;
      // scikit-learn's objective is C·Σ CE + ½‖w‖² with C = 1: l2 = 1/(C·m) of the mean.
      return List.of(
          new LearnerSettings(
              NETWORK,
              new NetworkSettings(
                  hidden, Initialisation.NORMAL, training(learningRate, m, 0, seed))),
          new LearnerSettings(
              LOGISTIC,
              new LogisticRegressionSettings(Initialisation.ZERO, training(1.2, m, 1.0 / m, 0))));
    }

    /** Plain gradient descent on all points at once. */
    private static TrainingSettings training(double rate, int m, double l2, long seed) {
      return new TrainingSettings(
          "gradient-descent", rate, 0, m, 0, m, 1, l2, ColumnView.PLAIN, 0, 0, seed);
    }
  }

  /**
   * The results of a run.
   *
   * @param costs the network's cost of every pass
   * @param predicted the final predictions by learner and id, as {@code network10000/799}
   */
  public record Result(
      List<Point> points,
      List<LearnerSettings> learners,
      double[] costs,
      Map<String, Label> predicted,
      Fold fold) {

    /** Returns how many points a learner's final prediction is right for. */
    public int correct(String learner) {
      String pass = learner + costs.length + "/";
      return (int)
          IntStream.range(0, points.size())
              .filter(i -> points.get(i).label().equals(predicted.get(pass + i)))
              .count();
    }
  }

  private final Settings settings;
  private final ClusterAccess cluster;
  private final BooleanSupplier stopped;
  private final List<Point> points;
  private final double[] costs;

  /** The number of passes that each learner has reported. */
  private final Map<String, Integer> closed = new HashMap<>(Map.of(NETWORK, 0, LOGISTIC, 0));

  public NotebookRun(Settings settings, ClusterAccess cluster, BooleanSupplier stopped) {
    this.settings = settings;
    this.cluster = cluster;
    this.stopped = stopped;
    points = NotebookPoints.draw(settings.dataSeed(), POINTS_PER_ARM);
    costs = new double[settings.passes()];
  }

  /**
   * Runs all passes, on topics that are there.
   *
   * @param state the folder of the application's state
   * @param onPass receives each pass and the network's cost once its window has closed
   * @return null if the stop was requested before the end
   */
  public Result run(Path state, BiConsumer<Integer, Double> onPass) throws InterruptedException {
    ApplicationSettings application =
        new ApplicationSettings(
            APPLICATION,
            TOPICS,
            InputSettings.standard(),
            new FoldSettings(settings.learners(), WindowSettings.standard())
                .withClasses(List.of(Label.of(0), Label.of(1)), null),
            PredictionSampling.NONE,
            OutputFormat.JSON,
            state,
            // Single answers are not urgent here: a tenth of the transactions.
            Map.of("bootstrap.servers", cluster.bootstrapServers(), "commit.interval.ms", "1000"));
    List<byte[]> labelled = rests(true);
    Map<String, Label> predicted;
    try (TopicReader metrics = new TopicReader(cluster, List.of(TOPICS.of(Topic.METRICS)), true);
        Producer<byte[], byte[]> producer = cluster.producer(Map.of());
        LearnerApplication learning = LearnerApplication.start(application)) {
      IntConsumer awaitPasses =
          passes ->
              await(
                  () -> Collections.min(closed.values()) >= passes,
                  metrics,
                  Topic.METRICS,
                  window -> note(window, onPass),
                  learning);
      for (int pass = 0; pass <= settings.passes() && !stopped.getAsBoolean(); pass++) {
        awaitPasses.accept(pass - AHEAD);
        byte[] head = (HEAD + pass + "/").getBytes(UTF_8);
        for (byte[] rest : pass < settings.passes() ? labelled : rests(false)) {
          byte[] value = ByteBuffer.allocate(head.length + rest.length).put(head).put(rest).array();
          producer.send(new ProducerRecord<>(TOPICS.points(), 0, pass * WINDOW_MS, null, value));
        }
      }
      producer.flush();
      awaitPasses.accept(settings.passes());
      predicted = predictions(learning);
    }
    if (stopped.getAsBoolean()) {
      return null;
    }
    Fold fold = Replica.restore(cluster, APPLICATION).get(0);
    return new Result(points, settings.learners(), costs, predicted, fold);
  }

  /** Returns the topics' settings beside the standard ones, by their standard names. */
  public static Map<String, Map<String, String>> topicSettings() {
    Map<String, String> kept = Map.of(TopicConfig.RETENTION_BYTES_CONFIG, "" + (8L << 30));
    return Topic.all().stream()
        .filter(topic -> topic != Topic.PARAMETERS)
        .collect(Collectors.toMap(Topic::name, topic -> kept));
  }

  /** Returns what follows the pass in the JSON of each point: the same in every pass. */
  private List<byte[]> rests(boolean withLabel) {
    PointJson json = new PointJson();
    List<byte[]> rests = new ArrayList<>();
    for (Point point : points) {
      Label label = withLabel ? point.label() : null;
      byte[] whole = json.write(new Point("" + rests.size(), point.features(), label));
      rests.add(Arrays.copyOfRange(whole, HEAD.length(), whole.length));
    }
    return rests;
  }

  /**
   * Reads a topic until something has come true or the stop is requested.
   *
   * @throws GyreException if nothing comes any more
   */
  private <V> void await(
      BooleanSupplier done,
      TopicReader reader,
      Topic<V> topic,
      Consumer<V> action,
      LearnerApplication learning) {
    long progress = System.nanoTime();
    while (!done.getAsBoolean() && !stopped.getAsBoolean()) {
      for (V value : reader.poll(Duration.ofMillis(50), topic.deserializer())) {
        action.accept(value);
        progress = System.nanoTime();
      }
      learning.throwFailure();
      if (System.nanoTime() - progress > STALLED.toNanos()) {
        throw new GyreException(
            "nothing came for %d s; %s of %d passes were learned. The log says more"
                .formatted(STALLED.toSeconds(), closed, settings.passes()));
      }
    }
  }

  private void note(Metrics metrics, BiConsumer<Integer, Double> onPass) {
    if (!metrics.closed()) {
      return;
    }
    int pass = (int) (metrics.windowStart() / WINDOW_MS);
    if (closed.merge(metrics.learner(), 1, Integer::sum) != pass + 1) {
      throw new IllegalStateException("pass %d is out of turn: %s".formatted(pass, metrics));
    }
    if (metrics.learner().equals(NETWORK)) {
      costs[pass] = metrics.score("cost");
      onPass.accept(pass, metrics.score("cost"));
    }
  }

  /** Reads the final predictions, by learner and id; others may have asked as well. */
  private Map<String, Label> predictions(LearnerApplication learning) {
    Map<String, Label> predicted = new HashMap<>();
    String ours = settings.passes() + "/";
    try (TopicReader reader =
        new TopicReader(cluster, List.of(TOPICS.of(Topic.PREDICTIONS)), true)) {
      reader.seekToTime(settings.passes() * WINDOW_MS);
      await(
          () -> predicted.size() == closed.size() * points.size(),
          reader,
          Topic.PREDICTIONS,
          said -> {
            if (said.id().startsWith(ours)) {
              predicted.put(said.learner() + said.id(), said.prediction());
            }
          },
          learning);
    }
    return predicted;
  }
}
