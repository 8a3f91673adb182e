package io.gyre.cli.command;

import io.gyre.GyreException;
import io.gyre.bench.Bench;
import io.gyre.bench.BenchBroker;
import io.gyre.bench.BenchContext;
import io.gyre.bench.BenchSettings;
import io.gyre.bench.Case;
import io.gyre.bench.Guarantee;
import io.gyre.bench.JournalBench;
import io.gyre.bench.JournalPlan;
import io.gyre.bench.JournalReport;
import io.gyre.bench.Layout;
import io.gyre.bench.ReportText;
import io.gyre.bench.Results;
import io.gyre.bench.Scenario;
import io.gyre.cli.ExitCode;
import io.gyre.cli.Gyre;
import io.gyre.cli.option.KafkaOptions;
import io.gyre.cli.option.Ports;
import io.gyre.encoding.Encoder;
import io.gyre.fold.FoldSettings;
import io.gyre.kafka.ClusterAccess;
import io.gyre.learning.LearnerList;
import io.gyre.learning.LearnerSettings;
import io.gyre.learning.LearnersJson;
import io.gyre.scoring.WindowSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.Utils;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code gyre bench}: what learning costs beside moving the records, on this machine. */
@Command(
    name = "bench",
    description = "Measure throughput, CPU and latency of learning beside those of Kafka alone.",
    footer = {
      "",
      "Scenarios, each in a JVM of its own, taking turns over the same points:",
      "  pass-through        (a) bytes in, the same bytes out: the limit of Kafka Streams itself",
      "  json-N              (b) a point parsed and N predictions written, nothing learned",
      "  network             (c) the first learner alone",
      "  network+logistic        the learners without replay",
      "  network+challenger+logistic   (d) all of them",
      "",
      "How to read the figures:",
      "  points/s            of one instance, from a backlog: what one partition can take at most",
      "  share of (a), json  of the points/s of pass-through, and of json with as many outputs",
      "  CPU µs/point        of the stream threads; of the process with network, collector, compiler.",
      "                      Quieter than points/s where other programs run. A core has 1,000,000 a",
      "                      second: cores needed = points/s × process µs / 1,000,000, brokers aside",
      "  bytes/point         allocated by the stream threads",
      "",
      "With --journal it compares layouts of the application itself: one model for all partitions, behind",
      "the journal, with a replica for each partition (--per-partition). Each instance is a process; there",
      "is one for each way and number, which runs the layouts of its kind in turn. All join before the",
      "points can be read.",
      "  direct              one partition, which needs no journal",
      "  points/s            of all instances together, from a backlog: until the last prediction is",
      "                      committed. The broker, if local, and the instances share the processors",
      "  CPU µs/point        of all instances together, the broker's not counted",
      "  latency             from when a point is due to when its predictions are read",
      "",
      "On a cluster its topics and groups begin with gyre-bench- and are removed at the end.",
      "",
      "Examples:",
      "  gyre bench --quick                              two to four minutes, exactly once only",
      "  gyre bench                                      everything, some twenty minutes",
      "  gyre bench --scenario network --partitions 4 --threads 4 --rate 0",
      "  gyre bench --journal --points 300000 --rounds 3   the journal beside replicas, a quarter of an hour",
      "  gyre bench --journal --partitions 12 --instances 1 --threads 1,2 --rate 0",
      "  gyre bench --bootstrap-server kafka-1:9092 --learners mine.json --features 12 --json"
    })
public final class BenchCommand implements Callable<Integer> {

  private static final int QUICK_POINTS = 400_000;
  private static final int QUICK_ROUNDS = 2;
  private static final int QUICK_SECONDS = 5;

  @ParentCommand private Gyre gyre;
  @Spec private CommandSpec spec;
  @Mixin private KafkaOptions kafka;

  @Option(
      names = "--kafka-port",
      paramLabel = "PORT",
      defaultValue = "0",
      description =
          "Without --bootstrap-server: where the local broker listens, on 127.0.0.1; 0: any free port.")
  private int kafkaPort;

  @Option(
      names = "--learners",
      paramLabel = "LIST",
      description =
          "Which learners, as for learn: data, fast, thorough, spirals, or a file. Default: spirals, without the blend.")
  private String learners;

  @Option(
      names = "--features",
      paramLabel = "D",
      defaultValue = "2",
      description = "How many features each point has.")
  private int features;

  @Option(
      names = "--scenario",
      paramLabel = "NAME",
      split = ",",
      description = "Only these, beside pass-through; see below. With --journal: one that learns.")
  private List<String> names;

  @Option(
      names = "--guarantee",
      paramLabel = "exactly-once|at-least-once",
      description = "Only this one. Default: both, or exactly-once with --quick.")
  private Guarantee guarantee;

  @Option(
      names = "--points",
      paramLabel = "N",
      description = "Points of a round of throughput. Default: 1000000, or 400000 with --quick.")
  private Integer points;

  @Option(
      names = "--points-per-window",
      paramLabel = "N",
      defaultValue = "10000",
      description =
          "Points that share a second of event time, after which metrics and parameters are written.")
  private int pointsPerWindow;

  @Option(
      names = "--journal",
      description = "Compare one model behind the journal with a replica for each partition.")
  private boolean journal;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      split = ",",
      description =
          "Partitions of the points topic; each trains a replica of every learner. Default: 1. With --journal several numbers may be given; 1,4,12 by default.")
  private List<Integer> partitions;

  @Option(
      names = "--instances",
      paramLabel = "N",
      split = ",",
      description = "With --journal: instances of the application. Default: 1,2.")
  private List<Integer> instances;

  @Option(
      names = "--threads",
      paramLabel = "N",
      split = ",",
      defaultValue = "1",
      description = "Stream threads of each instance. With --journal several numbers may be given.")
  private List<Integer> threads;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description =
          "Rounds that count; one or two more before them warm up. Default: 5, or 2 with --quick.")
  private Integer rounds;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Points per second at which latency is measured; 0: not at all.")
  private int rate;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "Length of a round of latency. Default: 10, or 5 with --quick.")
  private Integer seconds;

  @Option(names = "--quick", description = "Fewer points and rounds, exactly once only.")
  private boolean quick;

  @Option(
      names = "--json",
      description =
          "Print one JSON object per scenario and guarantee, or per layout, and nothing else to standard output.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    check();
    List<LearnerSettings> all = learners();
    Consumer<BenchContext> measurement = journal ? compared(all) : measured(all);
    gyre.stop().listen();
    Path folder = Files.createTempDirectory("gyre-bench-");
    try {
      if (kafka.isSet()) {
        run(measurement, kafka.cluster(), false, folder);
      } else {
        try (BenchBroker broker = BenchBroker.start(folder.resolve("broker"), kafkaPort)) {
          run(measurement, ClusterAccess.local(broker.bootstrapServers()), true, folder);
        }
      }
    } finally {
      Utils.delete(folder.toFile());
    }
    return gyre.stop().requested() ? ExitCode.FAILED : ExitCode.DONE;
  }

  private void check() {
    require(points == null || points >= 1000, "--points: expected 1000 or more, found " + points);
    require(
        pointsPerWindow >= 1, "--points-per-window: expected 1 or more, found " + pointsPerWindow);
    requireNumbers("--partitions", partitions);
    requireNumbers("--instances", instances);
    requireNumbers("--threads", threads);
    require(journal || instances == null, "--instances goes with --journal");
    require(
        !journal || guarantee != Guarantee.AT_LEAST_ONCE,
        "--guarantee: the journal is read exactly once, found at-least-once");
    Ports.check(spec, "--kafka-port", kafkaPort);
    require(rounds == null || rounds >= 1, "--rounds: expected 1 or more, found " + rounds);
    require(rate >= 0 && rate <= 1_000_000, "--rate: expected 0 to 1000000, found " + rate);
    require(
        seconds == null || seconds >= 1 && seconds <= 3600,
        "--seconds: expected 1 to 3600, found " + seconds);
    require(
        features >= 1 && features <= Encoder.MAX_FIELDS,
        "--features: expected 1 to %,d, found %d".formatted(Encoder.MAX_FIELDS, features));
  }

  private void requireNumbers(String option, List<Integer> numbers) {
    if (numbers != null) {
      numbers.forEach(n -> require(n >= 1, option + ": expected 1 or more, found " + n));
      require(
          journal || numbers.size() == 1,
          "%s: expected one number without --journal, found %s".formatted(option, numbers));
    }
  }

  /** Refuses what no run could do, before the points are produced. */
  private List<LearnerSettings> learners() {
    try {
      List<LearnerSettings> all =
          learners == null ? LearnersJson.standard() : LearnerList.of(learners);
      new FoldSettings(all, WindowSettings.standard());
      return all;
    } catch (GyreException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private List<Scenario> picked(List<Scenario> all) {
    try {
      return names == null ? all : Scenario.pick(all, names);
    } catch (GyreException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private Consumer<BenchContext> measured(List<LearnerSettings> all) {
    BenchSettings plan =
        new BenchSettings(
            picked(Scenario.of(all)),
            guarantees(),
            features,
            orQuick(points, 1_000_000, QUICK_POINTS),
            pointsPerWindow,
            partitions == null ? 1 : partitions.get(0),
            threads.get(0),
            orQuick(rounds, 5, QUICK_ROUNDS),
            rate,
            orQuick(seconds, 10, QUICK_SECONDS));
    return context -> measure(plan, context);
  }

  private Consumer<BenchContext> compared(List<LearnerSettings> all) {
    List<Scenario> learning =
        picked(Scenario.of(all)).stream().filter(s -> s.kind() == Scenario.Kind.LEARN).toList();
    require(
        names == null || learning.size() == 1,
        "--scenario: expected one that learns with --journal, found " + names);
    JournalPlan plan =
        new JournalPlan(
            Layout.of(
                partitions == null ? List.of(1, 4, 12) : partitions,
                instances == null ? List.of(1, 2) : instances,
                threads),
            learning.get(learning.size() - 1),
            features,
            orQuick(points, 1_000_000, QUICK_POINTS),
            pointsPerWindow,
            orQuick(rounds, 5, QUICK_ROUNDS),
            rate,
            orQuick(seconds, 10, QUICK_SECONDS));
    return context -> compare(plan, context);
  }

  private int orQuick(Integer asked, int full, int quickly) {
    return Objects.requireNonNullElse(asked, quick ? quickly : full);
  }

  private List<Guarantee> guarantees() {
    if (guarantee != null) {
      return List.of(guarantee);
    }
    return quick ? List.of(Guarantee.EXACTLY_ONCE) : List.of(Guarantee.values());
  }

  private void require(boolean condition, String message) {
    if (!condition) {
      throw new ParameterException(spec.commandLine(), message);
    }
  }

  private void run(
      Consumer<BenchContext> measurement, ClusterAccess cluster, boolean passing, Path folder) {
    // Nothing is to be removed from a cluster that cannot be reached.
    cluster.admin().close();
    measurement.accept(
        new BenchContext(cluster, passing, folder, gyre.stop()::requested, this::say));
  }

  private void measure(BenchSettings plan, BenchContext context) {
    try (Bench bench = new Bench(plan, context)) {
      Results<Case> results = bench.run();
      ReportText report = new ReportText(plan, results, spec.commandLine().getOut());
      report(results, report::tables, report::json);
    }
  }

  private void compare(JournalPlan plan, BenchContext context) {
    try (JournalBench bench = new JournalBench(plan, context)) {
      Results<Layout> results = bench.run();
      PrintWriter out = spec.commandLine().getOut();
      JournalReport report = new JournalReport(plan, results, context.passing(), out);
      report(results, report::table, report::json);
    }
  }

  private void report(Results<?> results, Runnable tables, Runnable objects) {
    if (results.isEmpty()) {
      say("Stopped before the first round that counts was finished: nothing was measured.");
    } else {
      (json ? objects : tables).run();
    }
  }

  /** Standard output is for figures alone. */
  private void say(String line) {
    spec.commandLine().getErr().println(line);
    spec.commandLine().getErr().flush();
  }
}
