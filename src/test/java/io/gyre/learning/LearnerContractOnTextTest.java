package io.gyre.learning;

import io.gyre.data.Fields;
import io.gyre.encoding.AnyRecords;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** The contract, with points that have a text, at times, and a number. */
class LearnerContractOnTextTest extends LearnerContractTest {

  static Stream<KindSettings> settings() {
    return Stream.concat(AnySettings.ofAllColumns(3).stream(), AnySettings.some(1).stream())
        .distinct();
  }

  static Stream<Arguments> settingsAndClasses() {
    return settings().flatMap(each -> Stream.of(0, 3).map(classes -> Arguments.of(each, classes)));
  }

  private static Fields text(Random random) {
    StringBuilder text = new StringBuilder(random.nextBoolean() ? "Please Call" : "no more calls");
    for (int i = random.nextInt(12); i > 0; i--) {
      text.append(" w").append((char) ('a' + random.nextInt(20))).append(random.nextInt(3));
    }
    return AnyRecords.of(
        "message", random.nextInt(9) == 0 ? null : text.toString(), "n", random.nextGaussian());
  }

  private static final class Texts extends Points {

    Texts(int known) {
      super(known);
    }

    @Override
    Fields fields() {
      return text(random);
    }

    @Override
    Fields ordinary() {
      return fields();
    }

    @Override
    Fields monster() {
      return AnyRecords.of(
          "message",
          "w!1".repeat(1 + random.nextInt(random.nextInt(9) == 0 ? 5_000 : 100)) + "\ud800 ",
          "n",
          MONSTERS[random.nextInt(MONSTERS.length)]);
    }
  }

  @Override
  Points points(int known) {
    return new Texts(known);
  }

  @Override
  Run run(int classes, KindSettings... settings) {
    Run run = Run.ofAny(classes, settings);
    Random random = new Random(8);
    while (run.encoder().texts().isEmpty()) {
      run.learnColumns(text(random));
    }
    return run;
  }
}
