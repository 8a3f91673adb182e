package io.gyre.fold;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.GyreException;
import io.gyre.data.Fields;
import io.gyre.data.InvalidPointException;
import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.fold.intake.LogRecord;
import io.gyre.fold.state.FoldSettings;
import io.gyre.format.RecordSettings;
import io.gyre.format.Schema;
import io.gyre.format.ValueFormat;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Schemas are state: what was read by one is read by it again. */
class SchemasTest {

  private static final String LOGISTIC =
      "\"name\":\"a\",\"kind\":\"logistic\",\"learningRate\":0.3";
  private static final Schema JSON = new Schema(ValueFormat.JSON_SCHEMA, "", null);
  private static final Schema AVRO = new Schema(ValueFormat.AVRO, "\"string\"", null);

  private static FoldSettings settings(ValueFormat format) {
    return FoldLoop.settings(LOGISTIC).withRecords(RecordSettings.standard().withFormat(format));
  }

  private static Point point(Random random) throws InvalidPointException {
    double x = random.nextGaussian();
    return new Point(
        null,
        new Fields(new String[] {"x"}, new double[] {x}, null),
        Label.of(x > 0 ? 1 : 0),
        Point.NO_TIME,
        false);
  }

  private static LogRecord record(FoldLoop loop, byte[] value, String named) {
    return new LogRecord(
        LogRecord.Kind.POINT,
        value,
        named,
        loop.time++,
        loop.report().next(),
        0,
        null,
        false,
        0,
        null,
        null);
  }

  private static byte[] framed(int id, byte[] json) {
    return ByteBuffer.allocate(5 + json.length).put((byte) 0).putInt(id).put(json).array();
  }

  @Test
  void shouldLearnTheSameWithAFrameAsWithout() throws InvalidPointException {
    FoldLoop plain = new FoldLoop(settings(ValueFormat.JSON));
    FoldLoop framed = new FoldLoop(settings(ValueFormat.AUTO));
    FoldLoop named = new FoldLoop(settings(ValueFormat.JSON_SCHEMA));
    framed.apply(LogRecord.schema("id/7", JSON));
    named.apply(LogRecord.schema("content/3", JSON));
    Random random = new Random(1);
    for (int i = 0; i < 300; i++) {
      byte[] json = FoldLoop.json(point(random));
      plain.apply(record(plain, json, null));
      assertThat(framed.apply(record(framed, framed(7, json), null)).isRefused()).isFalse();
      assertThat(named.apply(record(named, json, "content/3")).isRefused()).isFalse();
      if (i == 100) {
        framed = framed.restarted();
        named = named.restarted();
      }
    }

    assertThat(framed.digest(0)).isEqualTo(plain.digest(0));
    assertThat(named.digest(0)).isEqualTo(plain.digest(0));
  }

  @Test
  void shouldSayWhichSchemaIsLackingUntilItCame() {
    FoldLoop loop = new FoldLoop(settings(ValueFormat.AUTO));
    LogRecord record = record(loop, framed(7, "{\"x\":1}".getBytes(UTF_8)), null);

    Step lacks = loop.apply(record);
    assertThat(lacks.kind()).isEqualTo(Step.Kind.LACKS_SCHEMA);
    assertThat(lacks.schema()).isEqualTo("id/7");
    assertThat(loop.report().next()).as("not applied").isZero();
    loop.apply(LogRecord.schema("id/7", JSON));
    assertThat(loop.apply(record).isPoint()).isTrue();
    FoldLoop restarted = loop.restarted();
    assertThat(restarted.apply(record(restarted, record.value(), null)).isPoint()).isTrue();
    assertThat(loop.apply(record(loop, "{\"x\":1}".getBytes(UTF_8), null)).isPoint()).isTrue();
  }

  @Test
  void shouldNeedNoSchemaForWhatIsNotUsable() {
    FoldLoop loop = new FoldLoop(settings(ValueFormat.AUTO));
    byte[] value = framed(7, "{\"x\":1}".getBytes(UTF_8));
    LogRecord cut =
        new LogRecord(
            LogRecord.Kind.POINT, value, null, 0, 0, 0, null, false, 0, "it was cut", null);

    Point label = new Point("a", Fields.NONE, Label.of(1), Point.NO_TIME, false);
    assertThat(loop.apply(cut).schema()).isNull();
    assertThat(loop.apply(LogRecord.label(label, 0)).schema()).isNull();
    assertThat(new FoldLoop(settings(ValueFormat.JSON)).apply(record(loop, value, null)).schema())
        .isNull();
  }

  @Test
  void shouldRefuseRecordsOfADeniedSchemaUntilItIsKnown() {
    FoldLoop loop = new FoldLoop(settings(ValueFormat.AUTO));
    loop.apply(LogRecord.schema("id/7", Schema.denied("there is none")));
    LogRecord record = record(loop, framed(7, "{\"x\":1}".getBytes(UTF_8)), null);

    assertThat(loop.apply(record).reason()).isEqualTo("schema id/7: there is none");
    assertThat(loop.apply(record).schema()).as("it may be known by now").isEqualTo("id/7");
    loop.apply(LogRecord.schema("id/7", JSON));
    loop.apply(LogRecord.schema("id/7", Schema.denied("too late")));
    assertThat(loop.apply(record(loop, record.value(), null)).isRefused()).isFalse();
  }

  @Test
  void shouldEndBeforeItReadsByAnotherSchemaThanItDid() {
    FoldLoop loop = new FoldLoop(settings(ValueFormat.AUTO));
    loop.apply(LogRecord.schema("id/7", JSON));
    loop.apply(LogRecord.schema("id/7", JSON));

    assertThatThrownBy(() -> loop.apply(LogRecord.schema("id/7", AVRO)))
        .isInstanceOf(GyreException.class)
        .hasMessageContaining("the schema id/7 is another one than before");
  }

  @Test
  void shouldTellWhoeverNamesNoRegistryWhatTheBytesAre() {
    FoldLoop loop = new FoldLoop(settings(ValueFormat.JSON));

    assertThat(loop.apply(record(loop, framed(7, new byte[9]), null)).reason())
        .isEqualTo(
            "value: expected JSON, found a record of the schema id/7; --schema-registry says where"
                + " that is");
  }

  @Test
  void shouldRefuseWhatIsNotOfTheFormatThatWasNamed() {
    FoldLoop loop = new FoldLoop(settings(ValueFormat.AVRO));
    loop.apply(LogRecord.schema("id/7", JSON));

    assertThat(loop.apply(record(loop, "{\"x\":1}".getBytes(UTF_8), null)).reason())
        .startsWith("value: expected avro behind the id of its schema")
        .endsWith("found a value that begins with the byte 0x7b");
    assertThat(loop.apply(record(loop, framed(7, new byte[3]), null)).reason())
        .isEqualTo("schema id/7: expected one of avro, found one of json-schema");
  }

  /** A topic full of wrong ids must not fill the state. */
  @Test
  void shouldKeepAThousandSchemasAndAskForNoMore() {
    FoldLoop loop = new FoldLoop(settings(ValueFormat.AUTO));
    for (int i = 0; i < 1_000; i++) {
      loop.apply(LogRecord.schema("id/" + i, JSON));
    }
    LogRecord record = record(loop, framed(1_000, new byte[3]), null);

    assertThat(loop.apply(record).reason())
        .isEqualTo("schema id/1000: expected one of the 1,000 that came first");
    loop.apply(LogRecord.schema("id/1000", JSON));
    assertThat(loop.fold.state.schemas.all()).hasSize(1_000);
    assertThatThrownBy(() -> loop.apply(LogRecord.schema("id/7", AVRO)))
        .as("another schema of a known id, though there is no room")
        .isInstanceOf(GyreException.class);
  }

  @Test
  void shouldLeaveRoomForSchemasHoweverManyAreDenied() {
    FoldLoop loop = new FoldLoop(settings(ValueFormat.AUTO));
    for (int i = 0; i < 1_500; i++) {
      loop.apply(LogRecord.schema("id/" + i, Schema.denied("there is none")));
    }
    LogRecord record = record(loop, framed(2_000, "{\"x\":1}".getBytes(UTF_8)), null);

    assertThat(loop.fold.state.schemas.all()).hasSize(1_000);
    assertThat(loop.apply(record).schema()).isEqualTo("id/2000");
    loop.apply(LogRecord.schema("id/2000", Schema.denied("there is none")));
    assertThat(loop.apply(record).reason()).isEqualTo("schema id/2000: it is not known");
    loop.apply(LogRecord.schema("id/2000", JSON));
    assertThat(loop.apply(record(loop, record.value(), null)).isRefused()).isFalse();
  }

  @Test
  void shouldRefuseToGoOnWithoutTheRegistryOfItsSchemas() {
    FoldLoop loop = new FoldLoop(settings(ValueFormat.AUTO));
    loop.apply(LogRecord.schema("id/7", JSON));
    loop.apply(record(loop, framed(7, "{\"x\":1}".getBytes(UTF_8)), null));

    assertThatThrownBy(() -> loop.restarted(settings(ValueFormat.JSON)))
        .isInstanceOf(GyreException.class)
        .hasMessageContaining("Name their registry with --schema-registry");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "null",
        "{}",
        "{\"format\":\"AUTO\",\"text\":\"\"}",
        "{\"format\":\"JSON\",\"text\":\"\"}",
        "{\"format\":\"NONE\",\"text\":\"\"}",
        "{\"format\":\"AVRO\"}",
        "{\"format\":\"AVRO\",\"text\":\"\",\"denied\":\"x\"}"
      })
  void shouldRefuseWhatIsNoSchema(String json) {
    FoldLoop loop = new FoldLoop(settings(ValueFormat.AUTO));
    byte[] value = json.isEmpty() ? null : json.getBytes(UTF_8);
    LogRecord wrong =
        new LogRecord(LogRecord.Kind.SCHEMA, value, "id/7", 0, 0, 0, null, false, 0, null, null);

    assertThat(loop.apply(wrong).kind()).isEqualTo(Step.Kind.STRAY);
  }
}
