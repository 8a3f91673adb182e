package io.gyre.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.GyreException;
import io.gyre.kafka.ClusterAccess;
import io.gyre.page.live.FileRefusedException;
import io.gyre.page.live.UploadControls.Arriving;
import io.gyre.page.live.UploadControls.Preview;
import io.gyre.page.live.UploadControls.Start;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes before the start of a file: no broker is asked for anything. */
class UploadedFilesTest {

  private static final ClusterAccess NOWHERE = ClusterAccess.local("127.0.0.1:1");
  private static final String ROWS = "x,class\n1,a\n2,b\n";

  @TempDir private Path home;

  private UploadFolder folder;
  private UploadedFiles files;

  @BeforeEach
  void open() {
    folder = new UploadFolder(home.resolve(UploadFolder.NAME));
    files = new UploadedFiles(NOWHERE, folder, "gyre");
  }

  @AfterEach
  void close() {
    files.close();
  }

  private Preview send(String name, String content) {
    Arriving file = files.receive(name, -1);
    file.write(ByteBuffer.wrap(content.getBytes(UTF_8)));
    return file.end();
  }

  private long kept() throws IOException {
    try (Stream<Path> all = Files.list(folder.path())) {
      return all.count();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "a.csv, a.csv",
    "../../etc/a.csv, a.csv",
    "C:\\temp\\a.csv, a.csv",
    "<b>&.csv.gz, <b>&.csv.gz"
  })
  void shouldKeepAFileUnderANameOfItsOwn(String sent, String name) throws IOException {
    Preview preview = send(sent, ROWS);

    assertThat(preview.name()).isEqualTo(name);
    assertThat(Files.readString(folder.path().resolve(preview.file()))).isEqualTo(ROWS);
    assertThat(kept()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "a/", "a.txt", "csv", ".gz"})
  void shouldRefuseANameThatDoesNotSayHowTheFileIsWritten(String name) {
    assertThatThrownBy(() -> files.receive(name, 1))
        .isInstanceOf(GyreException.class)
        .isNotInstanceOf(FileRefusedException.class);
    assertThatThrownBy(() -> files.receive("n".repeat(252) + ".csv", 1))
        .hasMessage("name: expected 1 to 255 characters, found 256");
  }

  @Test
  void shouldRefuseAFileThatIsTooLong() throws IOException {
    assertThatThrownBy(() -> files.receive("a.csv", (256 << 20) + 1))
        .isInstanceOf(FileRefusedException.class)
        .hasMessageContaining("a.csv: expected at most 268,435,456 bytes");
    Arriving file = files.receive("a.csv", -1);
    ByteBuffer piece = ByteBuffer.allocate(64 << 20);
    for (int i = 0; i < 4; i++) {
      file.write(piece.rewind());
    }
    assertThatThrownBy(() -> file.write(ByteBuffer.allocate(1)))
        .isInstanceOf(FileRefusedException.class);
    file.abort();

    assertThat(kept()).isZero();
  }

  @Test
  void shouldTakeOneFileAtATime() throws IOException {
    Arriving first = files.receive("a.csv", 10);
    first.write(ByteBuffer.wrap(new byte[5]));
    assertThatThrownBy(() -> files.receive("b.csv", 10))
        .isInstanceOf(FileRefusedException.class)
        .hasMessageContaining("another file is being sent");
    first.abort();
    assertThat(kept()).isZero();

    send("b.csv", ROWS);
    Preview third = send("c.csv", ROWS);
    assertThat(kept()).isEqualTo(1);
    assertThat(folder.path().resolve(third.file())).exists();
  }

  @Test
  void shouldDeleteWhatIsNoFileOfRows() throws IOException {
    assertThatThrownBy(() -> send("a.csv", "x,class\n")).hasMessageContaining("expected rows");
    assertThat(kept()).isZero();

    send("a.csv", ROWS);
    assertThat(kept()).isEqualTo(1);
  }

  @Test
  void shouldForgetAFileThatWaits() throws IOException {
    Preview preview = send("a.csv", ROWS);
    files.stop().join();

    assertThat(kept()).isZero();
    assertThat(files.state().run()).isNull();
    assertThatThrownBy(
            () -> files.start(new Start(preview.file(), "class", List.of(), List.of(), 1)).join())
        .hasRootCauseInstanceOf(GyreException.class);
  }

  @Test
  void shouldDeleteWhatAnEarlierOneLeft() throws IOException {
    Files.createDirectories(folder.path());
    Files.writeString(folder.path().resolve("left.rows"), ROWS);

    new UploadedFiles(NOWHERE, folder, "gyre").close();

    assertThat(kept()).isZero();
  }

  /** What a process that was killed has left must not keep the next one from its work. */
  @Test
  void shouldOpenThoughItsFolderCannotBeListed() throws IOException {
    Files.createDirectories(folder.path().getParent());
    Files.writeString(folder.path(), "a file where a folder was expected");

    new UploadedFiles(NOWHERE, folder, "gyre").close();

    assertThat(folder.path()).isRegularFile();
  }
}
