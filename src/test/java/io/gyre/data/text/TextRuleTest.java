package io.gyre.data.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TextRuleTest {

  private static final String[] WORDS =
      "please call me back about the order that never came it was late and broken".split(" ");
  private static final String HAN = "今天天气很好我们去公园散步吃饭喝茶看书学习工作";
  private static final String THAI = "สวัสดีครับวันนี้อากาศดีมากเราไปเดินเล่น";

  private static String chars(Random random, String of, int n) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < n; i++) {
      text.append(of.charAt(random.nextInt(of.length())));
    }
    return text.toString();
  }

  private static String words(Random random, int n) {
    StringBuilder text = new StringBuilder(WORDS[random.nextInt(WORDS.length)]);
    for (int i = 1; i < n; i++) {
      text.append(' ').append(WORDS[random.nextInt(WORDS.length)]);
    }
    return text.toString();
  }

  private static final String HEX = "0123456789abcdef";
  private static final String BASE64 =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

  private static Map<String, Function<Random, String>> texts() {
    Map<String, Function<Random, String>> all = new TreeMap<>();
    all.put("message", r -> words(r, 4 + r.nextInt(20)));
    all.put("review with signs", r -> words(r, 6) + "! " + r.nextInt(10) + "/10");
    all.put("Chinese", r -> chars(r, HAN, 8 + r.nextInt(17)));
    all.put("Thai", r -> chars(r, THAI, 12 + r.nextInt(17)));
    all.put("log line", r -> "ERROR pool-" + r.nextInt(9) + " failed: " + words(r, 3));
    all.put(
        "address",
        r -> "http://www." + words(r, 1) + r.nextInt(999) + ".example.com/" + words(r, 1));
    return all;
  }

  private static Map<String, Function<Random, String>> categories() {
    Map<String, Function<Random, String>> all = new TreeMap<>();
    all.put("UUID", r -> new UUID(r.nextLong(), r.nextLong()).toString());
    all.put("SHA", r -> chars(r, HEX, 40));
    all.put("base64", r -> chars(r, BASE64, 44) + "==");
    all.put("IPv6", r -> chars(r, HEX, 4) + "::" + chars(r, HEX, 4) + ":" + chars(r, HEX, 8));
    all.put(
        "ISO time",
        r ->
            "2026-11-%02dT10:%02d:00 Europe/Berlin, local time"
                .formatted(1 + r.nextInt(28), r.nextInt(60)));
    all.put("one word", r -> words(r, 1) + r.nextInt(10_000));
    all.put("name", r -> words(r, 2).toUpperCase(Locale.ROOT) + r.nextInt(1_000));
    all.put("code", r -> "AB-" + r.nextInt(100_000));
    all.put("decimal comma", r -> r.nextInt(100_000) + "," + r.nextInt(100));
    all.put("few sentences", r -> "we have no more than " + WORDS[r.nextInt(8)] + " of these");
    return all;
  }

  static Stream<Arguments> kinds() {
    return Stream.concat(
        texts().entrySet().stream().map(e -> Arguments.of(e.getKey(), e.getValue(), true)),
        categories().entrySet().stream().map(e -> Arguments.of(e.getKey(), e.getValue(), false)));
  }

  private static TextRule decided(Function<Random, String> values, long seed, boolean restored) {
    TextRule rule = new TextRule();
    TextTokens tokens = new TextTokens("x");
    Random random = new Random(seed);
    while (!rule.isDecided()) {
      assertThat(rule.isText()).isFalse();
      String text = values.apply(random);
      rule.add(text, tokens.read(text));
      if (restored && !rule.isDecided()) {
        rule = TextRule.of(rule.seen());
      }
    }
    return rule;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("kinds")
  void shouldTellTextsFromCategories(String kind, Function<Random, String> values, boolean text) {
    for (long seed = 0; seed < 20; seed++) {
      assertThat(decided(values, seed, false).isText()).as("seed %d", seed).isEqualTo(text);
      assertThat(decided(values, seed, true).isText()).as("seed %d", seed).isEqualTo(text);
    }
  }

  @Test
  void shouldTakeTextsThatMostlyRepeatForCategories() {
    String[] once = new String[40];
    Random made = new Random(3);
    for (int i = 0; i < once.length; i++) {
      once[i] = words(made, 8);
    }
    Function<Random, String> repeating =
        r -> once[r.nextInt(3) == 0 ? r.nextInt(once.length) : r.nextInt(4)];
    assertThat(decided(repeating, 1, true).isText()).isFalse();
  }
}
