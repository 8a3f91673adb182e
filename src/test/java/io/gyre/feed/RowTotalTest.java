package io.gyre.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gyre.GyreException;
import io.gyre.file.DataFile;
import io.gyre.file.FileFormat;
import io.gyre.file.LabelColumn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowTotalTest {

  @TempDir private Path folder;

  @Test
  void shouldCountTheRowsThatCanBeRead() throws Exception {
    Path csv = Files.writeString(folder.resolve("a.csv"), "x,y\n1,a\n1,2,3\n2,b\n");
    DataFile file = new DataFile(csv, FileFormat.CSV);

    try (RowTotal total = new RowTotal(() -> file.open(LabelColumn.named("y")))) {
      await().until(() -> total.rows() != null);

      assertThat(total.rows()).isEqualTo(2);
    }
  }

  @Test
  void shouldNotKnowWhatItCannotRead() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);

    try (RowTotal total =
        new RowTotal(
            () -> {
              asked.countDown();
              throw new GyreException("there is no file a.csv");
            })) {
      asked.await();

      assertThat(total.rows()).isNull();
    }
  }
}
