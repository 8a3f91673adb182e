package io.gyre.bench;

import io.gyre.GyreException;
import io.gyre.StopSignal;
import io.gyre.broker.LocalBroker;
import io.gyre.data.Fields;
import io.gyre.data.InvalidPointException;
import io.gyre.fold.FoldReport;
import io.gyre.fold.LiveFolds.LearnedStream;
import io.gyre.fold.intake.AskOptions;
import io.gyre.format.RecordReader;
import io.gyre.kafka.ClusterAccess;
import io.gyre.kafka.ClusterAdmin;
import io.gyre.replica.Replica;
import io.gyre.topic.Provisioner;
import io.gyre.topic.TopicNames;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.admin.Admin;

/**
 * Asks learners and copies of them while points come.
 *
 * @param questions a second
 * @param points a second
 * @param seconds of the longer figures
 * @param folder a new one, which the caller deletes
 */
record ServeRun(
    double questions,
    double points,
    double seconds,
    Path folder,
    StopSignal stop,
    Consumer<Figure> out) {

  /** What was found, and the most or least that is the goal; none: an empty text. */
  record Figure(String what, String found, String goal) {}

  private static final String APPLICATION = "gyre";
  private static final String POINTS = TopicNames.standard().points();
  private static final int ROWS = 2_000;
  private static final int PARTITION = 0;
  private static final double SLOW = 10;
  private static final int ROUNDS = 3;

  /** More than is learned in all rounds. */
  private static final int MOST_PER_SECOND = 100_000;

  /** Until the compiler has done its work. */
  private static final double WARM_UP_SECONDS = 45;

  private static final double AT_RATE_SECONDS = 20;

  private static final Duration START = Duration.ofSeconds(60);

  /** What the figures need while the learner runs. */
  private record Running(
      ClusterAccess cluster,
      ClusterAdmin admin,
      GyreProcess learner,
      int port,
      PacedPoints sending,
      SampleOrders orders) {

    long committed() {
      return admin.group(APPLICATION).committed(POINTS).getOrDefault(PARTITION, 0L);
    }
  }

  /** Finds the figures, one after the other, and hands out each. */
  void run() throws InterruptedException {
    int port = LocalBroker.freePort(0);
    List<String> arguments = List.of(folder.resolve("broker").toString(), String.valueOf(port));
    ClusterAccess cluster = ClusterAccess.local("127.0.0.1:" + port);
    try (GyreProcess broker = new GyreProcess(folder, "broker", BrokerProcess.class, arguments);
        Admin admin = cluster.admin(START)) {
      require(broker::runs, broker, "the broker has ended");
      new Provisioner(admin).provision(TopicNames.standard(), 1, Map.of());
      SampleOrders orders = SampleOrders.make(ROWS);
      int http = LocalBroker.freePort(0);
      try (GyreProcess learner = learner(cluster, http);
          PacedPoints sending = new PacedPoints(cluster, POINTS, orders.records())) {
        measure(new Running(cluster, new ClusterAdmin(admin), learner, http, sending, orders));
      }
    }
  }

  private GyreProcess learner(ClusterAccess cluster, int port) {
    return new GyreProcess(
        folder,
        List.of(
            "learn",
            "--bootstrap-server=" + cluster.bootstrapServers(),
            "--http-port=" + port,
            "--application-id=" + APPLICATION,
            "--state-dir=" + folder.resolve("state"),
            "--label=" + SampleOrders.LABEL,
            "--learners=fast"));
  }

  private void measure(Running running) throws InterruptedException {
    running.sending.pace(points);
    require(() -> running.committed() > points, running.learner, "gyre learn learns nothing");
    int port = LocalBroker.freePort(0);
    List<String> arguments =
        List.of(
            "serve",
            "--bootstrap-server=" + running.cluster.bootstrapServers(),
            "--application-id=" + APPLICATION,
            "--http-port=" + port);
    try (GyreProcess serve = new GyreProcess(folder, arguments)) {
      ask("gyre serve", "5", serve, port, running.orders);
    }
    ask("gyre learn", "", running.learner, running.port, running.orders);
    try (Replica replica = new Replica(running.cluster, APPLICATION)) {
      require(
          () -> replica.folds.look(PARTITION).isPresent(),
          running.learner,
          replica.whyNot(PARTITION));
      if (stop.requested()) {
        return;
      }
      askReplica(replica, running.orders);
      follow(replica, running);
    }
    learn(running);
  }

  private void require(BooleanSupplier there, GyreProcess process, String otherwise) {
    if (!ClusterAdmin.appears(
            START, () -> stop.requested() || !process.runs() || there.getAsBoolean())
        || !process.runs() && !stop.requested()) {
      throw new GyreException(otherwise);
    }
  }

  /** Asks a process at the rate, and then as fast as it answers. */
  private void ask(String name, String goalMs, GyreProcess process, int port, SampleOrders orders)
      throws InterruptedException {
    Questions asker = new Questions(port, orders.questions(APPLICATION, port), stop::requested);
    require(() -> answers(asker), process, name + " does not answer");
    asker.ask(Questions.MAX, WARM_UP_SECONDS);
    Duration before = process.worked();
    stop.await((long) (seconds * 250), TimeUnit.MILLISECONDS);
    double idle = process.worked().minus(before).toNanos() / (seconds / 4);
    // What comes at a rate is compiled otherwise: for some seconds the compiler works as hard
    // again.
    asker.ask(questions, AT_RATE_SECONDS);
    Duration begin = process.worked();
    Questions.Result due = asker.ask(questions, seconds);
    double worked = process.worked().minus(begin).toNanos() - idle * seconds;
    Questions.Result most = asker.ask(Questions.MAX, seconds / 4);
    Histogram nanos = due.nanos();
    say(
        text("%s, %,.0f questions/s: answered a second", name, questions),
        "%,.0f",
        "",
        due.perSecond());
    say(name + ": median, ms", "%.2f", "", nanos.getValueAtPercentile(50) / 1e6);
    say(name + ": 99th percentile, ms", "%.2f", goalMs, nanos.getValueAtPercentile(99) / 1e6);
    say(name + ": errors", "%,.0f", "0", (double) due.errors() + most.errors());
    say(
        name + ": processor time, µs a question",
        "%.0f",
        "",
        worked / 1e3 / Math.max(1, nanos.getTotalCount()));
    say(name + ": without asking, share of a processor", "%.2f", "", idle / 1e9);
    say(name + ": the most answers a second", "%,.0f", "", most.perSecond());
  }

  private static boolean answers(Questions asker) {
    try {
      Questions.Result some = asker.ask(100, .1);
      return some.errors() == 0 && some.nanos().getTotalCount() > 0;
    } catch (UncheckedIOException e) {
      return false; // It does not listen yet.
    }
  }

  private void askReplica(Replica replica, SampleOrders orders) {
    LearnedStream stream = replica.folds.look(PARTITION).orElseThrow();
    AskOptions detail = AskOptions.of(List.of(stream.deciding()));
    RecordReader reader =
        RecordReader.of(stream.records().ofQuestions(), RecordReader.Accepts.QUESTIONS);
    List<Fields> rows = new ArrayList<>();
    try {
      for (Object row : orders.rows()) {
        rows.add(reader.read(row.toString().getBytes(StandardCharsets.UTF_8)).fields());
      }
    } catch (InvalidPointException e) {
      throw new IllegalStateException(e);
    }
    Histogram nanos = new Histogram(3);
    long end = System.nanoTime() + (long) (seconds / 2 * 1e9);
    for (int i = 0; System.nanoTime() < end && !stop.requested(); i++) {
      Fields row = rows.get(i % rows.size());
      long begin = System.nanoTime();
      replica.folds.ask(PARTITION, detail, 1, one -> row, (point, answer, place) -> {});
      nanos.recordValue(System.nanoTime() - begin);
    }
    say(
        "a replica in the process: median, µs a question",
        "%.1f",
        "20",
        nanos.getValueAtPercentile(50) / 1e3);
    say(
        "a replica in the process: 99th percentile, µs",
        "%.1f",
        "",
        nanos.getValueAtPercentile(99) / 1e3);
  }

  /** Finds how far a replica is behind, first a fast stream and then a slow one. */
  private void follow(Replica replica, Running running) throws InterruptedException {
    Histogram ms = new Histogram(3);
    follow(replica, running, ms, new Histogram(3));
    say(
        text("behind %,.0f points/s: median, ms", points),
        "%.0f",
        "300",
        ms.getValueAtPercentile(50));
    say(
        text("behind %,.0f points/s: 99th percentile, ms", points),
        "%.0f",
        "300",
        ms.getValueAtPercentile(99));
    running.sending.pace(SLOW);
    stop.await(3, TimeUnit.SECONDS);
    Histogram records = new Histogram(3);
    follow(replica, running, new Histogram(3), records);
    say(
        text("behind %,.0f points/s: at most, records", SLOW),
        "%.0f",
        "512",
        records.getMaxValue());
  }

  /** Measures from when a commit is seen to when the replica stands there. */
  private void follow(Replica replica, Running running, Histogram ms, Histogram records)
      throws InterruptedException {
    record Commit(long offset, long nanos) {}
    Deque<Commit> commits = new ArrayDeque<>();
    long last = 0;
    long end = System.nanoTime() + (long) (seconds * 1e9);
    while (System.nanoTime() < end && !stop.await(2, TimeUnit.MILLISECONDS)) {
      long committed = running.committed();
      if (committed != last) {
        commits.add(new Commit(committed, System.nanoTime()));
        last = committed;
      }
      long next = replica.folds.find(PARTITION, FoldReport::next).orElse(0L);
      records.recordValue(Math.max(0, committed - next));
      while (!commits.isEmpty() && commits.peek().offset <= next) {
        ms.recordValue(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - commits.poll().nanos));
      }
    }
  }

  /** Learns from a backlog, in turns with questions and without. */
  private void learn(Running running) throws InterruptedException {
    running.sending.pace(0);
    double each = seconds / 8;
    running.sending.send((int) (2 * ROUNDS * each * MOST_PER_SECOND));
    Questions asker =
        new Questions(
            running.port, running.orders.questions(APPLICATION, running.port), stop::requested);
    List<Double> alone = new ArrayList<>();
    List<Double> asked = new ArrayList<>();
    List<Double> answers = new ArrayList<>();
    for (int i = 0; i < ROUNDS && !stop.requested(); i++) {
      alone.add(learned(running, () -> stop.await((long) (each * 1e3), TimeUnit.MILLISECONDS)));
      asked.add(learned(running, () -> answers.add(asker.ask(Questions.MAX, each).perSecond())));
    }
    say("learning a backlog: points/s", "%,.0f", "", median(alone));
    say("… with as many questions as are answered: points/s", "%,.0f", "", median(asked));
    say("… answers a second", "%,.0f", "", median(answers));
    List<Double> shares = new ArrayList<>();
    for (int i = 0; i < asked.size(); i++) {
      shares.add(100 * (1 - asked.get(i) / alone.get(i)));
    }
    say("… slower by, %", "%.0f", "33", median(shares));
  }

  private interface Work {
    void run() throws InterruptedException;
  }

  private double learned(Running running, Work work) throws InterruptedException {
    long from = running.committed();
    long begin = System.nanoTime();
    work.run();
    return (running.committed() - from) * 1e9 / (System.nanoTime() - begin);
  }

  private static double median(List<Double> of) {
    return of.isEmpty() ? 0 : of.stream().sorted().toList().get(of.size() / 2);
  }

  private void say(String what, String format, String goal, double found) {
    if (!stop.requested()) {
      out.accept(new Figure(what, text(format, found), goal));
    }
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
