package io.gyre.stream;

import io.gyre.kafka.LostPlaces;
import io.gyre.stream.processor.SourceLog;
import io.gyre.topic.TopicNames;

/** Topics whose id and oldest offset the test says; a journal has an id of its own. */
public final class FixedSourceLog implements SourceLog {

  public String topicId = "Xk1uD9cKQ2m3yY0bq7mZzA";
  public long earliestOffset;
  public long committedOffset;

  /** Whether there are records in any gap; transaction markers are none. */
  public boolean holdsRecords;

  /** Where the reader wanted to go on when the topic no longer had it. */
  public long lostPlace = LostPlaces.NONE;

  /** How often it has been asked: each time costs a round trip to the broker. */
  public int asked;

  @Override
  public String topicId(String topic) {
    return switch (topic) {
      case "labels" -> topicId.substring(1) + "L";
      default -> topic.endsWith(TopicNames.JOURNAL) ? topicId.substring(1) + "J" : topicId;
    };
  }

  @Override
  public int partitions(String topic) {
    return 1;
  }

  @Override
  public long earliestOffset(String topic, int partition) {
    asked++;
    return earliestOffset;
  }

  @Override
  public long committedOffset(String topic, int partition) {
    return committedOffset;
  }

  @Override
  public long takeLostPlace(String topic, int partition, long from, long to) {
    long taken = lostPlace;
    lostPlace = LostPlaces.NONE;
    return taken;
  }

  @Override
  public boolean holdsRecord(String topic, int partition, long from, long to) {
    return holdsRecords;
  }
}
