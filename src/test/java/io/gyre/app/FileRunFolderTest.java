package io.gyre.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.FolderLock;
import io.gyre.GyreException;
import io.gyre.Remedy;
import io.gyre.Remedy.Kind;
import io.gyre.feed.HeldLabels.Delay;
import io.gyre.format.RecordSettings;
import io.gyre.stream.start.ApplicationSettings;
import io.gyre.topic.TopicNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileRunFolderTest {

  private static final RecordSettings RECORDS = RecordSettings.json("y", null, "placed");

  @TempDir Path home;

  @ParameterizedTest
  @CsvSource({
    "nursery.csv, nursery",
    "Orders 2024 (final).csv.gz, orders-2024-final",
    "a.b.arff, a-b",
    "Größe.jsonl, gr-e",
    "数据.csv, file",
    "noending, noending",
    ".csv, file",
    "broker.csv, file-broker",
    "gyre.json, file-gyre"
  })
  void shouldNameTheApplicationAfterTheFile(String file, String application) {
    assertThat(FileRunFolder.application(file)).isEqualTo(application);
  }

  @Property
  void shouldGiveEveryFileANameThatApplicationsAndTopicsMayHave(
      @ForAll @StringLength(min = 1, max = 200) String text) {
    String name = text.replaceAll("[/\\x00]", "-");
    String application = FileRunFolder.application(name);

    ApplicationSettings.checkApplication(application);
    assertThat(TopicNames.standard().withPrefix(application + ".").points()).isNotEmpty();
  }

  @Test
  void shouldTellTheSameFileFromAnother() throws IOException {
    Path csv = Files.writeString(home.resolve("a.csv"), "a,label\n1,2\n");
    FileRunFolder folder = new FileRunFolder(Files.createDirectory(home.resolve("a")));
    SentFileIdentity present = SentFileIdentity.of(csv, RECORDS, 5_000, null, null);
    assertThat(folder.started(present)).isNull();

    folder.begin(present);
    Path moved = Files.move(csv, home.resolve("b.csv"));
    assertThat(folder.started(SentFileIdentity.of(moved, RECORDS, 9_000, null, null)))
        .isEqualTo(present);

    Files.writeString(csv, "a,label\n1,3\n");
    SentFileIdentity changed = SentFileIdentity.of(csv, RECORDS, 9_000, null, null);
    assertThatThrownBy(() -> folder.started(changed))
        .isInstanceOf(GyreException.class)
        .hasMessageContainingAll("a.csv", "(12 bytes), found other content", folder.path() + "")
        .satisfies(
            e ->
                assertThat(((GyreException) e).remedies)
                    .containsExactly(Remedy.of(Kind.START_ANEW)));
    assertThat(folder.path().toFile().list()).containsExactly("file.json");
  }

  @Test
  void shouldSayThatTheFileHasGrown() throws IOException {
    Path csv = Files.writeString(home.resolve("a.csv"), "a,label\n1,2\n");
    FileRunFolder folder = new FileRunFolder(Files.createDirectory(home.resolve("a")));
    folder.begin(SentFileIdentity.of(csv, RECORDS, 5_000, null, null));

    Files.writeString(csv, "a,label\n1,2\n3,4\n");
    assertRefused(folder, csv, "a.csv: the file has grown", "from 12 to 16 bytes");
    Files.writeString(csv, "a,label\n");
    assertRefused(folder, csv, "a.csv: expected the file as it was", "found 8 bytes");
  }

  @Test
  void shouldNameTheOtherFileOfThatName() throws IOException {
    Path first = Files.writeString(home.resolve("a.csv"), "a,label\n1,2\n");
    Path second = Files.createDirectory(home.resolve("other")).resolve("a.csv");
    Files.writeString(second, "b,label\n1,2\n");
    FileRunFolder folder = new FileRunFolder(Files.createDirectory(home.resolve("a")));
    folder.begin(SentFileIdentity.of(first, RECORDS, 5_000, null, null));

    assertRefused(folder, second, "expected the file " + first, "found " + second);
  }

  private static void assertRefused(FileRunFolder folder, Path file, String... messages) {
    SentFileIdentity present = SentFileIdentity.of(file, RECORDS, 9_000, null, null);
    assertThatThrownBy(() -> folder.started(present))
        .isInstanceOf(GyreException.class)
        .hasMessageContainingAll(messages);
  }

  @Test
  void shouldNoticeThatTheColumnsMeanSomethingElse() throws IOException {
    Path csv = Files.writeString(home.resolve("a.csv"), "a,label\n1,2\n");
    FileRunFolder folder = new FileRunFolder(Files.createDirectory(home.resolve("a")));
    folder.begin(SentFileIdentity.of(csv, RECORDS, 5_000, null, null));

    SentFileIdentity other =
        SentFileIdentity.of(csv, RecordSettings.json("a", null, "placed"), 5_000, null, null);
    assertThatThrownBy(() -> folder.started(other))
        .isInstanceOf(GyreException.class)
        .hasMessageContainingAll("a.csv: expected its columns to mean", "found label: y → a");
  }

  @Test
  void shouldNoticeThatLabelsComeAtAnotherTime() throws IOException {
    Path csv = Files.writeString(home.resolve("a.csv"), "a,label\n1,2\n");
    FileRunFolder folder = new FileRunFolder(Files.createDirectory(home.resolve("a")));
    Delay week = new Delay(7 * 86_400_000L, true);
    folder.begin(SentFileIdentity.of(csv, RECORDS, 5_000, week, null));

    assertThat(folder.started(SentFileIdentity.of(csv, RECORDS, 5_000, week, null)).labelDelay())
        .isEqualTo(week);
    assertThatThrownBy(() -> folder.started(SentFileIdentity.of(csv, RECORDS, 5_000, null, null)))
        .isInstanceOf(GyreException.class)
        .hasMessageContaining("sent, with --label-delay 7d, found them with their rows");
    SentFileIdentity ofRows =
        SentFileIdentity.of(csv, RECORDS, 5_000, new Delay(5_000, false), null);
    assertThatThrownBy(() -> folder.started(ofRows))
        .isInstanceOf(GyreException.class)
        .hasMessageContaining("found them with --label-delay 5000");
  }

  @Test
  void shouldForgetAllButWhatOthersHavePutThere() throws IOException {
    FileRunFolder folder = new FileRunFolder(home.resolve("a"));
    folder.clear();
    assertThat(folder.path()).doesNotExist();

    Files.createDirectories(folder.broker().resolve("log"));
    Files.createDirectories(folder.learner().resolve("streams"));
    Path other = Files.writeString(folder.path().resolve("mine.txt"), "x");
    folder.begin(SentFileIdentity.of(other, RECORDS, 0, null, null));

    folder.clear();
    assertThat(folder.path().toFile().list()).containsExactly("mine.txt");
  }

  @Test
  void shouldForgetNothingThatIsInUse() throws IOException {
    FileRunFolder folder = new FileRunFolder(home.resolve("a"));
    Path kept = Files.createDirectories(folder.broker().resolve("log"));
    FolderLock lock = FolderLock.acquire(folder.learner(), "learner");
    assertThatThrownBy(folder::clear)
        .isInstanceOf(GyreException.class)
        .hasMessageContaining("expected no other learner in it");
    lock.close();
    assertThat(kept).exists();
  }
}
