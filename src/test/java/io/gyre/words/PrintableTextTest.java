package io.gyre.words;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class PrintableTextTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void shouldWriteWhatSteersATerminalAsAnEscape() {
    assertThat(PrintableText.of("a\u001b[2Jb\r\n\u0007\u009b"))
        .isEqualTo("a\\u001b[2Jb\\u000d\\u000a\\u0007\\u009b");
    assertThat(PrintableText.of("abc\u202ecba\u2028")).isEqualTo("abc\\u202ecba\\u2028");
    assertThat(PrintableText.of("\ud800\ue000")).isEqualTo("\\ud800\\ue000");
    assertThat(PrintableText.of("Größe 漢字 🌀")).isEqualTo("Größe 漢字 🌀");
  }

  @Test
  void shouldKeepTheLinesOfAMessage() {
    assertThat(PrintableText.lines("one\ntwo\u0007"))
        .isEqualToNormalizingNewlines("one\ntwo\\u0007");
  }

  @Test
  void shouldCountOneThingAsOne() {
    assertThat(PrintableText.counted(1, "record")).isEqualTo("1 record");
    assertThat(PrintableText.counted(0, "record")).isEqualTo("0 records");
    assertThat(PrintableText.counted(2_000, "class")).isEqualTo("2,000 classes");
    assertThat(PrintableText.counted(1, "class")).isEqualTo("1 class");
  }

  @Test
  void shouldShortenByCodePoints() {
    assertThat(PrintableText.shortened("abcdef", 6)).isEqualTo("abcdef");
    assertThat(PrintableText.shortened("🌀🌀🌀", 2)).isEqualTo("🌀…");
  }

  @Test
  void shouldQuoteTheBeginningOfTheInput() {
    assertThat(PrintableText.quoted("a\n")).isEqualTo("\"a\\u000a\"");
    assertThat(PrintableText.quoted("🌀".repeat(41))).isEqualTo('"' + "🌀".repeat(41) + '"');
    assertThat(PrintableText.quoted("🌀".repeat(42))).isEqualTo('"' + "🌀".repeat(40) + "…\"");
  }

  @Property
  void shouldNotChangeTheMeaningOfJson(@ForAll String text) throws Exception {
    String json = "{\n\t\"id\" : " + JSON.writeValueAsString(text) + "\r\n}";

    String line = PrintableText.json(json);

    assertThat(line.codePoints()).noneMatch(Character::isISOControl);
    assertThat(JSON.readTree(line)).isEqualTo(JSON.readTree(json));
  }
}
