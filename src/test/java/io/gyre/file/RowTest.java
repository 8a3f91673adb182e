package io.gyre.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class RowTest {

  private static Map<String, String> cells(String json) {
    return new Row(1, json.getBytes(UTF_8), false).cells();
  }

  @Test
  void shouldNameEveryValueByItsPathInItsOrder() {
    assertThat(cells("{\"z\":1.50,\"a\":{\"b\":[true,{\"c\":\"<i>\"}],\"d\":null},\"e.f\":\"\"}"))
        .containsExactly(
            Map.entry("z", "1.50"),
            Map.entry("a.b.0", "true"),
            Map.entry("a.b.1.c", "<i>"),
            Map.entry("a.d", ""),
            Map.entry("e.f", ""));
  }

  @Test
  void shouldLeaveOutWhatNoFieldCanBeCalled() {
    String name = "\"" + "n".repeat(250) + "\":";
    String deep = ("{" + name).repeat(4) + "[1,[2]]" + "}".repeat(4);

    assertThat(cells("{\"deep\":" + deep + ",\"x\":3}")).containsExactly(Map.entry("x", "3"));
  }

  @Test
  void shouldBeBounded() {
    assertThat(cells("{\"x\":[" + "1,".repeat(100_000) + "1]}")).hasSize(20_000);
  }
}
