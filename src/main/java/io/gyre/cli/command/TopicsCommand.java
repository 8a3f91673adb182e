package io.gyre.cli.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gyre.cli.option.ApplicationId;
import io.gyre.cli.option.KafkaOptions;
import io.gyre.cli.option.TopicOptions;
import io.gyre.cli.terminal.ExitCode;
import io.gyre.cli.view.TableColumns;
import io.gyre.cli.view.TableColumns.Column;
import io.gyre.topic.Provisioner;
import io.gyre.topic.ProvisioningReport;
import io.gyre.topic.ProvisioningReport.Outcome;
import io.gyre.topic.Topic;
import io.gyre.topic.TopicNames;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.TopicConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gyre topics}: creates the topics that are absent and says how those that exist differ. */
@Command(
    name = "topics",
    description = "Create the topics that are absent, and check those that exist.",
    footer = {
      "",
      "Ends with 1 if a topic that Gyre writes to differs from its definition and was not altered, but",
      "for how much is kept.",
      "The points topic belongs to whoever writes to it: it is created if absent, never altered. A",
      "journal is altered, and never created.",
      "",
      "Examples:",
      "  gyre topics",
      "  gyre topics --bootstrap-server kafka-1:9092 --prefix team. --partitions 4",
      "  gyre topics --points clicks --alter"
    })
public final class TopicsCommand extends GyreCommand {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Mixin private KafkaOptions kafka;
  @Mixin private TopicOptions topics;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      description =
          "Partitions of points, if it must be created; several train one model. Default: 1.")
  private int partitions = Topic.POINTS.definition().partitions();

  @Option(
      names = "--application-id",
      paramLabel = "ID",
      defaultValue = "gyre",
      converter = ApplicationId.class,
      description = "The application whose journal is checked too, if it has one.")
  private String application;

  @Option(names = "--alter", description = "Set what differs, where that can be done in place.")
  private boolean alter;

  @Option(names = "--json", description = "Print one JSON object per topic.")
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
    outcomes.addAll(provisioner.find(Topic.JOURNAL, TopicNames.journalOf(application)));
    return new ProvisioningReport(outcomes);
  }

  /**
   * Points differ without harm, and how much of an output is kept is its owner's choice: worth a
   * word only.
   */
  private static boolean differs(ProvisioningReport report) {
    return report.differences().stream()
        .anyMatch(
            d ->
                d.essential()
                    || d.alterable() && !d.setting().equals(TopicConfig.RETENTION_BYTES_CONFIG));
  }

  private void print(ProvisioningReport report) {
    PrintWriter out = out();
    if (json) {
      report.outcomes().forEach(outcome -> out.println(json(outcome)));
    } else {
      lines(report).forEach(out::println);
    }
    if (!json && !differs(report) && !report.differences().isEmpty()) {
      out.println("What differs does no harm.");
    }
    out.flush();
    if (differs(report)) {
      err()
          .println(
              "Topics differ from their definitions"
                  + (alter ? "." : "; --alter sets what can be set."));
    }
  }

  private static List<String> lines(ProvisioningReport report) {
    TableColumns columns = new TableColumns(Column.left("topic", 0), Column.left("state", 0));
    report.outcomes().forEach(outcome -> columns.fit(cells(outcome)));
    List<String> lines = new ArrayList<>();
    lines.add(columns.header());
    for (Outcome outcome : report.outcomes()) {
      lines.add(columns.line(cells(outcome)));
      outcome.differences().forEach(difference -> lines.add("  " + difference.message()));
    }
    return lines;
  }

  private static List<String> cells(Outcome outcome) {
    return List.of(outcome.topic(), state(outcome));
  }

  private static String state(Outcome outcome) {
    return outcome.state().name().toLowerCase(Locale.ROOT);
  }

  private static String json(Outcome outcome) {
    ObjectNode json = JSON.createObjectNode();
    json.put("topic", outcome.topic());
    json.put("state", state(outcome));
    json.set("differences", JSON.valueToTree(outcome.differences()));
    return json.toString();
  }
}
