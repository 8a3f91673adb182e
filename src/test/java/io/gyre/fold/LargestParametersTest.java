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
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
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

  /** Applies points until a class is refused; returns how many there are. */
  private int fill(Loop loop) {
    int classes = 0;
    try {
      for (; classes < 100; classes++) {
        Point next = point(Label.of(classes));
        loop.fold.check(next);
        loop.apply(next);
        loop.apply(point(Label.of(classes)));
      }
    } catch (InvalidPointException e) {
      return classes;
    }
    throw new AssertionError("no class was refused");
  }

  @Test
  void shouldFitIntoARecordWhateverTheNamesAndHoweverManyTheClasses() {
    Loop loop = new Loop(Loop.settings(LOGISTIC));
    int classes = fill(loop);
    LearnerView view = loop.fold.report(0);

    assertThat(view.withoutRoom()).isPositive();
    assertThat(view.columns())
        .allMatch(name -> Utf8.bytesInJson(name) <= 120)
        .contains(LONG_IN_JSON.substring(0, 19) + "…");
    int columns = view.columns().size();
    // Of each column its weights, its name, and of a number its scale.
    assertThat((columns + 1) * classes + columns * KindSettings.NAME)
        .isBetween(KindSettings.MAX_PARAMETERS - columns, KindSettings.MAX_PARAMETERS);
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
  void shouldWarnOnceOfColumnsThatALearnerHasNoRoomFor() {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    Logger logger = (Logger) LoggerFactory.getLogger(PartitionFold.class);
    logger.addAppender(log);
    Loop loop = new Loop(Loop.settings(LOGISTIC, "\"name\":\"p\",\"kind\":\"prior\""));
    try {
      fill(loop);
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

  @Test
  void shouldRefuseALearnerThatReturnsToMoreClassesThanItHasRoomFor() {
    Loop loop = new Loop(Loop.settings(LOGISTIC));
    loop.apply(point(Label.of(0)));
    loop.apply(point(Label.of(1)));
    loop.save();
    Loop without = new Loop(Loop.settings("\"name\":\"p\",\"kind\":\"prior\""), loop.store);
    for (int k = 2; k < 40; k++) {
      without.apply(new Point("p", AnyRecords.of("x", 1.0), Label.of(k), Point.NO_TIME));
    }
    without.save();

    assertThatThrownBy(() -> new Loop(Loop.settings(LOGISTIC), loop.store))
        .isInstanceOf(GyreException.class)
        .hasMessageContaining("learner \"a\" has no room for the 40 classes that there are now")
        .hasMessageContaining("it knows 2 of them");
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
