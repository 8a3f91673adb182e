package io.gyre.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.GyreException;
import io.gyre.Remedy;
import io.gyre.Remedy.Kind;
import io.gyre.cli.EnvironmentDefaults;
import io.gyre.cli.Failures;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class AdviceTest {

  @Command(name = "failing")
  private static class Failing implements Callable<Integer> {
    @Override
    public Integer call() {
      throw new GyreException(
          "it was deleted",
          Remedy.of(Kind.RESET_TO_STATE, 40, "clicks", "points"),
          Remedy.of(Kind.START_ANEW));
    }
  }

  @Command(name = "failing")
  private static final class InItsOwnTerms extends Failing implements Advice {
    @Override
    public String words(Remedy remedy) {
      return remedy.kind() == Kind.START_ANEW ? "begin again" : null;
    }
  }

  private static String said(Callable<Integer> command) {
    StringWriter err = new StringWriter();
    new CommandLine(command)
        .setErr(new PrintWriter(err))
        .setExecutionExceptionHandler(new Failures(new EnvironmentDefaults(Map.of())))
        .execute();
    return err.toString().strip();
  }

  @Test
  void shouldSayWhatToDoAsForGyreLearn() {
    assertThat(said(new Failing()))
        .startsWith("failing: it was deleted. Go on at offset 40 with gyre reset --to-state ")
        .endsWith(", or start anew with gyre reset");
  }

  @Test
  void shouldLetACommandSayItInItsOwnTerms() {
    assertThat(said(new InItsOwnTerms())).isEqualTo("failing: it was deleted. Begin again");
  }

  @Test
  void shouldAddNothingToAMessageThatSaysItAll() {
    assertThat(Advice.STANDARD.after("Make room.", List.of())).isEqualTo("Make room.");
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void shouldKnowEveryKindAndItsArguments(Kind kind) {
    Remedy remedy = remedy(kind);

    String words = Advice.STANDARD.words(remedy);
    assertThat(words).matches("[a-z].*[^.]");
    assertThat(remedy.arguments()).allSatisfy(argument -> assertThat(words).contains(argument));
  }

  /** With as many arguments as it takes. */
  private static Remedy remedy(Kind kind) {
    return switch (kind) {
      case RESET_TO_STATE -> Remedy.of(kind, 40, "clicks", "points");
      case SET_BACK -> Remedy.of(kind, "name", "value");
      case DELETE_STATE -> Remedy.of(kind, "/folder");
      case FORGET_LEARNER -> Remedy.of(kind, "network");
      default -> Remedy.of(kind);
    };
  }
}
