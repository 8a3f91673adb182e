package io.gyre.fold.state;

import io.gyre.GyreException;
import io.gyre.Remedy;
import io.gyre.Remedy.Kind;
import io.gyre.encoding.Encoder;
import io.gyre.fold.Tail;
import io.gyre.fold.answer.ClassNumbers;
import io.gyre.fold.intake.JournalSources;
import io.gyre.fold.waiting.WaitingRecords;
import io.gyre.learning.Shared;
import io.gyre.learning.list.LearnerSettings;
import io.gyre.learning.list.LearnersJson;
import io.gyre.learning.list.SettingsChange;
import io.gyre.learning.memory.Memory;
import io.gyre.scoring.Baselines;
import io.gyre.state.DamagedStateException;
import io.gyre.state.Sha256;
import io.gyre.state.StatePart;
import io.gyre.state.StateReader;
import io.gyre.state.StateStorage;
import io.gyre.state.StateWriter;
import io.gyre.state.StoredPart;
import io.gyre.time.PartitionWindows;
import io.gyre.time.PointCounts;
import io.gyre.time.Window;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.helpers.NOPLogger;

/**
 * All that a fold remembers, and how it lies in a store.
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
public final class FoldState {

  public final FoldSettings settings;

  public final String owner;

  /** The names of the learners, in the order of the settings. */
  public final List<String> names;

  public final LogPosition position = new LogPosition();
  public final PartitionWindows windows;
  public final JournalSources sources;
  public final ClassNumbers classes;
  public final Baselines baselines = new Baselines();
  public final Encoder encoder = new Encoder();
  public final Shared shared;

  /** Points and labels that wait for each other; null without late labels. */
  public final WaitingRecords waiting;

  /** The learners, in the order of the settings. */
  public final List<ScoredLearner> learners = new ArrayList<>();

  /** Told what records bring that is worth a line; silent while records are applied again. */
  public Logger log = NOPLogger.NOP_LOGGER;

  private final StateStorage entries;

  /** Told what a load changes. */
  private final Logger loading;

  private final boolean isNew;
  private final StateWriter buffer = new StateWriter();

  private final List<StoredPart> parts = new ArrayList<>();

  /** The parts of encoder and memory, which become more as points come. */
  private final Map<StatePart, StoredPart> growing = new IdentityHashMap<>();

  /** Keys to be removed with the next save. */
  private final Set<String> obsolete = new TreeSet<>();

  private final Map<ScoredLearner, SettingsPart> ofLearners = new HashMap<>();
  private final Map<StatePart, Hash> hashes = new HashMap<>();

  private record Hash(long changes, byte[] bytes) {}

  /** Reads what there is in a store, and makes the learners. */
  public FoldState(FoldSettings settings, FoldStore store) {
    this.settings = settings;
    owner = store.owner();
    loading = store.log();
    entries = store.state();
    names = settings.learners().stream().map(LearnerSettings::name).toList();
    windows = new PartitionWindows(settings.windowing(), this::giveUp);
    sources = new JournalSources(windows);
    classes = new ClassNumbers(settings.classes(), settings.positive());
    isNew = entries.get(LogPosition.KEY) == null && entries.isEmpty();
    if (!isNew) {
      loadEncoder();
    }
    shared = new Shared(encoder, isNew ? new Memory(settings.memory(), 0) : loadMemory());
    List.of(windows, classes, baselines, position, sources).forEach(part -> load("", part, isNew));
    waiting = settings.lateLabels() == null ? null : new WaitingRecords(store.waiting());
    loadSettings();
    if (waiting != null) {
      loadIfThere(windows.advance());
      loadIfThere(waiting);
    }
    classes.takeNamed();
    settings.checkSizes(classes.size());
    Set<String> stored = new TreeSet<>();
    entries.keys(FoldStore.LEARNER).forEach(key -> stored.add(FoldStore.learnerOf(key)));
    for (LearnerSettings learner : settings.learners()) {
      learners.add(learner(learner, !stored.remove(learner.name())));
    }
    loadIfThere(shared.scaler());
    stored.forEach(this::noteLeaving);
    if (waiting != null) {
      waiting.requireEntries(owner, store.waiting());
    }
  }

  private void giveUp(Window wrong, Window present) {
    learners.forEach(learner -> learner.scores().giveUp(wrong, present));
  }

  /** Reads a part that must be there unless its owner is new, and keeps it for saving. */
  private void load(String prefix, StatePart part, boolean ofNew) {
    StoredPart stored = new StoredPart(prefix, part);
    if (!ofNew) {
      require(stored);
    }
    parts.add(stored);
  }

  /** Reads a part that was not stored before it was asked for, and keeps it for saving. */
  private void loadIfThere(StatePart part) {
    StoredPart stored = new StoredPart("", part);
    stored.load(entries, owner);
    parts.add(stored);
  }

  private void require(StoredPart part) {
    if (!part.load(entries, owner) && part.expected()) {
      throw StoredPart.damaged(owner, "it has no " + part.key(), null);
    }
  }

  /** Logs changed settings of records; a field that is no longer read is missing from now on. */
  private void loadSettings() {
    SettingsPart part = new SettingsPart(FoldSettingsJson.toText(settings));
    load("", part, isNew);
    if (isNew) {
      return;
    }
    List<String> changes =
        part.saved(owner, FoldSettingsJson::records).changesTo(settings.records());
    if (!changes.isEmpty()) {
      loading.info("{} reads records otherwise from now on: {}", owner, String.join(", ", changes));
    }
  }

  private Memory loadMemory() {
    Memory memory = new Memory(settings.memory(), encoder.slots());
    loadGrowing(memory::state);
    int before = memory.capacity();
    if (before == settings.memory()) {
      return memory;
    }
    loading.info("{} remembers {} points from now on, not {}", owner, settings.memory(), before);
    obsolete.addAll(entries.keys(memory.state().get(0).name()));
    return memory.withCapacity(settings.memory());
  }

  private void loadEncoder() {
    loadGrowing(encoder::state);
    try {
      encoder.complete();
    } catch (DamagedStateException e) {
      throw StoredPart.damaged(owner, "encoder: " + e.getMessage(), e);
    }
  }

  /** Reads what grows with the points: its first part says how many others there are. */
  private void loadGrowing(Supplier<List<StatePart>> state) {
    require(growing(state.get().get(0)));
    state.get().stream().skip(1).forEach(part -> require(growing(part)));
  }

  private StoredPart growing(StatePart part) {
    return growing.computeIfAbsent(part, absent -> new StoredPart("", part));
  }

  private ScoredLearner learner(LearnerSettings wanted, boolean begins) {
    String prefix = FoldStore.prefix(wanted.name());
    SettingsPart json = new SettingsPart(LearnersJson.toText(wanted));
    load(prefix, json, begins);
    ScoredLearner learner =
        new ScoredLearner(wanted, shared, begins ? classes.size() : 0, classes, windows.counts());
    ofLearners.put(learner, json);
    if (!begins) {
      noteChanges(wanted, json);
    }
    learner.lasting().forEach(part -> load(prefix, part, begins));
    load(prefix, learner.scores().open, begins);
    if (begins) {
      loading.info("{} begins with learner \"{}\"", owner, wanted.name());
      return learner;
    }
    learner.scores().retain(windows.open());
    noteReturn(learner);
    addClasses(learner);
    learner.learner().grow();
    loading.info(
        "{} goes on with learner \"{}\" at step {}",
        owner,
        wanted.name(),
        learner.learner().step());
    return learner;
  }

  private void noteChanges(LearnerSettings wanted, SettingsPart json) {
    String named = "%s: learner \"%s\"".formatted(owner, wanted.name());
    LearnerSettings before = json.saved(named, LearnersJson::fromJson);
    List<String> changes = SettingsChange.between(named, before, wanted);
    if (!changes.isEmpty()) {
      loading.info(
          "{} goes on with changed settings of learner \"{}\": {}",
          owner,
          wanted.name(),
          String.join(", ", changes));
    }
  }

  private void addClasses(ScoredLearner learner) {
    int known = classes.size();
    if (learner.scores().known() < known && !learner.hasRoom(known)) {
      String wanted = learner.settings().name();
      throw new GyreException(
          "%s: learner \"%s\" has no room for the %d classes that there are now: it knows %d of them and has %,d columns"
              .formatted(
                  owner,
                  wanted,
                  known,
                  learner.scores().known(),
                  learner.learner().columns().size()),
          Remedy.of(Kind.FORGET_LEARNER, wanted));
    }
    double[] empty = new double[encoder.slots()];
    Arrays.fill(empty, Double.NaN);
    while (learner.scores().known() < known) {
      learner.addClass(empty, learner.scores().labelled());
    }
  }

  private void noteReturn(ScoredLearner learner) {
    Left left = new Left();
    StoredPart stored = new StoredPart(FoldStore.prefix(learner.settings().name()), left);
    if (stored.load(entries, owner)) {
      PointCounts away = windows.counts().minus(left.counts);
      learner.scores().wasAway(away);
      learner.learner().skip();
      obsolete.add(stored.key());
      loading.warn(
          "{}: learner \"{}\" was off the list from offset {} to {}: {} points passed without it",
          owner,
          learner.settings().name(),
          left.offset,
          position.next() - 1,
          away.points());
    }
  }

  /** Keeps the state of a learner that is no longer on the list. */
  private void noteLeaving(String learner) {
    Left left = new Left();
    StoredPart stored = new StoredPart(FoldStore.prefix(learner), left);
    if (!stored.load(entries, owner)) {
      left.counts = windows.counts();
      left.offset = position.next();
      parts.add(stored);
      loading.info(
          "{}: learner \"{}\" is no longer on the list; its state is kept", owner, learner);
    }
  }

  /** Puts what has changed: a snapshot. */
  public void save() {
    position.addSnapshot();
    obsolete.forEach(entries::delete);
    obsolete.clear();
    parts().forEach(part -> part.save(entries, buffer));
  }

  /** Puts the position alone, behind an entry of the tail. */
  public void savePosition() {
    parts.stream()
        .filter(part -> part.part() == position)
        .forEach(part -> part.save(entries, buffer));
  }

  public Stream<StoredPart> parts() {
    return Stream.concat(
        parts.stream(),
        Stream.of(encoder.state(), shared.memory().state())
            .flatMap(List::stream)
            .map(this::growing));
  }

  public long updates() {
    long all = 0;
    for (ScoredLearner learner : learners) {
      all += learner.learner().step();
    }
    return all;
  }

  public String digest(ScoredLearner learner) {
    MessageDigest digest = Sha256.begin();
    digest.update(hash(ofLearners.get(learner)));
    digest.update(hash(classes));
    digest.update((byte) classes.positive());
    encoder.state().forEach(part -> digest.update(hash(part)));
    if (learner.settings().settings().standardises()) {
      digest.update(hash(shared.scaler()));
    }
    learner.lasting().forEach(part -> digest.update(hash(part)));
    Memory memory = shared.memory();
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
      super("left");
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
