package io.gyre.fold.state;

import io.gyre.fold.answer.ClassNumbers;
import io.gyre.fold.keys.KeyHistories;
import io.gyre.format.RecordSettings;
import io.gyre.state.Overlay;
import io.gyre.state.StateStorage;
import io.gyre.state.StoredPart;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.NOPLogger;

/**
 * The storage of a fold. All parts are committed together, and only {@link Fold#save} writes them.
 *
 * @param owner whose fold it is, for messages
 * @param waiting the store of points that wait for labels; null if labels come with their points
 * @param keys the store of what is remembered of keys; null without any
 * @param snapshots null if the fold only answers questions, and stays at the last snapshot
 * @param explains what gets its reasons
 * @param log receives a message about the state that the fold continues from
 */
public record FoldStore(
    String owner,
    StateStorage state,
    StateStorage waiting,
    StateStorage keys,
    SnapshotRule snapshots,
    Explains explains,
    Logger log) {

  /** The prefix of the keys of all learners' entries. */
  public static final String LEARNER = "learner/";

  /** What a fold gives reasons for, beside what it is asked for. */
  public enum Explains {
    NOTHING,
    /** Alerts, which takes 1 to 2 ms each. */
    ALERTS,
    /** The answers of all learners to each point, which takes as long for each learner. */
    ANSWERS
  }

  public static final String FORGET = "forget/";

  /** For a fold that learns. */
  public FoldStore(
      String owner,
      StateStorage state,
      StateStorage waiting,
      StateStorage keys,
      SnapshotRule snapshots) {
    this(
        owner,
        state,
        waiting,
        keys,
        snapshots,
        Explains.NOTHING,
        LoggerFactory.getLogger("io.gyre.fold.Fold"));
  }

  /** Returns the same for a fold that gives reasons. */
  public FoldStore explaining(Explains what) {
    return new FoldStore(owner, state, waiting, keys, snapshots, what, log);
  }

  /** Returns a store for a new fold that is not saved. */
  public static FoldStore unsaved(String owner) {
    return new FoldStore(
        owner, new Overlay(null), new Overlay(null), new Overlay(null), SnapshotRule.ALWAYS);
  }

  /**
   * Returns a store for a fold that only answers questions, without messages. With late labels it
   * stays at the last snapshot, since it does not know the waiting points.
   *
   * @param state what another fold has saved, as {@code keys}; not modified
   * @throws io.gyre.GyreException when its settings cannot be read
   */
  public static FoldStore copy(String owner, StateStorage state, StateStorage keys) {
    FoldSettings settings = new FoldStore(owner, state, null, keys, null).settings();
    boolean atSnapshot = settings == null || settings.lateLabels() != null;
    SnapshotRule rule = atSnapshot ? null : SnapshotRule.ALWAYS;
    return new FoldStore(owner, state, null, keys, rule).quiet();
  }

  /** Returns the same place with changes in memory before it. */
  public FoldStore overlaid() {
    return new FoldStore(
        owner, new Overlay(state), overlaid(waiting), overlaid(keys), snapshots, explains, log);
  }

  private static StateStorage overlaid(StateStorage storage) {
    return storage == null ? null : new Overlay(storage);
  }

  /** Returns the same place for a fold that tells nobody anything. */
  public FoldStore quiet() {
    return new FoldStore(
        owner, state, waiting, keys, snapshots, Explains.NOTHING, NOPLogger.NOP_LOGGER);
  }

  /** Puts the changes of the state, or of the whole, that were overlaid in their places. */
  public void flush(boolean whole) {
    state.flush();
    if (whole) {
      Stream.of(waiting, keys).filter(Objects::nonNull).forEach(StateStorage::flush);
    }
  }

  /**
   * Returns the settings of the fold that was saved here; may be null.
   *
   * @throws io.gyre.GyreException when they cannot be read
   */
  public FoldSettings settings() {
    return settings(FoldSettingsJson::parse);
  }

  /** Returns what records meant to the fold that was saved here; may be null. */
  public RecordSettings records() {
    return settings(FoldSettingsJson::records);
  }

  private <T> T settings(Function<String, T> parser) {
    SettingsPart part = new SettingsPart(null);
    return new StoredPart("", part).load(state, owner) ? part.saved(owner, parser) : null;
  }

  /** Returns the digest of what the fold that was saved here remembers of keys; null if nothing. */
  public String keysDigest(FoldSettings saved) {
    KeyHistories part =
        new KeyHistories(
            saved.records().keys(), saved.keys(), new ClassNumbers(List.of(), null, null), null);
    return new StoredPart("", part).load(state, owner) ? part.savedDigest() : null;
  }

  /** Tells whether the fold was saved with these settings, or was not saved. */
  public boolean isOf(FoldSettings wanted) {
    SettingsPart part = new SettingsPart(FoldSettingsJson.toText(wanted));
    return !new StoredPart("", part).load(state, owner) || part.isSaved();
  }

  /** Returns the key of an entry that lets a learner be forgotten with the next start. */
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

  /** Returns how the keys of a learner's entries begin. */
  public static String prefix(String learner) {
    return LEARNER + learner + "/";
  }

  /** Returns the name of an entry's learner; null for a shared entry, or one of somebody else. */
  public static String learnerOf(String key) {
    int end = key.indexOf('/', LEARNER.length());
    return key.startsWith(LEARNER) && end > LEARNER.length()
        ? key.substring(LEARNER.length(), end)
        : null;
  }
}
