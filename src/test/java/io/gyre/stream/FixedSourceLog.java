package io.gyre.stream;

/** A topic whose id and oldest offset the test says. */
final class FixedSourceLog implements SourceLog {

  String topicId = "Xk1uD9cKQ2m3yY0bq7mZzA";
  long earliestOffset;
  long committedOffset;

  /** Whether there are records in any gap; transaction markers are none. */
  boolean holdsRecords;

  /** How often it has been asked: each time costs a round trip to the broker. */
  int asked;

  @Override
  public String topicId() {
    return topicId;
  }

  @Override
  public long earliestOffset(int partition) {
    asked++;
    return earliestOffset;
  }

  @Override
  public long committedOffset(int partition) {
    return committedOffset;
  }

  @Override
  public boolean holdsRecord(int partition, long from, long to) {
    return holdsRecords;
  }
}
