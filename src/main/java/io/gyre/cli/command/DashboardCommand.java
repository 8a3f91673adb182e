package io.gyre.cli.command;

import io.gyre.cli.option.HttpOptions;
import io.gyre.cli.option.KafkaOptions;
import io.gyre.cli.option.TopicOptions;
import io.gyre.cli.terminal.ExitCode;
import io.gyre.dashboard.Dashboard;
import io.gyre.dashboard.Probes;
import io.gyre.dashboard.page.InProcessSources;
import io.gyre.kafka.ClusterAccess;
import io.gyre.replica.Replica;
import io.gyre.stream.processor.LearnerRecords;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gyre dashboard}: the live page of learners that run elsewhere, until it is stopped. */
@Command(
    name = "dashboard",
    description = "Show learners learning, on a page in the browser.",
    footer = {
      "",
      "Reads the topics and what the learners save, and writes nothing: start it before the learners or",
      "after, once or on several machines. Ctrl-C stops it.",
      "",
      "Examples:",
      "  gyre dashboard --bootstrap-server kafka-1:9092",
      "  gyre dashboard --application-id clicks --points clicks --http-port 9000"
    })
public final class DashboardCommand extends GyreCommand {

  private static final int STANDARD_PORT = 8080;

  private static final int LOOK_SECONDS = 2;

  @Mixin private KafkaOptions kafka;
  @Mixin private TopicOptions topics;
  @Mixin private HttpOptions http;

  @Option(
      names = "--application-id",
      paramLabel = "ID",
      defaultValue = "gyre",
      description = "The application whose learners are shown.")
  private String application;

  @Override
  public Integer call() throws InterruptedException {
    http.check();
    ClusterAccess cluster = kafka.cluster();
    stop().listen();
    try (Replica replica = new Replica(cluster, application)) {
      return follow(cluster, replica);
    }
  }

  private int follow(ClusterAccess cluster, Replica replica) throws InterruptedException {
    Optional<Dashboard> served =
        http.serve(
            STANDARD_PORT,
            address ->
                Dashboard.page(
                    new Dashboard.Settings(
                        application,
                        topics.names(),
                        cluster,
                        address,
                        Probes.onlooker(),
                        List.of()),
                    InProcessSources.onlooker(
                        application,
                        replica.folds(),
                        () -> LearnerRecords.open(replica.folds(), application))));
    if (served.isEmpty()) {
      return ExitCode.DONE;
    }
    try (Dashboard dashboard = served.get()) {
      say(
          "The page is at %s, following %s. Stop with Ctrl-C."
              .formatted(http.said(dashboard, STANDARD_PORT), cluster.bootstrapServers()));
      awaitBroker(cluster);
      tellHints(dashboard, replica);
    }
    return ExitCode.DONE;
  }

  /** Tells on the terminal too what the page says of learners that do not show, if that lasts. */
  private void tellHints(Dashboard dashboard, Replica replica) throws InterruptedException {
    String told = "";
    String before = "";
    while (!stop().await(LOOK_SECONDS, TimeUnit.SECONDS)) {
      String hint = dashboard.hint().isEmpty() ? replica.problem() : dashboard.hint();
      if (hint.equals(before) && !hint.isEmpty() && !hint.equals(told)) {
        tell(hint);
        told = hint;
      }
      before = hint;
    }
  }

  /**
   * Says on the terminal that there is no broker, or that it refuses us; the page waits by itself.
   */
  private void awaitBroker(ClusterAccess cluster) throws InterruptedException {
    Admin reached = BrokerWait.admin(cluster, err(), stop(), () -> {});
    if (reached != null) {
      reached.close();
    }
  }
}
