package io.gyre.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.cli.Child;
import io.gyre.cli.Gyre;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class StandardStreamTest {

  /** Takes nothing, as a disk without room: Linux has it. */
  private static final Path FULL = Path.of("/dev/full");

  private final List<String> told = new ArrayList<>();

  @Test
  void shouldTellALossOnceAndWriteNothingAfterIt() {
    SmallDisk disk = new SmallDisk();
    StandardStream stream =
        new StandardStream(disk, () -> false, loss -> told.add(loss.getMessage()));
    PrintWriter writer = stream.writer();

    writer.print("first");
    assertThat(writer.checkError()).isFalse();
    disk.full = true;
    writer.print("second");
    assertThat(writer.checkError()).isTrue();
    disk.full = false;
    writer.print("third");
    writer.flush();

    assertThat(told).containsExactly("disk full");
    assertThat(stream.lost()).isTrue();
    assertThat(disk).hasToString("first");
  }

  @Test
  void shouldNotMissWhatNobodyReads() {
    SmallDisk pipe = new SmallDisk();
    pipe.full = true;
    StandardStream stream =
        new StandardStream(pipe, () -> true, loss -> told.add(loss.getMessage()));

    stream.writer().append("unread").flush();

    assertThat(told).isEmpty();
    assertThat(stream.lost()).isFalse();
  }

  @Test
  @EnabledIf("isThereAFullDevice")
  @Timeout(60)
  void shouldEndACommandWithOneWhenItsOutputIsLost(@TempDir Path folder) throws Exception {
    Process help = help(Redirect.to(FULL.toFile()), folder);

    assertThat(help.waitFor()).isEqualTo(ExitCode.FAILED);
    assertThat(new String(help.getErrorStream().readAllBytes()).lines())
        .singleElement()
        .asString()
        .startsWith("gyre: standard output cannot be written: ");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  @Timeout(60)
  void shouldEndInSilenceWhenTheReaderHasLeft(@TempDir Path folder) throws Exception {
    Process help = help(Redirect.PIPE, folder);
    help.getInputStream().close();

    assertThat(help.waitFor()).isEqualTo(ExitCode.DONE);
    assertThat(help.getErrorStream().readAllBytes()).isEmpty();
  }

  static boolean isThereAFullDevice() {
    return Files.exists(FULL);
  }

  private static Process help(Redirect output, Path folder) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(Child.command(Gyre.class, "--help"));
    builder.environment().put("GYRE_LOG_FILE", folder.resolve("log").toString());
    return builder.redirectOutput(output).start();
  }

  private static final class SmallDisk extends OutputStream {

    private final ByteArrayOutputStream file = new ByteArrayOutputStream();
    private boolean full;

    @Override
    public void write(int b) throws IOException {
      if (full) {
        throw new IOException("disk full");
      }
      file.write(b);
    }

    @Override
    public String toString() {
      return file.toString();
    }
  }
}
