package io.gyre.app;

import io.gyre.GyreException;
import io.gyre.Remedy;
import io.gyre.topic.Provisioner;
import io.gyre.topic.ProvisioningReport;
import io.gyre.topic.ProvisioningReport.Difference;
import io.gyre.topic.ProvisioningReport.State;
import io.gyre.topic.Topic;
import io.gyre.topic.TopicNames;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates and checks the topics before something is started on them. */
public final class RequiredTopics {

  private static final Logger LOG = LoggerFactory.getLogger(RequiredTopics.class);

  private RequiredTopics() {}

  /**
   * Creates the topics that are absent, and lets predictions follow when points has grown.
   *
   * @throws GyreException if one that is there would break a promise
   */
  public static void require(
      Admin admin, TopicNames names, Map<String, Map<String, String>> overrides) {
    Provisioner provisioner = new Provisioner(admin);
    ProvisioningReport report = provisioner.provision(names, 1, overrides);
    List<Difference> missing =
        alterable(report).filter(d -> d.setting().equals(Difference.PARTITIONS)).toList();
    if (!missing.isEmpty()) {
      provisioner.alter(missing);
      LOG.warn(
          "{} has grown: {} has been given as many partitions",
          names.points(),
          names.of(Topic.PREDICTIONS));
      report = provisioner.provision(names, 1, overrides);
    }
    if (report.essential()) {
      throw new GyreException(
          "topics are there that Gyre cannot work with:%n%s".formatted(describe(report, true)),
          alterable(report)
              .limit(1)
              .map(any -> Remedy.of(Remedy.Kind.ALTER_TOPICS))
              .toArray(Remedy[]::new));
    }
    if (!report.differences().isEmpty()) {
      LOG.info(
          "Topics that differ from what Gyre would have created:\n{}", describe(report, false));
    }
  }

  /** Creates the topic of labels if it is absent; returns whether it was. */
  public static boolean requireLabels(Admin admin, String labels) {
    ProvisioningReport report = new Provisioner(admin).provision(Topic.LABELS, labels);
    return report.outcomes().get(0).state() == State.CREATED;
  }

  private static Stream<Difference> alterable(ProvisioningReport report) {
    return report.differences().stream().filter(d -> d.essential() && d.alterable());
  }

  private static String describe(ProvisioningReport report, boolean essential) {
    return report.differences().stream()
        .filter(difference -> difference.essential() == essential)
        .map(difference -> "  topic " + difference.topic() + ": " + difference.message())
        .collect(Collectors.joining(System.lineSeparator()));
  }
}
