package io.gyre.file;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gyre.GyreException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DataFileTest {

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void shouldKnowAFormatByTheEndingsOfItsFiles(FileFormat format) {
    assertThat(format.endings).isNotEmpty();
    for (String ending : format.endings) {
      assertThat(FileFormat.ofName("points" + ending)).contains(format);
      assertThat(FileFormat.ofName("POINTS" + ending.toUpperCase(Locale.ROOT))).contains(format);
      assertThat(FileFormat.ofName("points" + ending + ".gz")).contains(format);
    }
    assertThat(FileFormat.ofName("points.txt")).isEmpty();
    assertThat(FileFormat.ofName("points.gz")).isEmpty();
  }

  @Test
  void shouldReadPackedAndPlainAlikeWhateverTheName() throws Exception {
    byte[] text = "\ufeffa,class\n1,x\n2,y\n".getBytes(UTF_8);
    byte[] twice = join(packed(text), packed("3,z\n".getBytes(UTF_8)));
    for (DataFile file : new DataFile[] {csv("p.csv", text), csv("q.csv", twice)}) {
      try (RowReader rows = file.open(LabelColumn.USUAL)) {
        assertThat(rows.columns()).containsExactly("a", "class");
        assertThat(rows.next().json()).asString().isEqualTo("{\"a\":1,\"class\":\"x\"}");
        assertThat(rows.next()).isNotNull();
        assertThat(rows.next() != null).isEqualTo(file.path().endsWith("q.csv"));
        assertThat(rows.next()).isNull();
        assertThat(rows.bytesRead()).isEqualTo(file.bytes()).isPositive();
      }
    }
  }

  @Test
  void shouldSayHowFarItsRowsAreAndNotWhatWasReadAhead() throws Exception {
    StringBuilder text = new StringBuilder();
    Random random = new Random(5);
    while (text.length() < 200_000) {
      text.append(1_000_000 + random.nextInt(1_000_000)).append(",x\n");
    }
    byte[] content = text.toString().getBytes(UTF_8);
    for (byte[] bytes : new byte[][] {content, packed(content)}) {
      DataFile file = csv("far.csv", bytes);
      try (RowReader rows = file.open(LabelColumn.NONE)) {
        for (int row = 1; rows.next() != null; row++) {
          double share = 10.0 * (row + 1) / content.length; // The first line is the header.
          assertThat((double) rows.bytesRead() / bytes.length)
              .isCloseTo(share, within(bytes == content ? 1e-9 : 0.01 + 0.5 * share));
        }
      }
    }
  }

  @Test
  void shouldSayWhyAFileCannotBeRead() throws Exception {
    assertRefused(
        new DataFile(folder, FileFormat.CSV), folder + ": expected a file, found a directory");
    Path absent = folder.resolve("absent.csv");
    assertRefused(new DataFile(absent, FileFormat.CSV), "there is no file " + absent);
    for (FileFormat format : FileFormat.values()) {
      DataFile empty = new DataFile(Files.write(folder.resolve("empty"), new byte[0]), format);
      assertRefused(empty, empty.path() + ": expected rows of data, found an empty file");
      DataFile packed =
          new DataFile(Files.write(folder.resolve("e.gz"), packed(new byte[0])), format);
      assertRefused(packed, packed.path() + ": expected rows of data, found an empty file");
    }
  }

  @Test
  void shouldRefuseABinaryFileAsAWhole() throws Exception {
    byte[] noise = new byte[5000];
    new Random(1).nextBytes(noise);
    noise[0] = 'a';
    assertBinary(noise, "expected text (CSV, JSON lines or ARFF), found a binary file");
    assertBinary(
        "a,b\n1,2\n".getBytes(UTF_16LE),
        "expected text (CSV, JSON lines or ARFF), found a binary file");
    assertBinary(
        "a,b\n1,2\n".getBytes(UTF_16), "expected UTF-8, found UTF-16. Save the file as UTF-8");
    assertBinary(
        "\u0001\u0002\u0003\u0004,a,b\n".getBytes(UTF_8),
        "expected text (CSV, JSON lines or ARFF), found a binary file");
    assertBinary(
        "PK\u0003\u0004 and so on".getBytes(UTF_8),
        "expected text, found a zip archive or a spreadsheet. Unpack it, or save it as CSV");
    assertBinary(
        "PAR1 and so on".getBytes(UTF_8), "expected text, found Parquet. Convert it to CSV");
  }

  private void assertBinary(byte[] content, String message) throws IOException {
    DataFile plain = csv("b.csv", content);
    assertRefused(plain, plain.path() + ": " + message);
    DataFile packed = csv("b.csv.gz", packed(content));
    assertRefused(packed, packed.path() + ": " + message);
  }

  @Test
  void shouldNameTheFileThatIsCutOff() throws Exception {
    byte[] whole = packed("a\n1\n".repeat(100_000).getBytes(UTF_8));
    byte[] half = Arrays.copyOf(whole, whole.length / 2);
    DataFile file = csv("cut.csv.gz", half);
    try (RowReader rows = file.open(LabelColumn.NONE)) {
      assertThatThrownBy(
              () -> {
                while (rows.next() != null) {}
              })
          .isInstanceOf(GyreException.class)
          .hasMessageStartingWith(file.path() + " cannot be read any further: ");
    }
  }

  private static void assertRefused(DataFile file, String message) {
    assertThatThrownBy(() -> file.open(LabelColumn.NONE))
        .isInstanceOf(GyreException.class)
        .hasMessage(message);
  }

  private DataFile csv(String name, byte[] content) throws IOException {
    return new DataFile(Files.write(folder.resolve(name), content), FileFormat.CSV);
  }

  private static byte[] packed(byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(content);
    }
    return out.toByteArray();
  }

  private static byte[] join(byte[] one, byte[] other) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(one);
    out.write(other);
    return out.toByteArray();
  }
}
