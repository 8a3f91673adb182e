package io.gyre.fold.state;

import io.gyre.GyreException;
import io.gyre.Remedy;
import io.gyre.Remedy.Kind;
import io.gyre.state.StatePart;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.util.function.Function;

/** Settings as JSON, stored beside the state that depends on them. */
public final class SettingsPart extends StatePart {

  /** The name of the part. */
  public static final String NAME = "settings";

  private final String wanted;
  private String stored;

  public SettingsPart(String wanted) {
    super(NAME, 4, 3); // 3 said whether late points are learned
    this.wanted = wanted;
  }

  /** Returns the settings that the state was saved with; the next save writes the wanted ones. */
  public <T> T saved(String owner, Function<String, T> parser) {
    if (!isSaved()) {
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
    return stored.equals(wanted);
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
