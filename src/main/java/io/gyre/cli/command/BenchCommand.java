package io.gyre.cli.command;

import io.gyre.GyreException;
import io.gyre.bench.Bench;
import io.gyre.bench.BenchBroker;
import io.gyre.bench.BenchSettings;
import io.gyre.bench.Guarantee;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
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
      "On a cluster its topics and groups begin with gyre-bench- and are removed at the end.",
      "",
      "Examples:",
      "  gyre bench --quick                              two to four minutes, exactly once only",
      "  gyre bench                                      everything, some twenty minutes",
      "  gyre bench --scenario network --partitions 4 --threads 4 --rate 0",
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
      description = "Only these, beside pass-through; see below.")
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
      names = "--partitions",
      paramLabel = "N",
      defaultValue = "1",
      description = "Partitions of the points topic; each trains a replica of every learner.")
  private int partitions;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "1",
      description = "Stream threads of the instance.")
  private int threads;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description =
          "Rounds that count; two more before them warm up. Default: 5, or 2 with --quick.")
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
          "Print one JSON object per scenario and guarantee, and nothing else to standard output.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    BenchSettings plan = plan();
    gyre.stop().listen();
    Path folder = Files.createTempDirectory("gyre-bench-");
    try {
      if (kafka.isSet()) {
        measure(plan, kafka.cluster(), false, folder);
      } else {
        try (BenchBroker broker = BenchBroker.start(folder.resolve("broker"), kafkaPort)) {
          measure(plan, ClusterAccess.local(broker.bootstrapServers()), true, folder);
        }
      }
    } finally {
      Utils.delete(folder.toFile());
    }
    return gyre.stop().requested() ? ExitCode.FAILED : ExitCode.DONE;
  }

  private BenchSettings plan() {
    require(points == null || points >= 1000, "--points: expected 1000 or more, found " + points);
    require(
        pointsPerWindow >= 1, "--points-per-window: expected 1 or more, found " + pointsPerWindow);
    require(partitions >= 1, "--partitions: expected 1 or more, found " + partitions);
    Ports.check(spec, "--kafka-port", kafkaPort);
    require(threads >= 1, "--threads: expected 1 or more, found " + threads);
    require(rounds == null || rounds >= 1, "--rounds: expected 1 or more, found " + rounds);
    require(rate >= 0 && rate <= 1_000_000, "--rate: expected 0 to 1000000, found " + rate);
    require(
        seconds == null || seconds >= 1 && seconds <= 3600,
        "--seconds: expected 1 to 3600, found " + seconds);
    try {
      return plan(learners == null ? LearnersJson.standard() : LearnerList.of(learners));
    } catch (GyreException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  /** Refuses what no run could do, before the points are produced. */
  private BenchSettings plan(List<LearnerSettings> all) {
    if (features < 1 || features > Encoder.MAX_FIELDS) {
      throw new ParameterException(
          spec.commandLine(),
          "--features: expected 1 to %,d, found %d".formatted(Encoder.MAX_FIELDS, features));
    }
    new FoldSettings(all, WindowSettings.standard());
    List<Scenario> scenarios = Scenario.of(all);
    return new BenchSettings(
        names == null ? scenarios : Scenario.pick(scenarios, names),
        guarantees(),
        features,
        points != null ? points : quick ? QUICK_POINTS : 1_000_000,
        pointsPerWindow,
        partitions,
        threads,
        rounds != null ? rounds : quick ? QUICK_ROUNDS : 5,
        rate,
        seconds != null ? seconds : quick ? QUICK_SECONDS : 10);
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

  private void measure(BenchSettings plan, ClusterAccess cluster, boolean passing, Path folder) {
    // Nothing is to be removed from a cluster that cannot be reached.
    cluster.admin().close();
    try (Bench bench =
        new Bench(plan, cluster, passing, folder, gyre.stop()::requested, this::say)) {
      Results results = bench.run();
      if (results.isEmpty()) {
        say("Stopped before the first round that counts was finished: nothing was measured.");
        return;
      }
      ReportText report = new ReportText(plan, results, spec.commandLine().getOut());
      if (json) {
        report.json();
      } else {
        report.tables();
      }
    }
  }

  /** Standard output is for figures alone. */
  private void say(String line) {
    spec.commandLine().getErr().println(line);
    spec.commandLine().getErr().flush();
  }
}
