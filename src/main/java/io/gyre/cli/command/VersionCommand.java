package io.gyre.cli.command;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gyre.GyreException;
import io.gyre.app.ApplicationOnCluster;
import io.gyre.cli.option.ApplicationOption;
import io.gyre.cli.option.KafkaOptions;
import io.gyre.cli.terminal.ExitCode;
import io.gyre.cli.view.VersionView;
import io.gyre.kafka.ClusterAccess;
import io.gyre.kafka.ClusterAdmin;
import io.gyre.version.Version;
import io.gyre.version.VersionList;
import io.gyre.version.VersionRequest;
import io.gyre.version.VersionTopic;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "version",
    description = "Save, list, show or delete versions of what an application has learned.")
public final class VersionCommand extends GyreCommand {

  private static final Duration LOOK = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  @Parameters(index = "0", paramLabel = "WHAT")
  private String action;

  @Parameters(index = "1..*", paramLabel = "VERSION")
  private List<String> named = List.of();

  @Mixin private ApplicationOption application;
  @Mixin private KafkaOptions kafka;

  @Option(names = "--yes")
  private boolean yes;

  @Option(names = "--json")
  private boolean json;

  private ClusterAccess cluster;
  private VersionTopic topic;

  @Override
  public Integer call() throws IOException, InterruptedException {
    check();
    cluster = kafka.cluster();
    topic = new VersionTopic(cluster, application.id());
    VersionList list = topic.list();
    return switch (action) {
      case "save" -> save(list, named.get(0));
      case "delete" -> delete(list);
      default -> print(list);
    };
  }

  private void check() {
    int most =
        switch (action) {
          case "list" -> 0;
          case "save", "show" -> 1;
          case "delete" -> Integer.MAX_VALUE;
          default -> throw wrong("expected save, list, show or delete, found '" + action + "'");
        };
    require(
        named.size() <= most && (most == 0 || !named.isEmpty()),
        switch (action) {
          case "list" -> "list shows all versions, and takes no more words; one: gyre version show";
          case "save" -> "save: expected a name, as gyre version save before-black-friday";
          case "show" -> "show: expected the number or name of one version, as gyre version show 7";
          default -> "delete: expected numbers or names of versions, as gyre version delete 7";
        });
    require(
        !action.equals("save") || VersionRequest.NAME.matcher(named.get(0)).matches(),
        "save: expected a name of 1 to 100 letters, digits, '.', '_' or '-', not digits alone; found '%s'"
            .formatted(named.isEmpty() ? "" : named.get(0)));
    if (!action.equals("delete")) {
      refuse(" goes with delete alone", "--yes");
    }
    if (action.equals("save") || action.equals("delete")) {
      refuse(" goes with list and show", "--json");
    }
  }

  private int print(VersionList list) {
    List<Version> shown =
        action.equals("show") ? List.of(list.find(named.get(0))) : list.versions();
    if (json) {
      JsonMapper mapper = new JsonMapper();
      shown.forEach(version -> say(mapper.valueToTree(version).toString()));
    } else if (action.equals("show")) {
      VersionView.lines(shown.get(0)).forEach(this::say);
    } else if (shown.isEmpty()) {
      say("%s has no versions yet.", application.id());
    } else {
      VersionView.table(shown).forEach(this::say);
    }
    return ExitCode.DONE;
  }

  private int save(VersionList before, String name) throws InterruptedException {
    for (Version version : before.versions()) {
      if (version.name().equals(name)) {
        throw GyreException.of(
            "there is a version \"%s\" already, number %d: expected another name, or gyre version delete %s first",
            name, version.number(), name);
      }
    }
    try (Admin admin = cluster.admin()) {
      ClusterAdmin asked = new ClusterAdmin(admin);
      if (new ApplicationOnCluster(asked, application.id()).group().members().isEmpty()) {
        throw GyreException.of(
            "no instance of %s is running, and a version is saved by the one that learns: start it first. While none runs, what was learned does not change",
            application.id());
      }
    }
    VersionRequest request = topic.request(name);
    Version saved = await(request);
    if (saved == null) {
      topic.withdraw(request);
      note("Stopped. If version %s was saved in this moment, gyre version list shows it.", name);
      return ExitCode.FAILED;
    }
    say("Version %d, %s, is saved:", saved.number(), name);
    VersionView.table(List.of(saved)).forEach(this::say);
    return ExitCode.DONE;
  }

  /** Returns the version once it is there; null if the stop was requested meanwhile. */
  private Version await(VersionRequest request) throws InterruptedException {
    long begun = System.nanoTime();
    boolean noted = false;
    while (!stop().requested()) {
      VersionList list = topic.list();
      Optional<Version> saved =
          list.versions().stream().filter(each -> each.name().equals(request.name())).findFirst();
      if (saved.isPresent()) {
        return saved.get();
      }
      if (!list.requests().contains(request)) {
        throw GyreException.of(
            "version %s was given up: the log of the instance that learns says why",
            request.name());
      }
      if (!noted && System.nanoTime() - begun > PATIENCE.toNanos()) {
        noted = true;
        note(
            "Waiting for the instance that learns: it may be starting, restoring its state, or be of a Gyre without versions. Ctrl-C takes the request back.");
      }
      stop().await(LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }
    return null;
  }

  private int delete(VersionList list) throws IOException {
    List<Version> doomed = named.stream().map(list::find).distinct().toList();
    VersionView.table(doomed).forEach(this::say);
    if (!yes && !answered("These are deleted, which cannot be undone.")) {
      say("Only yes goes on. Nothing was changed.");
      return ExitCode.FAILED;
    }
    topic.delete(doomed);
    say("Deleted.");
    return ExitCode.DONE;
  }
}
