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
import io.gyre.data.Utf8;
import io.gyre.encoding.AnyRecords;
import io.gyre.learning.KindSettings;
import io.gyre.learning.LearnersJson;
import io.gyre.topic.Parameters;
import io.gyre.topic.Topic;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** A record of parameters that is too large for its topic would end the application. */
class LargestParametersTest {

  private static final int MOST_BYTES = 8 << 20;
  private static final int NUMBERS = 8_000;
  private static final int TEXTS = 1_500;

  /** JSON writes each of them as six bytes. */
  private static final String LONG_IN_JSON = "\u0001".repeat(100);

  private static final String LOGISTIC =
      "\"name\":\"a\",\"kind\":\"logistic\",\"learningRate\":0.1,\"batch\":1";

  private final Random random = new Random(1);

  /** So many fields of such names that more columns than a learner has room for follow. */
  private Point point(Label label) {
    Object[] record = new Object[2 * (NUMBERS + TEXTS)];
    for (int f = 0; f < NUMBERS + TEXTS; f++) {
      record[2 * f] = LONG_IN_JSON + f;
      record[2 * f + 1] = f < NUMBERS ? random.nextGaussian() : (Object) ("t" + random.nextInt(3));
    }
    return new Point("p", AnyRecords.of(record), label, Point.NO_TIME);
  }

  /** Applies points of so many classes; none is refused. */
  private void fill(Loop loop, int classes) throws InvalidPointException {
    for (int k = 0; k < classes; k++) {
      Point next = point(Label.of(k));
      loop.fold.check(next);
      loop.apply(next);
      loop.apply(point(Label.of(k)));
    }
  }

  @Test
  void shouldFitIntoARecordWhateverTheNamesAndHoweverManyTheClasses() throws InvalidPointException {
    Loop loop = new Loop(Loop.settings(LOGISTIC));
    int classes = 60;
    fill(loop, classes);
    LearnerView view = loop.fold.report(0);

    assertThat(view.withoutRoom()).isPositive();
    assertThat(view.columns())
        .allMatch(name -> Utf8.bytesInJson(name) <= 120)
        .contains(LONG_IN_JSON.substring(0, 19) + "…");
    int columns = view.columns().size();
    // Of each column its weights, its name, and of a number its scale.
    int most = KindSettings.MAX_PARAMETERS;
    assertThat((columns + 1) * classes + columns * KindSettings.NAME)
        .isBetween(most - classes - KindSettings.NAME, most);
    assertThat(bytes(view)).isBetween(MOST_BYTES / 2, MOST_BYTES);
  }

  private static int bytes(LearnerView view) {
    Parameters parameters =
        new Parameters(
            "a",
            0,
            "logistic",
            view.columns().size(),
            view.columns(),
            view.classes(),
            view.positive(),
            view.step(),
            LearnersJson.toJson(view.settings()),
            view.digest(),
            view.parameters());
    try (var serializer = Topic.PARAMETERS.serializer()) {
      return serializer.serialize("parameters", parameters).length;
    }
  }

  @Test
  void shouldWarnOnceOfColumnsThatALearnerHasNoRoomFor() throws InvalidPointException {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    Logger logger = (Logger) LoggerFactory.getLogger(PartitionFold.class);
    logger.addAppender(log);
    Loop loop = new Loop(Loop.settings(LOGISTIC, "\"name\":\"p\",\"kind\":\"prior\""));
    try {
      fill(loop, 60);
    } finally {
      logger.detachAppender(log);
    }

    assertThat(log.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .filteredOn(text -> text.contains("has no room for"))
        .singleElement()
        .asString()
        .containsPattern("learner \"a\" has no room for \\d+ of \\d+ columns")
        .contains("what to ignore");
  }

  /** As one of 300 columns does that was there when they came. */
  @ParameterizedTest
  @ValueSource(strings = {"plain", "full"})
  void shouldGiveUpColumnsForTheClassesThatCame(String view) throws InvalidPointException {
    String logistic = LOGISTIC + ",\"view\":\"%s\"".formatted(view);
    Loop loop = new Loop(Loop.settings(logistic, "\"name\":\"p\",\"kind\":\"prior\""));
    loop.apply(wide(Label.of(0)));
    loop.apply(wide(Label.of(1)));
    loop.save();
    int all = loop.fold.report(0).columns().size();
    assertThat(all).isGreaterThanOrEqualTo(300);

    for (int k = 2; k < 1_000; k++) {
      Point next = wide(Label.of(k));
      loop.fold.check(next);
      loop.apply(next);
    }
    LearnerView there = loop.fold.report(0);
    int columns = there.columns().size();
    assertThat(columns).isEqualTo((KindSettings.MAX_PARAMETERS - 1_000) / 1_007);
    assertThat(there.withoutRoom())
        .isEqualTo(loop.fold.encoder().columns() - columns + others(view, loop));
    assertThat(there.step()).isGreaterThan(900);
    loop.apply(wide(Label.of(5)));
    assertThat(Arrays.stream(loop.fold.answer(0).all())).allMatch(p -> p >= 0 && p <= 1);
    loop.save();
    assertThat(
            new Loop(Loop.settings(logistic, "\"name\":\"p\",\"kind\":\"prior\""), loop.store)
                .fold
                .report(0)
                .digest())
        .isEqualTo(there.digest());
  }

  /** Columns beside the numbers, which a learner of numbers alone does not count. */
  private static int others(String view, Loop loop) {
    return view.equals("full") ? 0 : loop.fold.encoder().numbers() - loop.fold.encoder().columns();
  }

  private Point wide(Label label) {
    return new Point("p", random.doubles(300).toArray(), label);
  }

  @Test
  void shouldRefuseALearnerThatReturnsToMoreClassesThanItHasRoomFor() {
    String large =
        "\"name\":\"a\",\"kind\":\"network\",\"hidden\":4096,\"learningRate\":0.1,\"batch\":1";
    Loop loop = new Loop(Loop.settings(large));
    loop.apply(wide(Label.of(0)));
    loop.apply(wide(Label.of(1)));
    loop.save();
    Loop without = new Loop(Loop.settings("\"name\":\"p\",\"kind\":\"prior\""), loop.store);
    for (int k = 2; k < 80; k++) {
      without.apply(new Point("p", AnyRecords.of("x", 1.0), Label.of(k), Point.NO_TIME));
    }
    without.save();

    assertThatThrownBy(() -> new Loop(Loop.settings(large), loop.store))
        .isInstanceOf(GyreException.class)
        .hasMessageContaining("\"a\"")
        .hasMessageContaining("80 classes");
  }

  @Test
  void shouldRefuseClassesWhoseNamesTakeTooMuch() throws InvalidPointException {
    ClassNumbers classes = new ClassNumbers(List.of(), null);
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
