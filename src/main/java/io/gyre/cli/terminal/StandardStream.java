package io.gyre.cli.terminal;

import io.gyre.cli.view.TerminalCheck;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Standard output or standard error. It remembers a failed write and then writes nothing more,
 * because a file would have a gap. A failure counts as a loss, unless the reader has left, as
 * {@code head} does when it has seen enough.
 */
public final class StandardStream extends OutputStream {

  /** The part of a file's mode that tells its kind, and two of the kinds (POSIX). */
  private static final int KIND = 0xF000;

  private static final int PIPE = 0x1000;
  private static final int SOCKET = 0xC000;

  private final OutputStream to;
  private final BooleanSupplier hasReader;
  private final Consumer<IOException> onLoss;
  private IOException failure;
  private volatile boolean lost;

  /**
   * @param hasReader tells after a failure whether a program or a person still reads the output
   */
  StandardStream(OutputStream to, BooleanSupplier hasReader, Consumer<IOException> onLoss) {
    this.to = to;
    this.hasReader = hasReader;
    this.onLoss = onLoss;
  }

  public static StandardStream out(Consumer<IOException> onLoss) {
    return new StandardStream(
        new FileOutputStream(FileDescriptor.out),
        () -> TerminalCheck.out() || isPipe("/dev/fd/1"),
        onLoss);
  }

  /** Returns standard error, whose failures cannot be reported. */
  public static StandardStream err() {
    return new StandardStream(
        new FileOutputStream(FileDescriptor.err),
        () -> TerminalCheck.err() || isPipe("/dev/fd/2"),
        loss -> {});
  }

  public PrintWriter writer() {
    return new PrintWriter(this, false, StandardCharsets.UTF_8);
  }

  public boolean lost() {
    return lost;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] bytes, int from, int length) throws IOException {
    if (failure != null) {
      throw failure;
    }
    try {
      to.write(bytes, from, length);
    } catch (IOException e) {
      failure = e;
      if (!hasReader.getAsBoolean()) {
        lost = true;
        onLoss.accept(e);
      }
      throw e;
    }
  }

  /**
   * Tells whether a file is a pipe or socket: writing to it fails only if the reader has left. The
   * failure itself says so only in the language of the system. Windows has no such mode.
   */
  private static boolean isPipe(String descriptor) {
    try {
      int kind = (Integer) Files.getAttribute(Path.of(descriptor), "unix:mode") & KIND;
      return kind == PIPE || kind == SOCKET;
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return false;
    }
  }
}
