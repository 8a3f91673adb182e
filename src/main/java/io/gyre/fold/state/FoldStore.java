package io.gyre.fold.state;

import io.gyre.state.Overlay;
import io.gyre.state.StateStorage;
import io.gyre.state.StoredPart;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.NOPLogger;

/**
 * Where a fold lies. Both places are committed together, or neither, and are written to by {@link
 * Fold#save} alone.
 *
 * @param owner whose fold it is, for messages
 * @param state where its state is saved
 * @param waiting where points wait for their labels; null if labels come with their points
 * @param snapshots when all is saved, and not only the records that were applied; null if the fold
 *     is only there to be asked, and stands at the last snapshot
 * @param log told what a state goes on with
 */
public record FoldStore(
    String owner, StateStorage state, StateStorage waiting, SnapshotRule snapshots, Logger log) {

  /** How the keys of all learners' entries begin. */
  static final String LEARNER = "learner/";

  private static final String FORGET = "forget/";

  /** For a fold that learns. */
  public FoldStore(String owner, StateStorage state, StateStorage waiting, SnapshotRule snapshots) {
    this(owner, state, waiting, snapshots, LoggerFactory.getLogger("io.gyre.fold.Fold"));
  }

  /** For a fold that begins anew and is never saved. */
  public static FoldStore unsaved(String owner) {
    return new FoldStore(owner, StateStorage.NOTHING, StateStorage.NOTHING, SnapshotRule.ALWAYS);
  }

  /**
   * For a fold that is only there to be asked, in silence. Where labels may be late it stands at
   * the last snapshot: the records behind it may be labels of points that wait, which it does not
   * know.
   *
   * @param state what another one has saved; not modified
   * @throws io.gyre.GyreException when its settings cannot be read
   */
  public static FoldStore copy(String owner, StateStorage state) {
    FoldStore copy = new FoldStore(owner, state, null, null, NOPLogger.NOP_LOGGER);
    FoldSettings settings = copy.settings();
    return settings == null || settings.lateLabels() != null
        ? copy
        : new FoldStore(owner, state, null, SnapshotRule.ALWAYS, NOPLogger.NOP_LOGGER);
  }

  /** Returns the same place with changes in memory before it. */
  public FoldStore overlaid() {
    return new FoldStore(
        owner, new Overlay(state), waiting == null ? null : new Overlay(waiting), snapshots, log);
  }

  /** Returns the same place for a fold that tells nobody what it does. */
  public FoldStore quiet() {
    return new FoldStore(owner, state, waiting, snapshots, NOPLogger.NOP_LOGGER);
  }

  /**
   * Puts changes of what is overlaid in their places.
   *
   * @param whole whether all are, or only those of the state
   */
  public void flush(boolean whole) {
    state.flush();
    if (whole && waiting != null) {
      waiting.flush();
    }
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

  /** Tells whether these are the settings that the fold was saved with, or it was not saved. */
  public boolean isOf(FoldSettings wanted) {
    SettingsPart part = new SettingsPart(FoldSettingsJson.toText(wanted));
    return !new StoredPart("", part).load(state, owner) || part.isSaved();
  }

  /** The key of an entry that lets a learner be forgotten with the next start. */
  public static String forgetKey(String learner) {
    return FORGET + learner;
  }

  public void forget(List<String> learners) {
    for (String learner : learners) {
      state.keys(prefix(learner)).forEach(state::delete);
      state.delete(forgetKey(learner));
    }
  }

  public List<String> forgotten() {
    return state.keys(FORGET).stream().map(key -> key.substring(FORGET.length())).toList();
  }

  /** How the keys of a learner's entries begin. */
  static String prefix(String learner) {
    return LEARNER + learner + "/";
  }

  /**
   * The name of the learner that an entry of a saved fold is of; null if it is of what they share.
   */
  public static String learnerOf(String key) {
    return key.startsWith(LEARNER)
        ? key.substring(LEARNER.length(), key.indexOf('/', LEARNER.length()))
        : null;
  }
}
