package io.gyre.stream.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.Examples;
import io.gyre.GyreException;
import io.gyre.stream.Fixture;
import io.gyre.stream.ProcessorBench;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Which offsets Kafka Streams may commit, in the layouts and at the moments that there are. */
class CommitOffsetCheckTest {

  private static final TopicPartition LOG = new TopicPartition("points", 0);
  private static final TopicPartition OTHER = new TopicPartition("points", 1);
  private static final TopicPartition MERGED = new TopicPartition("labels", 0);

  private final List<Set<String>> asked = new ArrayList<>();
  private final CommitOffsetCheck check = new CommitOffsetCheck(asked::add);

  private void read(TopicPartition partition, long... offsets) {
    check.read(records(partition, offsets));
  }

  private static ConsumerRecords<byte[], byte[]> records(
      TopicPartition partition, long... offsets) {
    List<ConsumerRecord<byte[], byte[]>> records =
        Arrays.stream(offsets)
            .mapToObj(
                offset ->
                    new ConsumerRecord<byte[], byte[]>(
                        partition.topic(), partition.partition(), offset, null, null))
            .toList();
    return new ConsumerRecords<>(Map.of(partition, records), Map.of());
  }

  private static long[] from(long begin, long end) {
    return LongStream.range(begin, end).toArray();
  }

  private void commit(TopicPartition partition, long offset) {
    check.beforeCommit(Map.of(partition, new OffsetAndMetadata(offset)));
  }

  private void refused(TopicPartition partition, long offset) {
    assertThatThrownBy(() -> commit(partition, offset))
        .isInstanceOfAny(NewRunException.class, GyreException.class)
        .hasMessageStartingWith("offset %d of %s is not committed", offset, partition);
  }

  @Test
  void shouldCommitWhatWasSaved() {
    check.note(LOG, 0, true);
    read(LOG, from(0, 500));
    check.note(LOG, 100, true);
    commit(LOG, 100);
    check.note(LOG, 350, true);
    commit(LOG, 350);

    assertThat(asked).containsExactly(Set.of("points"), Set.of("points"));
  }

  /** As in a version of Kafka Streams that does not run what runs before a commit. */
  @Test
  void shouldRefuseWhatWasProcessedButNotSaved() {
    check.note(LOG, 100, false);
    read(LOG, from(100, 120));

    assertThatThrownBy(() -> commit(LOG, 101))
        .isInstanceOf(GyreException.class)
        .hasMessage(
            "offset 101 of points-0 is not committed, since its state was saved at offset 100: Kafka Streams did not have it saved first. Use the version that Gyre is made for, 4.4.0");
    refused(LOG, 120);
    refused(LOG, 121);
    assertThat(asked).isEmpty();
    check.note(LOG, 120, true);
    commit(LOG, 120);
  }

  @Test
  void shouldRefuseOffsetsBeforeTheState() {
    check.note(LOG, 100, true);

    assertThatThrownBy(() -> commit(LOG, 99))
        .isInstanceOf(NewRunException.class)
        .hasMessage(
            "offset 99 of points-0 is not committed, since its state was saved at offset 100");
    refused(LOG, 0);
  }

  /** Kafka Streams commits the offset of the next record, or the end of what was read. */
  @Test
  void shouldPassOverMarksOfTransactionsAndLostRecords() {
    check.note(LOG, 0, true);
    // Before anything was read, retention has deleted the first ones.
    commit(LOG, 7);
    read(LOG, 8, 9, 11, 12, 20);
    check.note(LOG, 10, true);
    commit(LOG, 10);
    commit(LOG, 11);
    refused(LOG, 12);
    check.note(LOG, 13, true);
    commit(LOG, 20);
    refused(LOG, 21);
    check.note(LOG, 21, true);
    commit(LOG, 30);
  }

  /** Its queue is gone, but Kafka Streams may still know how far it had read. */
  @Test
  void shouldRefuseOffsetsFromBeforeARevival() {
    check.note(LOG, 0, true);
    read(LOG, from(0, 200));
    check.note(LOG, 100, true);
    commit(LOG, 100);
    check.note(LOG, 200, true);
    commit(LOG, 200); // It fails after this.
    check.note(LOG, 100, false);
    check.note(LOG, 100, true);

    assertThatThrownBy(() -> commit(LOG, 200)).isInstanceOf(NewRunException.class);
    refused(LOG, 201);
    commit(LOG, 100);
    read(LOG, from(100, 150));
    check.note(LOG, 150, true);
    commit(LOG, 150);
    refused(LOG, 200);
  }

  /** Another instance has learned meanwhile. */
  @Test
  void shouldGoOnWithAPartitionThatWasAwayWithWhatWasReadAhead() {
    check.note(LOG, 0, true);
    read(LOG, from(0, 500));
    check.note(LOG, 100, true);
    commit(LOG, 100);
    check.note(LOG, 700, true);

    commit(LOG, 701);
    read(LOG, from(701, 800));
    refused(LOG, 702);
  }

  @Test
  void shouldCheckEachPartitionOfAThreadAndNoneThatIsMerged() {
    check.note(LOG, 10, true);
    check.note(OTHER, 20, true);
    read(LOG, from(10, 12));
    read(OTHER, from(20, 22));
    read(MERGED, from(0, 5));
    check.note(LOG, 12, true);

    assertThatThrownBy(
            () ->
                check.beforeCommit(
                    Map.of(
                        LOG, new OffsetAndMetadata(12),
                        OTHER, new OffsetAndMetadata(22),
                        MERGED, new OffsetAndMetadata(5))))
        .hasMessageContaining("offset 22 of points-1");
    check.note(OTHER, 22, true);
    check.beforeCommit(
        Map.of(
            LOG, new OffsetAndMetadata(12),
            OTHER, new OffsetAndMetadata(22),
            MERGED, new OffsetAndMetadata(5)));
    commit(MERGED, 5);
  }

  @Test
  void shouldBeToldOfEachSaveAndEachStart() {
    TopologySettings settings = Fixture.settings(Examples.learners());
    ProcessorBench bench = new ProcessorBench(settings);
    settings.commits().read(records(LOG, 0, 1, 2));
    bench.send(null, 0);
    bench.send(null, 0);

    Map<TopicPartition, OffsetAndMetadata> two = Map.of(LOG, new OffsetAndMetadata(2));
    settings.commits().beforeCommit(two);
    assertThatThrownBy(() -> settings.commits().beforeCommit(Map.of(LOG, new OffsetAndMetadata(3))))
        .isInstanceOf(GyreException.class);
    TopologySettings again = Fixture.settings(Examples.learners());
    bench.start(again);
    again.commits().beforeCommit(two);
    assertThatThrownBy(() -> again.commits().beforeCommit(Map.of(LOG, new OffsetAndMetadata(1))))
        .isInstanceOf(GyreException.class);
  }
}
