package io.gyre.feed;

import io.gyre.GyreException;
import io.gyre.data.InvalidPointException;

/**
 * Writes points and labels as Avro on their way.
 *
 * @param to where they go
 * @param points writes the points, and labels that go to the topic of the points
 * @param labels writes the others; the same object if there is one topic
 */
public record AvroSink(FeedLoop.Sink to, AvroRows points, AvroRows labels)
    implements FeedLoop.Sink {

  @Override
  public void point(String key, byte[] value, long timestamp) throws InterruptedException {
    to.point(key, written(points, value), timestamp);
  }

  @Override
  public void label(String key, byte[] value, long timestamp) throws InterruptedException {
    to.label(key, written(labels, value), timestamp);
  }

  private static byte[] written(AvroRows rows, byte[] value) {
    try {
      return rows.write(value);
    } catch (InvalidPointException e) {
      // Rows are objects of JSON, whatever a file holds.
      throw new GyreException(e.getMessage(), e);
    }
  }
}
