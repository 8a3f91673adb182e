package io.gyre.cli.command;

import io.gyre.GyreException;
import io.gyre.bench.Bench;
import io.gyre.bench.Plan;
import io.gyre.bench.Rounds;
import io.gyre.bench.Setup;
import io.gyre.bench.Setup.Guarantee;
import io.gyre.bench.Setup.Kind;
import io.gyre.bench.Workload;
import io.gyre.broker.LocalBroker;
import io.gyre.cli.ExitCode;
import io.gyre.cli.Gyre;
import io.gyre.cli.option.KafkaOptions;
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
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

  /**
   * All stream threads of a round join before partitions are handed out. One that comes after that
   * takes partitions over from the others, for which these are silent for up to a heartbeat, 3 s:
   * longer than a round.
   */
  private static final Map<String, String> TOGETHER =
      Map.of("group.initial.rebalance.delay.ms", "500");

  @ParentCommand private Gyre gyre;
  @Spec private CommandSpec spec;
  @Mixin private KafkaOptions kafka;

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
    Plan plan = plan();
    gyre.stop().listen();
    Path folder = Files.createTempDirectory("gyre-bench-");
    try (LocalBroker broker =
        plan.local() ? LocalBroker.start(folder.resolve("broker"), 0, TOGETHER) : null) {
      measure(
          plan,
          broker == null ? kafka.cluster() : ClusterAccess.local(broker.bootstrapServers()),
          folder);
    } finally {
      Utils.delete(folder.toFile());
    }
    return gyre.stop().requested() ? ExitCode.FAILED : ExitCode.DONE;
  }

  private void check() {
    require("--points", points, 1000, Integer.MAX_VALUE);
    require("--rounds", rounds, 1, Integer.MAX_VALUE);
    require("--rate", rate, 0, 1_000_000);
    require("--seconds", seconds, 1, 3600);
    require("--features", features, 1, Encoder.MAX_FIELDS);
    require("--partitions", partitions);
    require("--instances", instances);
    require("--threads", threads);
    require(journal || instances == null, "--instances goes with --journal");
    require(
        !journal || guarantee != Guarantee.AT_LEAST_ONCE,
        "--guarantee: the journal is read exactly once, found at-least-once");
  }

  private void require(String option, List<Integer> numbers) {
    if (numbers != null) {
      numbers.forEach(number -> require(option, number, 1, Integer.MAX_VALUE));
      require(
          journal || numbers.size() == 1,
          "%s: expected one number without --journal, found %s".formatted(option, numbers));
    }
  }

  private void require(String option, Integer number, int least, int most) {
    String expected =
        most == Integer.MAX_VALUE
            ? "%d or more".formatted(least)
            : "%d to %,d".formatted(least, most);
    require(
        number == null || number >= least && number <= most,
        "%s: expected %s, found %d".formatted(option, expected, number));
  }

  private void require(boolean condition, String message) {
    if (!condition) {
      throw new ParameterException(spec.commandLine(), message);
    }
  }

  private Plan plan() {
    return new Plan(
        setups(),
        orQuick(points, 1_000_000, 400_000),
        orQuick(rounds, 5, 2),
        rate,
        orQuick(seconds, 10, 5),
        !kafka.isSet());
  }

  private int orQuick(Integer asked, int full, int quickly) {
    return Objects.requireNonNullElse(asked, quick ? quickly : full);
  }

  private List<Setup> setups() {
    List<Setup> scenarios = scenarios();
    if (!journal) {
      int each = partitions == null ? 1 : partitions.get(0);
      return Arrays.stream(Guarantee.values())
          .filter(g -> guarantee == null ? !quick || g == Guarantee.EXACTLY_ONCE : g == guarantee)
          .flatMap(g -> scenarios.stream().map(s -> s.under(g, each, threads.get(0))))
          .toList();
    }
    List<Setup> learning =
        scenarios.stream().filter(scenario -> scenario.kind() == Kind.LEARN).toList();
    require(
        names == null || learning.size() == 1,
        "--scenario: expected one that learns with --journal, found " + names);
    return learning
        .get(learning.size() - 1)
        .layouts(
            Objects.requireNonNullElse(partitions, List.of(1, 4, 12)),
            Objects.requireNonNullElse(instances, List.of(1, 2)),
            threads);
  }

  /** Refuses what no run could do, before the points are produced. */
  private List<Setup> scenarios() {
    try {
      List<LearnerSettings> list =
          learners == null ? LearnersJson.standard() : LearnerList.of(learners);
      new FoldSettings(list, WindowSettings.standard());
      Collection<Setup> all = Setup.scenarios(list);
      List<String> known = all.stream().map(Setup::scenario).toList();
      for (String name : Objects.requireNonNullElse(names, known)) {
        String expected = String.join(", ", known);
        require(
            known.contains(name),
            "--scenario: expected one of %s, found %s".formatted(expected, name));
      }
      return all.stream()
          .filter(
              setup ->
                  names == null
                      || setup.kind() == Kind.PASS_THROUGH
                      || names.contains(setup.scenario()))
          .toList();
    } catch (GyreException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private void measure(Plan plan, ClusterAccess cluster, Path folder) {
    // Nothing is to be removed from a cluster that cannot be reached.
    cluster.admin().close();
    Workload workload = new Workload(cluster, features, gyre.stop()::requested);
    try (Bench bench = new Bench(plan, workload, folder, this::say)) {
      Map<Setup, Rounds> results = bench.run();
      BenchReport report = new BenchReport(plan, results, spec.commandLine().getOut());
      if (results.isEmpty()) {
        say("Stopped before the first round that counts was finished: nothing was measured.");
      } else if (json) {
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
