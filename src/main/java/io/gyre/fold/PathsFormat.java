package io.gyre.fold;

import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The paths of a point's fields, each as what differs from the one before: nested ones would
 * otherwise take far more than the record did. Points mostly have the same: those of the last are
 * the same array, which the encoder knows. Not thread-safe.
 *
 * <pre>
 *  bytes · number · for each: bytes that are those of the one before · further bytes · these
 * </pre>
 */
final class PathsFormat {

  private final StateWriter buffer = new StateWriter();
  private String[] last = {};
  private byte[] lastBytes = {0};

  @SuppressWarnings("ReferenceEquality")
  void write(StateWriter out, String[] paths) {
    if (paths != last) {
      lastBytes = bytes(paths);
      last = paths;
    }
    out.putCompact(lastBytes.length).putBytes(lastBytes, 0, lastBytes.length);
  }

  private byte[] bytes(String[] paths) {
    buffer.clear().putCompact(paths.length);
    byte[] before = {};
    for (String path : paths) {
      byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
      int mismatch = Arrays.mismatch(before, bytes);
      int same = mismatch < 0 ? bytes.length : mismatch;
      buffer.putCompact(same).putCompact(bytes.length - same);
      buffer.putBytes(bytes, same, bytes.length - same);
      before = bytes;
    }
    return buffer.toBytes();
  }

  String[] read(StateReader in) {
    byte[] bytes = in.getBytes(in.getCompactCount());
    if (!Arrays.equals(bytes, lastBytes)) {
      last = paths(bytes);
      lastBytes = bytes;
    }
    return last;
  }

  private static String[] paths(byte[] bytes) {
    StateReader in = new StateReader(ByteBuffer.wrap(bytes));
    String[] paths = new String[in.getCompactCount()];
    byte[] path = {};
    for (int i = 0; i < paths.length; i++) {
      int same = (int) in.getCompact(path.length);
      byte[] rest = in.getBytes(in.getCompactCount());
      path = Arrays.copyOf(path, same + rest.length);
      System.arraycopy(rest, 0, path, same, rest.length);
      paths[i] = new String(path, StandardCharsets.UTF_8);
    }
    return paths;
  }
}
