package io.gyre.cli.command;

import io.gyre.app.score.VersionComparisons;
import io.gyre.cli.option.ApplicationOption;
import io.gyre.cli.option.HttpOptions;
import io.gyre.cli.option.KafkaOptions;
import io.gyre.cli.option.RegistryOptions;
import io.gyre.cli.option.TopicOptions;
import io.gyre.cli.terminal.ExitCode;
import io.gyre.http.HttpAddress;
import io.gyre.http.Probes;
import io.gyre.kafka.ClusterAccess;
import io.gyre.page.Dashboard;
import io.gyre.page.live.InProcessSources;
import io.gyre.replica.Replica;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.utils.Utils;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "dashboard", description = "Show learners learning, on a page in the browser.")
public final class DashboardCommand extends GyreCommand {

  private static final int STANDARD_PORT = 8080;

  private static final int LOOK_SECONDS = 2;

  @Mixin private KafkaOptions kafka;
  @Mixin private TopicOptions topics;
  @Mixin private RegistryOptions registry;
  @Mixin private HttpOptions http;

  @Mixin private ApplicationOption named;

  @Override
  public Integer call() throws InterruptedException {
    http.check();
    ClusterAccess cluster = registry.of(kafka.cluster());
    stop().listen();
    try (Replica replica = new Replica(cluster, named.id());
        Dashboard dashboard =
            http.serve(STANDARD_PORT, address -> page(address, cluster, replica)).orElse(null)) {
      if (dashboard == null) {
        return ExitCode.DONE;
      }
      say(
          "The page is at %s, following %s. Stop with Ctrl-C.",
          http.said(dashboard, STANDARD_PORT), cluster.bootstrapServers());
      // The page waits by itself; this reports an absent or refusing broker.
      Utils.closeQuietly(awaitAdmin(cluster, () -> {}), "admin client");
      tellHints(dashboard, replica);
    }
    return ExitCode.DONE;
  }

  private Dashboard page(HttpAddress address, ClusterAccess cluster, Replica replica) {
    Probes probes = Probes.onlooker();
    return Dashboard.page(
        new Dashboard.Settings(
            named.id(),
            topics.names(),
            cluster,
            address,
            probes,
            List.of(),
            new VersionComparisons(cluster)),
        InProcessSources.onlooker(named.id(), replica.folds));
  }

  /** Repeats the page's message about absent learners on the terminal, if it lasts. */
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
}
