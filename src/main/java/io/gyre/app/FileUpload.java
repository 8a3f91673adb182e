package io.gyre.app;

import io.gyre.file.DataFile;
import io.gyre.page.live.FileRefusedException;
import io.gyre.page.live.FileRefusedException.Reason;
import io.gyre.page.live.UploadControls;
import io.gyre.page.live.UploadControls.Preview;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.Utils;

/** Writes a file that the page sends to the disk. One thread writes; any may abort. */
final class FileUpload implements UploadControls.Arriving {

  static final long MAX_BYTES = 256L << 20;

  private final DataFile file;
  private final Consumer<Preview> ending;
  private final FileChannel channel;
  private long bytes;

  /**
   * Makes the file, which must be absent.
   *
   * @param ending called with the whole file; of null if it will not come
   */
  FileUpload(DataFile file, Consumer<Preview> ending) {
    this.file = file;
    this.ending = ending;
    try {
      channel =
          FileChannel.open(file.path(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  @Override
  public void write(ByteBuffer piece) {
    bytes += piece.remaining();
    if (bytes > MAX_BYTES) {
      throw tooLarge(file.name());
    }
    try {
      while (piece.hasRemaining()) {
        channel.write(piece);
      }
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  static FileRefusedException tooLarge(String name) {
    return new FileRefusedException(
        Reason.TOO_LARGE,
        "%s: expected at most %,d bytes, found more. The command line takes it: gyre up FILE"
            .formatted(name, MAX_BYTES));
  }

  private FileRefusedException unwritable(IOException e) {
    return new FileRefusedException(
        Reason.NO_SPACE, "%s cannot be kept on the disk: %s".formatted(file.name(), e));
  }

  @Override
  public Preview end() {
    try {
      channel.close();
      Preview preview = FilePreview.of(file, file.path().getFileName().toString());
      ending.accept(preview);
      return preview;
    } catch (IOException | RuntimeException e) {
      abort();
      throw e instanceof RuntimeException refused ? refused : unwritable((IOException) e);
    }
  }

  @Override
  public void abort() {
    Utils.closeQuietly(channel, file.name());
    try {
      UploadFolder.delete(file.path());
    } finally {
      ending.accept(null);
    }
  }
}
