package io.gyre.stream.processor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.Examples;
import io.gyre.fold.state.SnapshotRule;
import io.gyre.learning.list.LearnerSettings;
import io.gyre.stream.Fixture;
import io.gyre.stream.ProcessorBench;
import io.gyre.topic.DeadLetterHeaders;
import io.gyre.topic.Prediction;
import io.gyre.topic.Topic;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedForward;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/** Whatever a record holds, intake answers with a point for each learner or one dead letter. */
class LearningProcessorPropertiesTest {

  private static final String GOOD = "{\"id\":\"p-17\",\"features\":[0.12,-0.4],\"label\":1}";
  private static final List<LearnerSettings> LEARNERS = Examples.learners();

  private final LearningProcessor intake =
      new LearningProcessor(Fixture.settings(LEARNERS), SnapshotRule.standard());
  private final MockProcessorContext<byte[], Object> context = new MockProcessorContext<>();
  private final RecordTimestampExtractor time = new RecordTimestampExtractor();
  private long offset;

  LearningProcessorPropertiesTest() {
    KeyValueStore<Bytes, byte[]> store = ProcessorBench.inMemory(LearnerTopology.STORE);
    context.setCurrentSystemTimeMs(0);
    store.init(context.getStateStoreContext(), store);
    context.addStateStore(new CommitStore(store));
    intake.init(context);
  }

  @Property(tries = 5_000)
  void shouldAnswerRandomBytes(
      @ForAll @Size(max = 300) byte[] value, @ForAll byte[] key, @ForAll long timestamp) {
    check(key, value, timestamp, new RecordHeaders());
  }

  @Property(tries = 5_000)
  void shouldAnswerMutatedPoints(@ForAll("mutated") byte[] value, @ForAll("times") long timestamp) {
    check(null, value, timestamp, new RecordHeaders());
  }

  @Property(tries = 200, edgeCases = EdgeCasesMode.MIXIN)
  void shouldAnswerAnyHeaders(
      @ForAll("sizes") int keyBytes, @ForAll("sizes") int headers, @ForAll("sizes") int bytes) {
    RecordHeaders many = new RecordHeaders();
    for (int i = 0; i < headers; i++) {
      many.add("h" + i, i % 2 == 0 ? null : new byte[bytes / (headers + 1)]);
    }
    check(new byte[keyBytes], GOOD.getBytes(UTF_8), 0, many);
  }

  @Provide
  Arbitrary<Integer> sizes() {
    return Arbitraries.oneOf(
        Arbitraries.integers().between(0, 10), Arbitraries.integers().between(0, 70_000));
  }

  @Provide
  Arbitrary<Long> times() {
    return Arbitraries.oneOf(
        Arbitraries.longs(), Arbitraries.longs().between(0, 2_000_000_000_000L));
  }

  @Provide
  Arbitrary<byte[]> mutated() {
    return Combinators.combine(Arbitraries.longs(), Arbitraries.integers().between(0, 4))
        .as(LearningProcessorPropertiesTest::mutate);
  }

  private static byte[] mutate(long seed, int changes) {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder(GOOD);
    String alphabet = "{}[],:\"\\0123456789.eE+-tfnulrasNI \u0000\u00e9\ud83d";
    for (int i = 0; i < changes && text.length() > 0; i++) {
      int at = random.nextInt(text.length());
      switch (random.nextInt(4)) {
        case 0 -> text.deleteCharAt(at);
        case 1 -> text.insert(at, alphabet.charAt(random.nextInt(alphabet.length())));
        case 2 -> text.setCharAt(at, alphabet.charAt(random.nextInt(alphabet.length())));
        default -> text.setLength(at);
      }
    }
    return text.toString().getBytes(UTF_8);
  }

  private void check(byte[] key, byte[] value, long timestamp, Headers headers) {
    context.resetForwards();
    context.setRecordMetadata("points", 3, ++offset);
    long eventTime = time.extract(source(key, value, timestamp, headers), -1);
    assertThat(eventTime).isNotNegative();
    intake.process(new Record<>(key, value, eventTime, headers));

    int letters = 0;
    int predictions = 0;
    for (CapturedForward<? extends byte[], ?> forward : context.forwarded()) {
      if (isDeadLetter(forward)) {
        letters++;
        assertDeadLetter(forward.record());
      } else if (forward.record().value() instanceof Prediction prediction) {
        predictions++;
        assertThat(prediction.id()).isNotNull();
        assertThat(prediction.offset()).isEqualTo(offset);
        assertThat(forward.record().timestamp()).isEqualTo(timestamp);
      }
    }
    assertThat(letters).isBetween(0, 1);
    assertThat(predictions).isEqualTo(letters == 1 ? 0 : LEARNERS.size());
  }

  private static boolean isDeadLetter(CapturedForward<?, ?> forward) {
    return forward.childName().orElseThrow().equals(Topic.DEAD_LETTERS.name());
  }

  private void assertDeadLetter(Record<?, ?> letter) {
    Headers headers = letter.headers();
    assertThat(headers.lastHeader(DeadLetterHeaders.MESSAGE).value()).isNotEmpty();
    assertThat(headers.lastHeader(DeadLetterHeaders.TOPIC).value()).isEqualTo("points".getBytes());
    assertThat(headers.lastHeader(DeadLetterHeaders.PARTITION).value()).isEqualTo("3".getBytes());
    assertThat(headers.lastHeader(DeadLetterHeaders.OFFSET).value())
        .isEqualTo(Long.toString(offset).getBytes());
    int bytes = 0;
    for (var header : headers) {
      bytes += header.key().length() + (header.value() == null ? 0 : header.value().length) + 10;
    }
    assertThat(bytes).isLessThan(80 << 10);
    assertThat(letter.key() == null ? 0 : ((byte[]) letter.key()).length)
        .isLessThanOrEqualTo(64 << 10);
  }

  private static ConsumerRecord<Object, Object> source(
      byte[] key, byte[] value, long timestamp, Headers headers) {
    return new ConsumerRecord<>(
        "points",
        3,
        77,
        timestamp,
        TimestampType.CREATE_TIME,
        -1,
        -1,
        key,
        value,
        headers,
        java.util.Optional.empty());
  }

  @Property(tries = 1)
  void shouldDivertANegativeTimestampInWords() {
    check(null, GOOD.getBytes(UTF_8), -1, new RecordHeaders());
    Record<?, ?> letter = context.forwarded().get(0).record();
    assertThat(new String(letter.headers().lastHeader(DeadLetterHeaders.MESSAGE).value(), UTF_8))
        .isEqualTo(
            "timestamp: expected 0 to 253402300799999 (the end of the year 9999), found a negative one");
    assertThat(letter.timestamp()).isZero();
    assertThat(letter.value()).isEqualTo(GOOD.getBytes(UTF_8));
  }
}
