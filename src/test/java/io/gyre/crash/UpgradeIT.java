package io.gyre.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gyre.broker.TestBroker;
import io.gyre.cli.Gyre;
import io.gyre.cli.RunningCommand;
import io.gyre.cli.Terminated;
import io.gyre.kafka.ClusterAccess;
import io.gyre.kafka.ClusterAdmin;
import io.gyre.topic.Provisioner;
import io.gyre.topic.TopicNames;
import io.gyre.version.Version;
import io.gyre.version.VersionTopic;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One release up and down: what another release has made of the state cannot be read any more, and
 * the version that it saved first is the way back.
 */
class UpgradeIT {

  private static final String ID = "upgraded";
  private static final String OTHER_RELEASE = "9.9.9";
  private static final int POINTS = 1_500;

  @TempDir private Path folder;

  private final String servers = TestBroker.bootstrapServers();
  private final TopicNames names = TopicNames.standard().withPrefix(ID + ".");

  @Test
  void shouldGoOnAsAnotherReleaseAndBackAgain() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers));
        PointStream stream = new PointStream(servers, names.points(), 1, ServedAnswers::record)) {
      new Provisioner(admin).provision(names, 1, Map.of());
      stream.send(POINTS, 0);
      try (RunningCommand release = new RunningCommand(learn())) {
        awaitLearned(release::output, admin, POINTS);
      }
      stream.send(POINTS, 0);

      try (JavaProcess other =
          JavaProcess.gyre(folder, List.of(), otherRelease(), List.of(learn()))) {
        awaitLearned(other::output, admin, 2 * POINTS);
        run("version", "save", "by-other").requireDone();
        other.terminate();
        assertThat(other.exitCode()).as(other.output()).isZero();
      }
      Version before = versions().get(0);
      assertThat(before.reason()).isEqualTo(Version.Reason.RELEASE);
      assertThat(before.release()).isNotEqualTo(OTHER_RELEASE);
      assertThat(before.offset()).isEqualTo(POINTS);
      Version byOther = versions().get(1);
      assertThat(byOther.release()).isEqualTo(OTHER_RELEASE);

      assertThat(Terminated.run(Map.of(), learn()).err())
          .contains("was made by a later Gyre", "has version 99");
      run("reset", "--prefix=" + ID + ".", state(), "--to-version=" + before.number(), "--yes")
          .requireDone();
      try (RunningCommand again = new RunningCommand(learn())) {
        awaitLearned(again::output, admin, 2 * POINTS);
        run("version", "save", "again").requireDone();
      }
      Version last = versions().get(versions().size() - 1);
      assertThat(last.name()).isEqualTo("again");
      assertThat(last.offset()).isEqualTo(byOther.offset());
      assertThat(last.digests()).isEqualTo(byOther.digests());
    }
  }

  private String state() {
    return "--state-dir=" + folder.resolve("state");
  }

  private List<Version> versions() {
    return new VersionTopic(ClusterAccess.local(servers), ID).list().versions();
  }

  private Terminated run(String... words) {
    Stream<String> where = Stream.of("--bootstrap-server=" + servers, "--application-id=" + ID);
    return Terminated.run(Map.of(), Stream.concat(Stream.of(words), where).toArray(String[]::new));
  }

  private String[] learn() {
    return new String[] {
      "learn",
      "--prefix=" + ID + ".",
      "--bootstrap-server=" + servers,
      "--application-id=" + ID,
      state(),
      "--key=city",
      "--learners=fast",
      "--no-http"
    };
  }

  private void awaitLearned(Supplier<String> output, Admin admin, long points) {
    TopicPartition partition = new TopicPartition(names.points(), 0);
    await("all points")
        .untilAsserted(
            () -> {
              Map<TopicPartition, Long> committed = new ClusterAdmin(admin).group(ID).committed();
              assertThat(committed.getOrDefault(partition, 0L))
                  .as("%s%n%s", committed, output.get())
                  .isGreaterThanOrEqualTo(points);
            });
  }

  /** Another release, which saves a part of the state in a form that this one does not read. */
  private List<String> otherRelease() throws Exception {
    Path classes = Files.createDirectory(folder.resolve("classes"));
    compile(classes, "fold/LearnerScores", "super(\"windows\", 4)", "super(\"windows\", 99, 4)");
    compile(classes, "Release", "? \"unpackaged\"", "? \"" + OTHER_RELEASE + "\"");
    String path = classes + File.pathSeparator + System.getProperty("java.class.path");
    return List.of("-cp", path, Gyre.class.getName());
  }

  private void compile(Path classes, String of, String text, String instead) throws Exception {
    Path original = Path.of("src/main/java/io/gyre", of + ".java");
    String source = Files.readString(original);
    assertThat(source).containsOnlyOnce(text);
    Path changed = folder.resolve(original.getFileName());
    Files.writeString(changed, source.replace(text, instead));
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    String[] arguments = {
      "-d",
      classes.toString(),
      "-cp",
      System.getProperty("java.class.path"),
      "-proc:none",
      "-nowarn",
      changed.toString()
    };
    int status = ToolProvider.getSystemJavaCompiler().run(null, said, said, arguments);
    assertThat(status).as(said.toString(UTF_8)).isZero();
  }
}
