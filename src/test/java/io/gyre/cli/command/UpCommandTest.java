package io.gyre.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class UpCommandTest {

  private static final Path FOLDER = Path.of("/tmp/g");

  @Test
  void shouldAdviseWhatGyreUpCanDo() {
    assertThat(
            UpCommand.inOurTerms(
                "It was deleted. Start anew with gyre reset, or under another --application-id",
                FOLDER))
        .isEqualTo(
            "It was deleted. Start anew with a fresh gyre up: delete the folders broker and learner in /tmp/g, or name another --data");
    assertThat(
            UpCommand.inOurTerms(
                "It is a copy. Name another folder with --state-dir, or delete this one: state is restored from the cluster",
                FOLDER))
        .isEqualTo("It is a copy. Delete it: state is restored from the cluster");
    assertThat(
            UpCommand.inOurTerms(
                "It is wrong. To go on at offset 4: gyre reset --to-state --application-id gyre --points points. To start anew: gyre reset",
                FOLDER))
        .startsWith("It is wrong. Start anew: a fresh gyre up: delete the folders");
  }
}
