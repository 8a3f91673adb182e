package io.gyre.data.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextTokensTest {

  private static final BigInteger TWO_64 = BigInteger.ONE.shiftLeft(64);

  private static BigInteger times(BigInteger a, String hex) {
    return a.multiply(new BigInteger(hex, 16)).mod(TWO_64);
  }

  private static BigInteger mixed(BigInteger h) {
    return h.xor(h.shiftRight(33));
  }

  /** The published function, in other arithmetic than the program's. */
  private static int column(String path, String token) {
    BigInteger h = new BigInteger("cbf29ce484222325", 16);
    for (int c : (path + "\0" + token).codePoints().toArray()) {
      h = times(h.xor(BigInteger.valueOf(c)), "100000001B3");
    }
    h = times(mixed(h), "ff51afd7ed558ccd");
    h = mixed(times(mixed(h), "c4ceb9fe1a85ec53"));
    return h.shiftRight(48).intValue();
  }

  private static Set<Integer> columns(String path, String... tokens) {
    Set<Integer> all = new LinkedHashSet<>();
    Arrays.stream(tokens).forEach(token -> all.add(column(path, token)));
    return all;
  }

  private static List<Integer> found(TextTokens tokens) {
    return Arrays.stream(tokens.columns(), 0, tokens.count()).boxed().toList();
  }

  private static List<Integer> found(String text) {
    return found(new TextTokens("message").read(text));
  }

  private static List<String> words(TextTokens tokens) {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < tokens.named(); i++) {
      if (tokens.word(i) != null) {
        words.add(tokens.word(i));
      }
    }
    return words;
  }

  @Test
  void shouldHashWordsShapesSignsAndThreeCharactersOfWords() {
    TextTokens tokens = new TextTokens("message").read("FREE free £1000 now!");
    assertThat(found(tokens))
        .containsExactlyElementsOf(
            columns(
                "message", "free", "£", "0000", "now", "!", " fr", "fre", "ree", "ee ", " no",
                "now", "ow "));
    assertThat(words(tokens)).containsExactly("free", "now");
  }

  @Test
  void shouldHashCharactersAndPairsOfScriptsWithoutBlanks() {
    assertThat(found("今天 ok"))
        .containsExactlyElementsOf(columns("message", "今", "天", "ok", "今天", " ok", "ok "));
    assertThat(found("ฟรีมาก")).contains(column("message", "ฟร"), column("message", "รี"));
    assertThat(found("무료 가")).containsAll(columns("message", "무", "료", "가", "무료"));
    assertThat(words(new TextTokens("m").read("今天 ok"))).containsExactly("今", "天", "ok");
  }

  @ParameterizedTest
  @CsvSource({"É, e\u0301", "STRASSE, strasse", "ΟΔΟΣ, οδος", "Жук, жук", "سلام, سلام"})
  void shouldNotTellCaseOrNormalFormApart(String one, String other) {
    assertThat(found(one)).containsExactlyElementsOf(found(other)).isNotEmpty();
  }

  @Test
  void shouldHashTheSameWordOfOtherFieldsIntoOtherColumns() {
    assertThat(found(new TextTokens("subject").read("free"))).doesNotContainSequence(found("free"));
    assertThat(found(new TextTokens("subject").read("free")))
        .isEqualTo(List.copyOf(columns("subject", "free", " fr", "fre", "ree", "ee ")));
  }

  @Test
  void shouldCountLengthWordsDigitsAndCapitals() {
    TextTokens tokens = new TextTokens("m").read("AB cd 12 😀");
    assertThat(tokens.number(0)).isEqualTo(Math.log1p(10));
    assertThat(tokens.number(1)).isEqualTo(Math.log1p(2));
    assertThat(tokens.number(2)).isEqualTo(0.2);
    assertThat(tokens.number(3)).isEqualTo(0.2);
    assertThat(tokens.read("").number(2)).isZero();
    assertThat(tokens.count()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " \t\n", "\0\1\u001f\u007f", "\ud800", "x\udc00y", "\u200b\u202e"})
  void shouldTakeAnyCharacters(String text) {
    assertThat(found(text)).doesNotHaveDuplicates();
  }

  @Test
  void shouldBoundWhatALongTextCosts() {
    assertThat(found("a".repeat(1_000_000))).hasSize(4);
    Random random = new Random(1);
    StringBuilder long1 = new StringBuilder();
    while (long1.length() < 1_000_000) {
      long1.append((char) ('a' + random.nextInt(26))).append(random.nextInt(5) == 0 ? " " : "");
    }
    assertThat(found(long1.toString()))
        .hasSize(TextTokens.MOST)
        .doesNotHaveDuplicates()
        .isEqualTo(found(long1.substring(0, TextTokens.LONGEST)));
  }

  /** The same object is not read again; an equal one gives the same. */
  @Test
  void shouldReadEachTextByItself() {
    TextTokens tokens = new TextTokens("message");
    List<Integer> first = found(tokens.read("good news"));
    tokens.read("other words entirely");
    assertThat(found(tokens.read("good news"))).isEqualTo(first);
  }
}
