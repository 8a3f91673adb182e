package io.gyre.fold;

import io.gyre.GyreException;
import io.gyre.Remedy;
import io.gyre.Remedy.Kind;
import io.gyre.encoding.Encoder;
import io.gyre.learning.LearnerSettings;
import io.gyre.learning.LearnersJson;
import io.gyre.learning.Memory;
import io.gyre.learning.SettingsChange;
import io.gyre.state.DamagedStateException;
import io.gyre.state.Sha256;
import io.gyre.state.StatePart;
import io.gyre.state.StateReader;
import io.gyre.state.StateStorage;
import io.gyre.state.StateWriter;
import io.gyre.state.StoredPart;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;

/**
 * The state of a fold in a store.
 *
 * <pre>
 *  encoder, encoder/0 …      columns and slots · what is known of each field
 *  left-out                  values that had no room
 *  scaler                    mean and variance of all numbers, if a learner standardises
 *  settings                  all that the fold is made from, as JSON
 *  position                  topic id · offset of the next record · the last snapshot
 *  sources                   of a journal: offset and event time of each source
 *  clock                     event time · open windows · counts
 *  age                       how far the event time has advanced, if that is measured
 *  classes, baselines
 *  waiting                   of late labels: the queues of the store that points wait in, counts
 *  memory, memory/0 …        the last labelled points
 *  learner/NAME/settings     as JSON
 *  learner/NAME/scores       in total and faded
 *  learner/NAME/windows      of open windows
 *  learner/NAME/…            what the learner itself remembers
 *  learner/NAME/left         when it was taken off the list: what the partition had counted then
 *  tail/0, tail/1 …          the records since the last of all this was saved ({@link Tail})
 *  forget/NAME               lets a learner be forgotten with the next start
 * </pre>
 *
 * <p>The state of a learner that was taken off the list is kept: it goes on from there when it
 * returns. Not thread-safe.
 */
final class FoldPersistence {

  private static final String LEARNER = "learner/";
  private static final String FORGET = "forget/";
  private static final String LEFT = "left";

  private final Fold fold;
  private final FoldSettings settings;
  private final String name;
  private final Logger log;
  private final StateWriter buffer = new StateWriter();
  private final StoredPart position;

  /** All that is saved. */
  private final List<StoredPart> parts = new ArrayList<>();

  /** What is saved of encoder and memory. */
  private final Map<StatePart, StoredPart> growing = new IdentityHashMap<>();

  /** Keys to be removed with the next save. */
  private final Set<String> obsolete = new TreeSet<>();

  private final Map<ScoredLearner, SettingsPart> ofLearners = new HashMap<>();
  private final Map<StatePart, Hash> hashes = new HashMap<>();

  private record Hash(long changes, byte[] bytes) {}

  /**
   * @param log told what changes with a load
   */
  FoldPersistence(Fold fold, String name, Logger log) {
    this.fold = fold;
    this.name = name;
    this.log = log;
    settings = fold.settings();
    position = new StoredPart("", fold.position());
  }

  /** Makes the learners, and reads what there is of them and of what they share. */
  void load(StateStorage entries) {
    boolean isNew = entries.get(LogPosition.KEY) == null && entries.isEmpty();
    if (!isNew) {
      loadEncoder(entries);
      loadMemory(entries);
    }
    for (StatePart part : List.of(fold.windows(), fold.classes(), fold.baselines())) {
      load(new StoredPart("", part), entries, isNew);
    }
    load(position, entries, isNew);
    load(new StoredPart("", fold.sources()), entries, isNew);
    loadIfThere(fold.windows().advance(), entries);
    loadSettings(entries, isNew);
    if (fold.late() != null) {
      loadIfThere(fold.late(), entries);
    }
    fold.classes().takeNamed();
    settings.checkSizes(fold.classes().size());
    Set<String> stored = names(entries);
    for (LearnerSettings learner : settings.learners()) {
      fold.learners().add(learner(learner, entries, stored.remove(learner.name())));
    }
    loadIfThere(fold.shared().scaler(), entries);
    stored.forEach(removed -> noteLeaving(removed, entries));
  }

  /** Reads a part that must be there unless all is new, and keeps it for saving. */
  private void load(StoredPart part, StateStorage entries, boolean isNew) {
    if (!isNew) {
      require(part, entries);
    }
    parts.add(part);
  }

  /**
   * Reads a part that there is none of before it is asked for, and keeps it for saving: of late
   * labels, and of the scale, which begins with what the memory holds.
   */
  private void loadIfThere(StatePart part, StateStorage entries) {
    StoredPart stored = new StoredPart("", part);
    stored.load(entries, name);
    parts.add(stored);
  }

  private void require(StoredPart part, StateStorage entries) {
    if (!part.load(entries, name) && part.expected()) {
      throw StoredPart.damaged(name, "it has no " + part.key(), null);
    }
  }

  /** They may change: what a field was before stays known, and is missing from then on. */
  private void loadSettings(StateStorage entries, boolean isNew) {
    SettingsPart part = new SettingsPart(FoldSettingsJson.toText(settings));
    load(new StoredPart("", part), entries, isNew);
    if (isNew) {
      return;
    }
    List<String> changes =
        part.saved(name, FoldSettingsJson::records).changesTo(settings.records());
    if (!changes.isEmpty()) {
      log.info("{} reads records otherwise from now on: {}", name, String.join(", ", changes));
    }
  }

  /** What grows with the points has more parts as it does: they are asked for at each save. */
  private void loadMemory(StateStorage entries) {
    Memory memory = new Memory(settings.memory(), fold.encoder().slots());
    require(growing(memory.state().get(0)), entries);
    memory.state().stream().skip(1).forEach(part -> require(growing(part), entries));
    int before = memory.capacity();
    if (before != settings.memory()) {
      log.info("{} remembers {} points from now on, not {}", name, settings.memory(), before);
      obsolete.addAll(entries.keys(memory.state().get(0).name()));
      memory = memory.withCapacity(settings.memory());
    }
    fold.memory(memory);
  }

  private void loadEncoder(StateStorage entries) {
    Encoder encoder = fold.encoder();
    require(growing(encoder.state().get(0)), entries);
    encoder.state().stream().skip(1).forEach(part -> require(growing(part), entries));
    try {
      encoder.complete();
    } catch (DamagedStateException e) {
      throw StoredPart.damaged(name, "encoder: " + e.getMessage(), e);
    }
  }

  private StoredPart growing(StatePart part) {
    return growing.computeIfAbsent(part, absent -> new StoredPart("", part));
  }

  private static Set<String> names(StateStorage entries) {
    Set<String> names = new TreeSet<>();
    entries.keys(LEARNER).forEach(key -> names.add(learnerOf(key)));
    return names;
  }

  /** The learner that an entry is of; null if it is of what they share. */
  static String learnerOf(String key) {
    return key.startsWith(LEARNER)
        ? key.substring(LEARNER.length(), key.indexOf('/', LEARNER.length()))
        : null;
  }

  /** The entry that lets a learner be forgotten with the next start. */
  static String forgetKey(String learner) {
    return FORGET + learner;
  }

  /** The learners that are to be forgotten. */
  static Set<String> forgotten(StateStorage entries) {
    return entries.keys(FORGET).stream()
        .map(key -> key.substring(FORGET.length()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Removes what is stored of learners. */
  static void forget(Set<String> learners, StateStorage entries) {
    for (String learner : learners) {
      entries.keys(prefix(learner)).forEach(entries::delete);
      entries.delete(forgetKey(learner));
    }
  }

  private ScoredLearner learner(LearnerSettings wanted, StateStorage entries, boolean stored) {
    String prefix = prefix(wanted.name());
    SettingsPart json = new SettingsPart(LearnersJson.toText(wanted));
    StoredPart storedJson = new StoredPart(prefix, json);
    load(storedJson, entries, !stored);
    ScoredLearner learner = fold.create(wanted, stored ? 0 : fold.classes().size());
    if (stored) {
      noteChanges(wanted, json);
    }
    for (StatePart part : learner.lasting()) {
      load(new StoredPart(prefix, part), entries, !stored);
    }
    load(new StoredPart(prefix, learner.open()), entries, !stored);
    ofLearners.put(learner, json);
    if (stored) {
      learner.retain(fold.windows().open());
      noteReturn(learner, entries);
      addClasses(learner);
      learner.grow();
      log.info(
          "{} goes on with learner \"{}\" at step {}",
          name,
          wanted.name(),
          learner.learner().step());
    } else {
      log.info("{} begins with learner \"{}\"", name, wanted.name());
    }
    return learner;
  }

  private void noteChanges(LearnerSettings wanted, SettingsPart json) {
    String owner = "%s: learner \"%s\"".formatted(name, wanted.name());
    LearnerSettings before = json.saved(owner, LearnersJson::fromJson);
    List<String> changes = SettingsChange.between(owner, before, wanted);
    if (!changes.isEmpty()) {
      log.info(
          "{} goes on with changed settings of learner \"{}\": {}",
          name,
          wanted.name(),
          String.join(", ", changes));
    }
  }

  /** It may have been away while classes appeared. */
  private void addClasses(ScoredLearner learner) {
    int classes = fold.classes().size();
    if (learner.known() < classes && !learner.hasRoom(classes)) {
      String wanted = learner.settings().name();
      throw new GyreException(
          "%s: learner \"%s\" has no room for the %d classes that there are now: it knows %d of them and has %,d columns"
              .formatted(
                  name, wanted, classes, learner.known(), learner.learner().columns().size()),
          Remedy.of(Kind.FORGET_LEARNER, wanted));
    }
    double[] empty = new double[fold.encoder().slots()];
    Arrays.fill(empty, Double.NaN);
    for (int k = learner.known(); k < fold.classes().size(); k++) {
      learner.addClass(empty, Fold.shareOfNew(learner.labelled(), k));
    }
  }

  private static String prefix(String learner) {
    return LEARNER + learner + "/";
  }

  private void noteReturn(ScoredLearner learner, StateStorage entries) {
    Left left = new Left();
    StoredPart stored = new StoredPart(prefix(learner.settings().name()), left);
    if (stored.load(entries, name)) {
      PointCounts away = PointCounts.of(fold.windows()).minus(left.counts);
      learner.wasAway(away);
      learner.learner().skip();
      obsolete.add(stored.key());
      log.warn(
          "{}: learner \"{}\" was off the list from offset {} to {}: {} points passed without it",
          name,
          learner.settings().name(),
          left.offset,
          fold.position().next() - 1,
          away.points());
    }
  }

  /** A learner that is no longer on the list: its state is kept. */
  private void noteLeaving(String learner, StateStorage entries) {
    Left left = new Left();
    StoredPart stored = new StoredPart(prefix(learner), left);
    if (!stored.load(entries, name)) {
      left.counts = PointCounts.of(fold.windows());
      left.offset = fold.position().next();
      parts.add(stored);
      log.info("{}: learner \"{}\" is no longer on the list; its state is kept", name, learner);
    }
  }

  /** Puts what has changed, or the records that changed it; returns whether it put anything. */
  boolean save(StateStorage entries, boolean whole) {
    LogPosition place = fold.position();
    if (place.next() == 0 || (fold.tail().isEmpty() && !(whole && place.tail() > 0))) {
      return false;
    }
    if (whole) {
      place.addSnapshot();
      fold.tail().begin();
      obsolete.forEach(entries::delete);
      obsolete.clear();
      parts().forEach(part -> part.save(entries, buffer));
    } else {
      fold.tail().save(entries, place);
      position.save(entries, buffer);
    }
    return true;
  }

  /** All parts that there are now. */
  Stream<StoredPart> parts() {
    return Stream.concat(
        parts.stream(),
        Stream.of(fold.encoder().state(), fold.shared().memory().state())
            .flatMap(List::stream)
            .map(this::growing));
  }

  String digest(ScoredLearner learner) {
    MessageDigest digest = Sha256.begin();
    digest.update(hash(ofLearners.get(learner)));
    digest.update(hash(fold.classes()));
    digest.update((byte) fold.classes().positive());
    fold.encoder().state().forEach(part -> digest.update(hash(part)));
    if (learner.settings().settings().standardises()) {
      digest.update(hash(fold.shared().scaler()));
    }
    for (StatePart part : learner.lasting()) {
      digest.update(hash(part));
    }
    Memory memory = fold.shared().memory();
    long held = memory.count() - memory.oldest();
    memory.update(digest, (int) Math.min(held, learner.learner().remembers()));
    return Sha256.end(digest);
  }

  private byte[] hash(StatePart part) {
    Hash hash = hashes.get(part);
    if (hash == null || hash.changes != part.changes()) {
      part.write(buffer.clear());
      hash = new Hash(part.changes(), Sha256.of(buffer));
      hashes.put(part, hash);
    }
    return hash.bytes;
  }

  /** What the partition had counted, and where it stood, when a learner left. */
  private static final class Left extends StatePart {

    private PointCounts counts = new PointCounts(0, 0, 0, 0);
    private long offset;

    Left() {
      super(LEFT);
    }

    @Override
    public void write(StateWriter out) {
      counts.write(out);
      out.putLong(offset);
    }

    @Override
    public void read(StateReader in, int version) {
      counts = PointCounts.read(in);
      offset = in.getLong();
    }
  }
}
