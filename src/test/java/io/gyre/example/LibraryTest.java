package io.gyre.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code src/docs/library.md} shows. */
class LibraryTest {

  private static final Path DOCUMENT = Path.of("src/docs/library.md");

  @ParameterizedTest
  @ValueSource(strings = {"FoldExample", "ReplicaExample"})
  void shouldShowWhatIsCompiled(String example) throws Exception {
    String source =
        Files.readString(Path.of("src/test/java/io/gyre/example/%s.java".formatted(example)));
    List<String> shown =
        Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(DOCUMENT))
            .results()
            .map(MatchResult::group)
            .filter(block -> block.contains("class " + example))
            .toList();

    assertThat(shown).hasSize(1);
    String code = source.substring(source.indexOf("/**"));
    assertThat(shown.get(0)).isEqualTo("```java\n" + code + "```");
  }

  @Test
  void shouldLearnInAPlainLoop() {
    Random random = new Random(5);
    List<String> orders =
        IntStream.range(0, 400)
            .mapToObj(i -> random.nextGaussian())
            .map(
                fare ->
                    "{\"fare\":%s,\"outcome\":\"%s\"}"
                        .formatted(fare, fare > 0 ? "kept" : "returned"))
            .toList();

    assertThat(FoldExample.accuracy(orders)).isGreaterThan(0.9);
  }
}
