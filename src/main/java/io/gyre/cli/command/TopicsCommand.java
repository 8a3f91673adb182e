package io.gyre.cli.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gyre.cli.option.ApplicationOption;
import io.gyre.cli.option.KafkaOptions;
import io.gyre.cli.option.TopicOptions;
import io.gyre.cli.terminal.ExitCode;
import io.gyre.cli.view.TableColumns;
import io.gyre.topic.Provisioner;
import io.gyre.topic.ProvisioningReport;
import io.gyre.topic.ProvisioningReport.Outcome;
import io.gyre.topic.Topic;
import io.gyre.topic.TopicNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.TopicConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "topics", description = "Create the topics that are absent, and check the others.")
public final class TopicsCommand extends GyreCommand {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Mixin private KafkaOptions kafka;
  @Mixin private TopicOptions topics;

  @Option(names = "--partitions", paramLabel = "N")
  private int partitions = Topic.POINTS.definition().partitions();

  @Mixin private ApplicationOption named;

  @Option(names = "--alter")
  private boolean alter;

  @Option(names = "--json")
  private boolean json;

  @Override
  public Integer call() {
    requireAtLeast("--partitions", 1, partitions);
    TopicNames names = topics.names();
    try (Admin admin = kafka.cluster().admin()) {
      Provisioner provisioner = new Provisioner(admin);
      ProvisioningReport report = look(provisioner, names);
      if (alter) {
        provisioner.alter(report.differences());
        report = look(provisioner, names);
      }
      print(report);
      return differs(report) ? ExitCode.FAILED : ExitCode.DONE;
    }
  }

  private ProvisioningReport look(Provisioner provisioner, TopicNames names) {
    List<Outcome> outcomes =
        new ArrayList<>(provisioner.provision(names, partitions, Map.of()).outcomes());
    outcomes.addAll(provisioner.find(Topic.JOURNAL, TopicNames.journalOf(named.id())));
    outcomes.addAll(provisioner.find(Topic.VERSIONS, TopicNames.versionsOf(named.id())));
    return new ProvisioningReport(outcomes);
  }

  /** Leaves out harmless differences of points, and how much of an output its owner keeps. */
  private static boolean differs(ProvisioningReport report) {
    return report.differences().stream()
        .anyMatch(
            d ->
                d.essential()
                    || d.alterable() && !d.setting().equals(TopicConfig.RETENTION_BYTES_CONFIG));
  }

  private void print(ProvisioningReport report) {
    if (json) {
      report.outcomes().forEach(outcome -> say(JSON.valueToTree(outcome).toString()));
    } else {
      table(report).forEach(this::say);
    }
    if (differs(report)) {
      String advice = alter ? "." : "; --alter sets what can be set.";
      note("Topics differ from their definitions" + advice);
    }
  }

  private static List<String> table(ProvisioningReport report) {
    TableColumns<Outcome> columns =
        new TableColumns<Outcome>()
            .left("topic", 0, Outcome::topic)
            .left("state", 0, outcome -> outcome.state().toString());
    report.outcomes().forEach(columns::line);
    List<String> lines = new ArrayList<>(List.of(columns.header()));
    for (Outcome outcome : report.outcomes()) {
      lines.add(columns.line(outcome));
      outcome.differences().forEach(each -> lines.add("  " + each.message()));
    }
    if (!differs(report) && !report.differences().isEmpty()) {
      lines.add("What differs does no harm.");
    }
    return lines;
  }
}
