package io.gyre.topic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The headers that name schemas; the bytes are written by hand after the specifications. */
class SchemaHeadersTest {

  private static RecordHeaders header(String key, String hex) {
    RecordHeaders headers = new RecordHeaders();
    headers.add("other", new byte[] {1});
    headers.add(key, HexFormat.of().parseHex(hex));
    return headers;
  }

  @ParameterizedTest
  @CsvSource({
    "__value_schema_id,        00 00000007,                              id/7",
    "__value_schema_id,        00 ffffffff,                              id/4294967295",
    "__value_schema_id,        01 89791762233644908604a5d1bbaf5c52,      guid/89791762-2336-4490-8604-a5d1bbaf5c52",
    "__value_schema_id,        01 89791762233644908604a5d1bbaf5c52 00,   guid/89791762-2336-4490-8604-a5d1bbaf5c52#0",
    "__value_schema_id,        01 89791762233644908604a5d1bbaf5c52 0402c801, guid/89791762-2336-4490-8604-a5d1bbaf5c52#1.100",
    "apicurio.value.globalId,  0000000000000007,                         global/7",
    "apicurio.value.contentId, 0000000100000000,                         content/4294967296",
    "apicurio.value.contentHash, 61626364,                               hash/abcd",
  })
  void shouldReadWhatIsNamed(String key, String hex, String named) {
    assertThat(SchemaHeaders.named(header(key, hex.replace(" ", "")))).isEqualTo(named);
  }

  @ParameterizedTest
  @CsvSource({
    "__value_schema_id, 02 00000007",
    "__value_schema_id, 00 0007",
    "__value_schema_id, 01 8979",
    "__value_schema_id, ''",
    "apicurio.value.globalId, 07",
  })
  void shouldPassOverWhatCannotBeRead(String key, String hex) {
    assertThat(SchemaHeaders.named(header(key, hex.replace(" ", "")))).isNull();
  }

  @Test
  void shouldTellTheMessageOfProtobuf() {
    RecordHeaders headers = header("apicurio.value.contentId", "0000000000000002");
    headers.add("apicurio.protobuf.type", "Order".getBytes(UTF_8));

    assertThat(SchemaHeaders.named(headers)).isEqualTo("content/2#Order");
  }

  /** A prediction is JSON, whatever its point was. */
  @Test
  void shouldLeaveOutWhatIsOfTheValueAlone() {
    RecordHeaders headers = header("apicurio.value.contentId", "0000000000000002");
    headers.add("__value_schema_id", new byte[5]);
    headers.add("__key_schema_id", new byte[5]);
    headers.add("apicurio.protobuf.type", new byte[5]);

    assertThat(SchemaHeaders.without(headers))
        .extracting(Header::key)
        .containsExactly("other", "__key_schema_id");
    assertThat(headers).hasSize(5);
    RecordHeaders others = header("trace", "00");
    assertThat(SchemaHeaders.without(others)).isSameAs(others);
  }

  @Test
  void shouldNameNothingWithoutHeaders() {
    assertThat(SchemaHeaders.named(new RecordHeaders())).isNull();
  }
}
