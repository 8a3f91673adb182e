package io.gyre.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.Remedy;
import io.gyre.Remedy.Kind;
import io.gyre.cli.Advice;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class UpCommandTest {

  private static final Path FOLDER = Path.of("/tmp/g");

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
