package io.gyre.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class TextTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void shouldWriteWhatSteersATerminalAsAnEscape() {
    assertThat(Text.printable("a\u001b[2Jb\r\n\u0007\u009b"))
        .isEqualTo("a\\u001b[2Jb\\u000d\\u000a\\u0007\\u009b");
    assertThat(Text.printable("abc\u202ecba\u2028")).isEqualTo("abc\\u202ecba\\u2028");
    assertThat(Text.printable("\ud800")).isEqualTo("\\ud800");
    assertThat(Text.printable("Größe 漢字 🌀")).isEqualTo("Größe 漢字 🌀");
  }

  @Test
  void shouldKeepTheLinesOfAMessage() {
    assertThat(Text.printableLines("one\ntwo\u0007"))
        .isEqualToNormalizingNewlines("one\ntwo\\u0007");
  }

  @Test
  void shouldShortenByCodePoints() {
    assertThat(Text.shortened("abcdef", 6)).isEqualTo("abcdef");
    assertThat(Text.shortened("🌀🌀🌀", 2)).isEqualTo("🌀…");
  }

  @Property
  void shouldNotChangeTheMeaningOfJson(@ForAll String text) throws Exception {
    String json = "{\n\t\"id\" : " + JSON.writeValueAsString(text) + "\r\n}";

    String line = Text.printableJson(json);

    assertThat(line.codePoints()).noneMatch(Character::isISOControl);
    assertThat(JSON.readTree(line)).isEqualTo(JSON.readTree(json));
  }
}
