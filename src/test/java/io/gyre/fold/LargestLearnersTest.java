package io.gyre.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.gyre.GyreException;
import io.gyre.data.InvalidPointException;
import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.encoding.AnyRecords;
import io.gyre.fold.answer.Answer;
import io.gyre.fold.answer.ClassNumbers;
import io.gyre.learning.LearnerSize;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What a learner does when columns or classes would make it larger than it may be. */
class LargestLearnersTest {

  private static final int HIDDEN = 4_096;
  private static final String LARGE =
      "\"name\":\"a\",\"kind\":\"network\",\"hidden\":4096,\"learningRate\":0.1,\"batch\":1";
  private static final String PRIOR = "\"name\":\"p\",\"kind\":\"prior\"";

  /** JSON writes each of them as six bytes. */
  private static final String LONG_IN_JSON = "\u0001".repeat(100);

  private final Random random = new Random(1);

  private Point wide(Label label) {
    return new Point("p", random.doubles(1_000).toArray(), label);
  }

  private static List<String> columns(FoldLoop loop) {
    return loop.report().learned(0, 0).columns();
  }

  /** So many of its columns and classes together, with the biases, are 4,000,000 numbers. */
  private static int most() {
    return LearnerSize.MOST_NUMBERS / HIDDEN - 1;
  }

  @Test
  void shouldWarnOnceOfColumnsThatALearnerHasNoRoomFor() {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    Logger logger = (Logger) LoggerFactory.getLogger(Fold.class);
    logger.addAppender(log);
    FoldLoop loop = new FoldLoop(FoldLoop.settings(LARGE, PRIOR));
    try {
      for (int k = 0; k < 25; k++) {
        loop.apply(wide(Label.of(k)));
      }
    } finally {
      logger.detachAppender(log);
    }

    assertThat(log.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .filteredOn(text -> text.contains("has no room for"))
        .singleElement()
        .asString()
        .containsPattern("learner \"a\" has no room for \\d+ of 1000 columns")
        .contains("what to ignore");
  }

  /** Room for 20 classes is kept; each that comes beyond them takes that of a column. */
  @ParameterizedTest
  @ValueSource(strings = {"plain", "full"})
  void shouldGiveUpColumnsForTheClassesThatCame(String view) {
    String large = LARGE + ",\"view\":\"%s\"".formatted(view);
    FoldLoop loop = new FoldLoop(FoldLoop.settings(large, PRIOR));
    loop.apply(wide(Label.of(0)));
    loop.apply(wide(Label.of(1)));
    loop.save();
    assertThat(columns(loop)).hasSize(most() - 20);

    for (int k = 2; k < 26; k++) {
      assertThat(loop.apply(wide(Label.of(k))).isRefused()).isFalse();
    }
    assertThat(columns(loop)).hasSize(most() - 26);
    assertThat(loop.report().withoutRoom(0)).isEqualTo(1_000 - columns(loop).size());
    assertThat(loop.learner(0).step()).isGreaterThan(20);
    Answer answer = loop.apply(wide(Label.of(5))).answer();
    assertThat(Arrays.stream(answer.probabilities(0))).allMatch(p -> p >= 0 && p <= 1);
    FoldLoop restored = loop.restarted();
    assertThat(restored.digest(0)).isEqualTo(loop.digest(0));
    assertThat(columns(restored)).isEqualTo(columns(loop));
  }

  @Test
  void shouldRefuseALearnerThatReturnsToMoreClassesThanItHasRoomFor() {
    String adam = LARGE + ",\"optimiser\":\"adam\"";
    FoldLoop loop = new FoldLoop(FoldLoop.settings(adam));
    loop.apply(wide(Label.of(0)));
    loop.apply(wide(Label.of(1)));
    FoldLoop without = loop.restarted(FoldLoop.settings(PRIOR));
    for (int k = 2; k < 400; k++) {
      without.apply(new Point("p", AnyRecords.of("x", 1.0), Label.of(k), Point.NO_TIME, false));
    }

    assertThatThrownBy(() -> without.restarted(FoldLoop.settings(adam)))
        .isInstanceOf(GyreException.class)
        .hasMessageContaining("\"a\"")
        .hasMessageContaining("400 classes");
  }

  @Test
  void shouldRefuseClassesWhoseNamesTakeTooMuch() throws InvalidPointException {
    ClassNumbers classes = new ClassNumbers(List.of(), null, null);
    int bytes = 0;
    for (int k = 0; k < Label.MAX_CLASSES; k++) {
      Label label = Label.ofText("x" + LONG_IN_JSON + k);
      bytes += 3 + 1 + 600 + Integer.toString(k).length();
      assertThat(classes.hasRoom(label)).isEqualTo(bytes <= ClassNumbers.MOST_NAME_BYTES);
      if (!classes.hasRoom(label)) {
        break;
      }
      classes.add(label);
    }
    while (classes.size() < Label.MAX_CLASSES) {
      classes.add(Label.of(classes.size()));
    }
    assertThat(classes.hasRoom(Label.of(5_000))).isFalse();
  }
}
