package io.gyre.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.Examples;
import io.gyre.fold.Fold;
import io.gyre.fold.intake.LogRecord;
import io.gyre.fold.state.FoldStore;
import io.gyre.kafka.LostPlaces;
import io.gyre.stream.processor.IncomingOffsetCheck;
import io.gyre.stream.processor.MergeProcessor;
import io.gyre.stream.processor.SourceLog;
import io.gyre.stream.processor.TopologySettings;
import io.gyre.time.WindowSettings;
import io.gyre.topic.Origin;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.LongUnaryOperator;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A log of records and marks of transactions is written, read and deleted from in any order: what
 * is counted as missed is no less than the records that were never given, no more than these and
 * the marks among them, and nothing where only what had been given was deleted.
 */
class GapAccountingTest {

  private static final int STEPS = 300;

  /** What is on the topic, and what is deleted from it. */
  private enum Kind {
    RECORDS(false, true),
    TRANSACTIONS(true, true),
    TRANSACTIONS_DELETED_ONCE_GIVEN(true, false);

    final boolean marks;
    final boolean unread;

    Kind(boolean marks, boolean unread) {
      this.marks = marks;
      this.unread = unread;
    }
  }

  /** One partition of a topic, and a reader of it as Kafka's consumer is one. */
  private static final class Log implements SourceLog {

    final Random random;
    final Kind kind;
    final List<Boolean> isRecord = new ArrayList<>();
    final Deque<Long> fetched = new ArrayDeque<>();
    final BitSet given = new BitSet();
    long start;
    long position;
    final LostPlaces places = new LostPlaces();
    long committed;

    Log(Random random, Kind kind) {
      this.random = random;
      this.kind = kind;
    }

    void write() {
      int batch = 1 + random.nextInt(40);
      for (int i = 0; i < batch; i++) {
        isRecord.add(true);
      }
      if (kind.marks) {
        isRecord.add(false);
      }
    }

    void delete() {
      long until = start + random.nextInt(isRecord.size() - (int) start + 1);
      start = kind.unread ? until : Math.max(start, Math.min(until, given.length()));
    }

    /** Reads on; where its place is gone, at the oldest record. */
    void fetch() {
      if (position < start) {
        places.note(Map.of(new TopicPartition("points", 0), position));
        position = start;
      }
      long until = Math.min(isRecord.size(), position + random.nextInt(60));
      for (; position < until; position++) {
        if (isRecord.get((int) position)) {
          fetched.add(position);
        }
      }
    }

    /** Commits what was given, and the marks behind it; begins there again. */
    void restart() {
      committed = given.length();
      while (committed < position && !isRecord.get((int) committed)) {
        committed++;
      }
      fetched.clear();
      position = committed;
    }

    /** How many records, or marks, lie before what was given last, and were not given. */
    long notGiven(boolean records) {
      return IntStream.range(0, given.length())
          .filter(i -> isRecord.get(i) == records && !given.get(i))
          .count();
    }

    @Override
    public String topicId(String topic) {
      return "id";
    }

    @Override
    public int partitions(String topic) {
      return 1;
    }

    @Override
    public long earliestOffset(String topic, int partition) {
      return start;
    }

    @Override
    public long committedOffset(String topic, int partition) {
      return committed;
    }

    @Override
    public long takeLostPlace(String topic, int partition, long from, long to) {
      return places.take("points", 0, from, to);
    }

    @Override
    public boolean holdsRecord(String topic, int partition, long from, long to) {
      for (long offset = Math.max(from, start); offset < to; offset++) {
        if (isRecord.get((int) offset)) {
          return true;
        }
      }
      return false;
    }
  }

  /** Makes what is given the offsets, and returns how many were missed in all. */
  private interface Reader {
    LongUnaryOperator begin();
  }

  private static void readAndDelete(Log log, Reader reader) {
    LongUnaryOperator check = reader.begin();
    // Whatever was deleted before the first record is not missed.
    log.write();
    log.position = 1;
    log.given.set(0);
    long missed = check.applyAsLong(0);
    for (int step = 0; step < STEPS; step++) {
      switch (log.random.nextInt(8)) {
        case 0, 1 -> log.write();
        case 2 -> log.delete();
        case 3, 4 -> log.fetch();
        case 5 -> {
          if (log.random.nextInt(4) == 0) {
            log.restart();
            check = reader.begin();
          }
        }
        default -> {
          for (int i = log.random.nextInt(50); i > 0 && !log.fetched.isEmpty(); i--) {
            long offset = log.fetched.remove();
            missed = check.applyAsLong(offset);
            log.given.set((int) offset);
          }
        }
      }
      long records = log.notGiven(true);
      assertThat(missed)
          .isBetween(records, log.kind.unread ? records + log.notGiven(false) : records);
    }
    assertThat(missed > 0).isEqualTo(log.kind.unread);
  }

  @ParameterizedTest
  @EnumSource
  void shouldCountWhatALearnerWasNeverGiven(Kind kind) {
    for (int seed = 0; seed < 20; seed++) {
      Log log = new Log(new Random(seed), kind);
      TopologySettings settings =
          Fixture.settings(Examples.learners(), WindowSettings.standard(), log);
      Fold fold = Fold.open(settings.fold(), FoldStore.unsaved("test"));
      readAndDelete(
          log,
          () -> {
            IncomingOffsetCheck check = new IncomingOffsetCheck(settings, fold, 0, "seed " + log);
            return offset -> {
              check.check(offset);
              fold.apply(LogRecord.of(LogRecord.Kind.POINT, null, 0, 0, offset));
              return fold.report().learner(0, false).counts().missed();
            };
          });
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldCountWhatMergeWasNeverGiven(Kind kind) {
    for (int seed = 0; seed < 20; seed++) {
      Log log = new Log(new Random(seed), kind);
      long[] missed = new long[1];
      readAndDelete(
          log,
          () -> {
            MergeProcessor merge = new MergeProcessor(log, Origin.Kind.POINT, null, null);
            MockProcessorContext<byte[], byte[]> context = new MockProcessorContext<>();
            merge.init(context);
            return offset -> {
              context.resetForwards();
              context.setRecordMetadata("points", 0, offset);
              merge.process(new Record<>(null, new byte[1], 0));
              missed[0] += Origin.of(context.forwarded().get(0).record().headers()).missed();
              return missed[0];
            };
          });
    }
  }
}
