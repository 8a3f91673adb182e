package io.gyre.cli.command;

import io.gyre.app.ReplicaProbes;
import io.gyre.cli.option.ApplicationOption;
import io.gyre.cli.option.HttpOptions;
import io.gyre.cli.option.KafkaOptions;
import io.gyre.cli.terminal.ExitCode;
import io.gyre.fold.LiveFolds;
import io.gyre.http.HttpAddress;
import io.gyre.http.HttpLimits;
import io.gyre.http.HttpServer;
import io.gyre.http.Meters;
import io.gyre.http.Probes;
import io.gyre.inference.InferenceRoutes;
import io.gyre.kafka.ClusterAccess;
import io.gyre.replica.Replica;
import io.gyre.replica.VersionFolds;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.utils.Utils;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "serve",
    description = "Answer questions with a copy of what learners elsewhere have learned.")
public final class ServeCommand extends GyreCommand {

  private static final int STANDARD_PORT = 8082;
  private static final long LOOK_MS = 250;

  /** Looks after which it is said that it is not ready. */
  private static final int PATIENCE = 20;

  @Mixin private KafkaOptions kafka;
  @Mixin private HttpOptions http;

  @Mixin private ApplicationOption named;

  @Option(names = "--ready-within", paramLabel = "SECONDS", defaultValue = "60")
  private int readyWithin;

  @Option(names = "--version", paramLabel = "VERSION")
  private String version;

  @Override
  public Integer call() throws InterruptedException {
    http.check();
    requireBetween("--ready-within", 1, (int) TimeUnit.DAYS.toSeconds(1), readyWithin);
    ClusterAccess cluster = kafka.cluster();
    stop().listen();
    if (version != null) {
      refuse(" does not go with --version, which follows nothing", "--ready-within");
      serveVersion(cluster);
      return ExitCode.DONE;
    }
    try (Replica replica = new Replica(cluster, named.id());
        VersionFolds versions = new VersionFolds(cluster, named.id())) {
      ReplicaProbes behind = new ReplicaProbes(replica, Duration.ofSeconds(readyWithin));
      serve(
          behind.probes(),
          behind,
          new InferenceRoutes(
              () -> Map.of(named.id(), replica.folds), behind.probes(), versions::find),
          "following " + cluster.bootstrapServers(),
          () -> {
            // The replica waits by itself; this reports an absent or refusing broker.
            Utils.closeQuietly(awaitAdmin(cluster, () -> {}), "admin client");
            tellChanges(behind);
          });
    }
    return ExitCode.DONE;
  }

  private interface Waiting {
    void await() throws InterruptedException;
  }

  private void serve(
      Probes probes, MeterBinder more, InferenceRoutes inference, String what, Waiting until)
      throws InterruptedException {
    try (Meters meters = new Meters(named.id(), List.of(more, inference));
        HttpServer server =
            http.serve(STANDARD_PORT, address -> start(address, probes, meters, inference))
                .orElse(null)) {
      require(server != null, "--no-http: there is nothing to serve then");
      say(
          "Serving %s/v2/models/%s, %s. Stop with Ctrl-C.",
          http.said(server, STANDARD_PORT), named.id(), what);
      until.await();
    }
  }

  /** Serves one version alone, which needs no cluster once it was read. */
  private void serveVersion(ClusterAccess cluster) throws InterruptedException {
    LiveFolds folds = VersionFolds.of(cluster, named.id(), version);
    Probes probes = Probes.onlooker();
    serve(
        probes,
        registry -> {},
        new InferenceRoutes(() -> Map.of(named.id(), folds), probes),
        "of version " + version + ", which learns nothing more",
        () -> stop().await(Long.MAX_VALUE, TimeUnit.MILLISECONDS));
  }

  private static HttpServer start(
      HttpAddress address, Probes probes, Meters meters, InferenceRoutes inference) {
    return HttpServer.start(
        address,
        HttpLimits.BODY_TIME,
        inference::isFree,
        routes -> {
          probes.register(routes, meters);
          inference.register(routes);
        });
  }

  /** Says when it becomes ready, and when it is not for a while. */
  private void tellChanges(ReplicaProbes behind) throws InterruptedException {
    String told = "";
    int lasts = 0;
    while (!stop().await(LOOK_MS, TimeUnit.MILLISECONDS)) {
      boolean ready = behind.isReady();
      lasts = ready ? 0 : lasts + 1;
      String now = ready ? "Ready" : "Not ready";
      if (!now.equals(told) && (ready || lasts >= PATIENCE)) {
        say("%s: %s.", now, behind.said());
        told = now;
      }
    }
  }
}
