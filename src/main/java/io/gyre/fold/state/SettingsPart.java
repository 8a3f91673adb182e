package io.gyre.fold.state;

import io.gyre.GyreException;
import io.gyre.Remedy;
import io.gyre.Remedy.Kind;
import io.gyre.state.StatePart;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.util.function.Function;

/** Settings as JSON, beside the state that is made with them. */
final class SettingsPart extends StatePart {

  /** What is saved; null if nothing is. */
  private final String wanted;

  private String stored;

  SettingsPart(String wanted) {
    super("settings");
    this.wanted = wanted;
  }

  /**
   * Returns the settings that the state was saved with; the next save has those that are wanted.
   *
   * @param owner whose state it is, for messages
   * @throws GyreException when they cannot be read
   */
  <T> T saved(String owner, Function<String, T> parser) {
    if (!stored.equals(wanted)) {
      changed();
    }
    try {
      return parser.apply(stored);
    } catch (GyreException e) {
      throw new GyreException(
          "%s: the settings in its state cannot be read (%s)".formatted(owner, e.getMessage()),
          e,
          Remedy.of(Kind.OTHER_VERSION),
          Remedy.of(Kind.START_ANEW));
    }
  }

  boolean isSaved() {
    return wanted.equals(stored);
  }

  @Override
  public void write(StateWriter out) {
    out.putText(wanted);
  }

  @Override
  public void read(StateReader in, int version) {
    stored = in.getText();
  }
}
