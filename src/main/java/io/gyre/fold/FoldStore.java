package io.gyre.fold;

import io.gyre.state.StateStorage;
import io.gyre.state.StoredPart;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.NOPLogger;

/**
 * Where a fold lies. Both places are committed together, or neither.
 *
 * @param owner whose fold it is, for messages
 * @param state where its state is saved
 * @param waiting where points wait for their labels; null if labels come with their points
 * @param log told what a state goes on with
 */
public record FoldStore(String owner, StateStorage state, StateStorage waiting, Logger log) {

  /** For a fold that learns. */
  public FoldStore(String owner, StateStorage state, StateStorage waiting) {
    this(owner, state, waiting, LoggerFactory.getLogger(Fold.class));
  }

  /** For a fold that begins anew and is never saved. */
  public static FoldStore unsaved(String owner) {
    return new FoldStore(owner, StateStorage.NOTHING, StateStorage.NOTHING);
  }

  /**
   * For a fold that is only there to be asked, in silence.
   *
   * @param state what another one has saved; not modified
   */
  public static FoldStore copy(String owner, StateStorage state) {
    return new FoldStore(owner, state, null, NOPLogger.NOP_LOGGER);
  }

  /**
   * The settings of the fold that was saved here; null if none was.
   *
   * @throws io.gyre.GyreException when they cannot be read
   */
  public FoldSettings settings() {
    SettingsPart part = new SettingsPart(null);
    return new StoredPart("", part).load(state, owner)
        ? part.saved(owner, FoldSettingsJson::parse)
        : null;
  }

  /**
   * The name of the learner that an entry of a saved fold is of; null if it is of what they share.
   */
  public static String learnerOf(String key) {
    return FoldPersistence.learnerOf(key);
  }
}
