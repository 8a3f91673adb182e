package io.gyre.format;

import java.nio.ByteBuffer;

/**
 * How a record names its schema:
 *
 * <pre>
 *  id/7         a byte 0, the id in 4 bytes, then the body: Confluent, and Apicurio as it is set up
 *  global/7     a byte 0, the id in 8 bytes, then the body: older ones of Apicurio
 *  guid/…       in a header: Confluent 8
 *  global/7, content/7, hash/…    in a header: Apicurio
 * </pre>
 *
 * A header may also say which message of a schema of Protobuf it is, behind a {@code #}: {@code
 * content/7#shop.Order}, or as the path of its indexes, {@code guid/…#1.0}.
 *
 * @param id one of these, without the message
 * @param message of Protobuf: a full name or a path of indexes; null if the value says it
 * @param begin where the body begins in the value
 */
public record SchemaFrame(String id, String message, int begin) {

  private static final int MAGIC = 0;
  private static final int BODY = 1 + Integer.BYTES;
  private static final int BODY_OF_LONG = 1 + Long.BYTES;

  /** Returns the bytes that name a schema before a value, as Confluent's serialiser writes them. */
  public static byte[] written(int id) {
    return ByteBuffer.allocate(BODY).put((byte) MAGIC).putInt(id).array();
  }

  /** Finds the frames of one record after another. Not thread-safe. */
  public static final class Reader {

    private SchemaFrame last; // most likely the next record's, too
    private int lastId;
    private String lastNamed;

    /** Returns a record's frame; null if it has none. */
    public SchemaFrame read(byte[] value, String named) {
      if (named != null) {
        if (last == null || !named.equals(lastNamed)) {
          int at = named.indexOf('#');
          String message = at < 0 ? null : named.substring(at + 1);
          last = new SchemaFrame(at < 0 ? named : named.substring(0, at), message, 0);
          lastNamed = named;
        }
        return last;
      }
      if (value == null || value.length < BODY || value[0] != MAGIC) {
        return null;
      }
      ByteBuffer bytes = ByteBuffer.wrap(value, 1, value.length - 1);
      int id = bytes.getInt();
      if (id == 0 && value.length >= BODY_OF_LONG) {
        // No registry gives the id 0: these are the upper half of a longer id.
        return new SchemaFrame("global/" + bytes.getLong(1), null, BODY_OF_LONG);
      }
      if (last == null || lastNamed != null || id != lastId) {
        last = new SchemaFrame("id/" + Integer.toUnsignedString(id), null, BODY);
        lastId = id;
        lastNamed = null;
      }
      return last;
    }
  }
}
