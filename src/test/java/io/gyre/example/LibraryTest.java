package io.gyre.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.fold.intake.LogRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code src/docs/library.md} shows. */
class LibraryTest {

  private static final Path DOCUMENT = Path.of("src/docs/library.md");

  @ParameterizedTest
  @ValueSource(strings = {"FoldExample", "ReplicaExample", "PaymentsExample", "FileStorage"})
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

  @Test
  void shouldGoOnWhereItWasSavedWithKeysAndLabelsThatComeLater(@TempDir Path folder)
      throws Exception {
    Path first = Files.createDirectory(folder.resolve("first"));
    Path undisturbed = Files.createDirectory(folder.resolve("undisturbed"));
    List<Path> payments = List.of(rows(folder, 0, 800, false), rows(folder, 800, 1_000, false));
    List<Path> labels = List.of(rows(folder, 0, 700, true), rows(folder, 700, 1_000, true));
    PaymentsExample whole = new PaymentsExample(undisturbed);
    PaymentsExample begun = new PaymentsExample(first);
    for (PaymentsExample each : List.of(whole, begun)) {
      assertThat(each.read(payments.get(0), LogRecord.Kind.POINT)).isEqualTo(1);
      assertThat(each.read(labels.get(0), LogRecord.Kind.LABEL)).isZero();
    }
    double suspicious = begun.ask(payment("c-3", 30));
    assertThat(suspicious).isGreaterThan(0.5);
    assertThat(begun.ask(payment("c-1", 30))).isLessThan(0.3);
    begun.save();

    PaymentsExample loaded = new PaymentsExample(first);

    assertThat(loaded.ask(payment("c-3", 30))).isEqualTo(suspicious);
    for (PaymentsExample each : List.of(whole, loaded)) {
      each.read(payments.get(1), LogRecord.Kind.POINT);
      each.read(labels.get(1), LogRecord.Kind.LABEL);
    }
    int blend = whole.fold.report().learners().indexOf("blend");
    assertThat(loaded.fold.report().lateLabels().matched()).isEqualTo(1_000);
    assertThat(loaded.fold.report().digest(blend)).isEqualTo(whole.fold.report().digest(blend));
  }

  private static String payment(String customer, int amount) {
    return "{\"time\":\"2026-01-02T10:00:00Z\",\"customer\":\"%s\",\"merchant\":\"m-1\",\"amount\":%d}"
        .formatted(customer, amount);
  }

  /** Payments, of which those of one customer in ten are fraud, or their labels. */
  private static Path rows(Path folder, int from, int until, boolean labels) throws Exception {
    StringBuilder rows =
        new StringBuilder(labels ? "id,fraud\n" : "id,time,customer,merchant,amount\n");
    for (int i = from; i < until; i++) {
      Instant time = Instant.ofEpochSecond(1_767_225_600L + 60L * i);
      rows.append(
          labels
              ? "p-%d,%d%n".formatted(i, i % 10 == 3 ? 1 : 0)
              : "p-%d,%s,c-%d,m-%d,%d%n".formatted(i, time, i % 10, i % 7, 20 + i % 23));
    }
    if (!labels && from == 0) {
      rows.append("a row of two,cells\n");
    }
    return Files.writeString(folder.resolve("%s-%d.csv".formatted(labels, from)), rows);
  }
}
