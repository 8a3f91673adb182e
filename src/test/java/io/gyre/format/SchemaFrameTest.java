package io.gyre.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bytes and names by which records name schemas. */
class SchemaFrameTest {

  private final SchemaFrame.Reader frames = new SchemaFrame.Reader();

  private SchemaFrame read(String hex, String named) {
    return frames.read(HexFormat.of().parseHex(hex), named);
  }

  @ParameterizedTest
  @CsvSource({
    "00000000070a,           id/7,              5",
    "0000000007,             id/7,              5",
    "00ffffffff0a,           id/4294967295,     5",
    "0000000000000000070a,   global/7,          9",
    "00000000000a,           id/0,              5",
  })
  void shouldTakeTheIdBeforeTheBody(String hex, String id, int begin) {
    assertThat(read(hex, null)).isEqualTo(new SchemaFrame(id, null, begin));
  }

  @ParameterizedTest
  @CsvSource({"7b7d000000", "00000007", "010000000700"})
  void shouldFindNoneInOtherBytes(String hex) {
    assertThat(read(hex, null)).isNull();
  }

  @Test
  void shouldTakeWhatIsNamedBesideTheValue() {
    assertThat(read("0000000007", "content/2")).isEqualTo(new SchemaFrame("content/2", null, 0));
    assertThat(read("0a", "content/2#shop.Order"))
        .isEqualTo(new SchemaFrame("content/2", "shop.Order", 0));
    assertThat(read("0000000007", null)).isEqualTo(new SchemaFrame("id/7", null, 5));
    assertThat(read("0000000008", null)).isEqualTo(new SchemaFrame("id/8", null, 5));
    assertThat(read("0a", "content/2#shop.Order"))
        .isEqualTo(new SchemaFrame("content/2", "shop.Order", 0));
  }
}
