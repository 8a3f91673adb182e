package io.gyre.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.Remedy;
import io.gyre.Remedy.Kind;
import io.gyre.cli.Terminated;
import io.gyre.cli.terminal.Advice;
import io.gyre.cli.terminal.ExitCode;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpCommandTest {

  private static final Path FOLDER = Path.of("/tmp/g");

  @Test
  void shouldForgetNothingWhenAPortIsTaken(@TempDir Path home) throws Exception {
    Path csv = Files.writeString(home.resolve("orders.csv"), "x,label\n1,a\n2,b\n");
    Path learned = home.resolve("orders/broker/log");
    Files.createDirectories(learned);
    Files.createDirectories(home.resolve("orders/learner"));
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      for (String port : List.of("--kafka-port", "--http-port")) {
        Terminated refused =
            Terminated.run(
                Map.of(),
                "up",
                csv.toString(),
                "--fresh",
                "--data=" + home,
                port + "=" + taken.getLocalPort());

        assertThat(refused.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(refused.err()).contains("port " + taken.getLocalPort(), "taken");
        assertThat(learned).isDirectory();
      }
    }
  }

  @Test
  void shouldAdviseWhatGyreUpCanDo() {
    Advice up = remedy -> UpCommand.words(remedy, FOLDER);
    String anew =
        "start anew: delete the folders broker and learner in /tmp/g, or name another --data";

    assertThat(up.words(Remedy.of(Kind.START_ANEW))).isEqualTo(anew);
    assertThat(up.after("Deleted", List.of(Remedy.of(Kind.OTHER_APPLICATION))))
        .isEqualTo("Deleted");
    assertThat(
            up.after(
                "A copy",
                List.of(
                    Remedy.of(Kind.OTHER_STATE_FOLDER), Remedy.of(Kind.DELETE_STATE, "/tmp/g"))))
        .isEqualTo("A copy. Delete the folder /tmp/g: its state is restored from the cluster");
    assertThat(
            up.after(
                "Offsets are gone",
                List.of(
                    Remedy.of(Kind.RESET_TO_STATE, 4, "gyre", "points"),
                    Remedy.of(Kind.RENAME_LEARNER),
                    Remedy.of(Kind.FORGET_LEARNER, "network"),
                    Remedy.of(Kind.START_ANEW))))
        .isEqualTo("Offsets are gone. Give the learner another name to train it anew, or " + anew);
  }
}
