package io.gyre.fold;

import io.gyre.GyreException;
import io.gyre.Remedy;
import io.gyre.Remedy.Kind;
import io.gyre.Setting;
import io.gyre.data.Label;
import io.gyre.encoding.Encoder;
import io.gyre.encoding.Row;
import io.gyre.fold.alerts.Decisions;
import io.gyre.fold.alerts.Drift;
import io.gyre.fold.answer.ClassNumbers;
import io.gyre.fold.intake.JournalSources;
import io.gyre.fold.intake.KnownSchemas;
import io.gyre.fold.keys.KeyHistories;
import io.gyre.fold.state.FoldSettings;
import io.gyre.fold.state.FoldSettingsJson;
import io.gyre.fold.state.FoldStore;
import io.gyre.fold.state.LogPosition;
import io.gyre.fold.state.SettingsPart;
import io.gyre.fold.waiting.LateLabels;
import io.gyre.fold.waiting.WaitingRecords;
import io.gyre.format.RecordSettings;
import io.gyre.format.ValueFormat;
import io.gyre.learning.Shared;
import io.gyre.learning.list.LearnerSettings;
import io.gyre.learning.list.LearnersJson;
import io.gyre.learning.memory.AmountScale;
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
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.helpers.NOPLogger;

/**
 * The whole state of a fold, in a store:
 *
 * <pre>
 *  encoder, encoder/0 …      columns and slots · what is known of each field
 *  left-out                  values that had no room
 *  times                     what is known of whether hours and weekdays foretell labels
 *  scaler                    mean and variance of all numbers, if a learner standardises
 *  amounts, intervals        of labels that are amounts: their scale · what is expected of answers
 *  settings                  of the fold, as JSON
 *  position                  topic id · offset of the next record · the last snapshot
 *  sources                   of a journal: offset and event time of each source
 *  clock                     event time · open windows · counts
 *  age                       how far the event time has advanced, if that is measured
 *  classes, baselines
 *  decisions                 of decisions: the values of points before, counts
 *  schemas                   of records that name one
 *  drift                     what shows whether the stream has drifted
 *  keys                      of keys: counts, and what the store of their values holds
 *  waiting                   of late labels: the queues of the store that points wait in, counts
 *  memory, memory/0 …        the last labelled points
 *  learner/NAME/settings     as JSON
 *  learner/NAME/scores       in total and faded
 *  learner/NAME/windows      of open windows
 *  learner/NAME/…            what the learner itself remembers
 *  learner/NAME/left         the partition's counts when it was taken off the list
 *  tail/0, tail/1 …          the records since the last of all this was saved ({@link Tail})
 *  forget/NAME               asks the next start to forget a learner
 * </pre>
 *
 * <p>The state of a learner that was taken off the list is kept: it continues from there when it
 * returns. Not thread-safe.
 */
final class FoldState {

  final FoldSettings settings;
  final String owner;
  final List<String> names;

  final LogPosition position = new LogPosition();
  final PartitionWindows windows;
  final JournalSources sources;
  final ClassNumbers classes;
  final Baselines baselines = new Baselines();
  final Encoder encoder;
  final Shared shared;

  final WaitingRecords waiting;
  final KeyHistories keys;
  final Decisions decisions;
  final KnownSchemas schemas = new KnownSchemas();
  final Drift drift = new Drift();
  final List<ScoredLearner> learners = new ArrayList<>();

  /** Of labels that are amounts; null if they are classes. */
  final KnownAmounts amounts;

  /** Silent while records are applied again. */
  Logger log = NOPLogger.NOP_LOGGER;

  private final StateStorage entries;

  private final Logger loading; // receives messages about the changes of a load
  private final StateWriter buffer = new StateWriter();
  private final List<StoredPart> parts = new ArrayList<>();
  private final StoredPart storedPosition;
  private final Map<StatePart, StoredPart> growing = new HashMap<>(); // of encoder and memory
  private final Set<String> obsolete = new TreeSet<>(); // keys to be removed with the next save
  private final Map<ScoredLearner, SettingsPart> settingsOf = new HashMap<>();
  private final Map<StatePart, Hash> hashes = new HashMap<>();

  private record Hash(long changes, byte[] bytes) {}

  /** Reads what there is in a store, and makes the learners. */
  public FoldState(FoldSettings settings, FoldStore store) {
    this.settings = settings;
    owner = store.owner();
    loading = store.log();
    entries = store.state();
    names = settings.learners().stream().map(LearnerSettings::name).toList();
    windows =
        new PartitionWindows(
            settings.windowing(),
            (wrong, present) -> learners.forEach(each -> each.scores.giveUp(wrong, present)));
    sources = new JournalSources(windows);
    LateLabels late = settings.lateLabels();
    Label silence = late == null ? null : late.unlabelledAs();
    boolean ofAmounts = settings.records().ofAmounts();
    classes =
        ofAmounts
            ? ClassNumbers.ofAmounts()
            : new ClassNumbers(settings.classes(), settings.positive(), silence);
    AmountScale scale = ofAmounts ? new AmountScale() : null;
    encoder = new Encoder(settings.records());
    boolean isSaved = entries.get(LogPosition.KEY) != null || !entries.isEmpty();
    if (isSaved) {
      loadEncoder();
    }
    Memory memory = isSaved ? loadMemory(ofAmounts) : new Memory(settings.memory(), 0, ofAmounts);
    shared = new Shared(encoder, memory, scale);
    if (ofAmounts) {
      load("", scale, isSaved);
    }
    load("", windows, isSaved);
    load("", classes, isSaved);
    load("", baselines, isSaved);
    storedPosition = load("", position, isSaved);
    load("", sources, isSaved);
    SettingsPart records = new SettingsPart(FoldSettingsJson.toText(settings));
    load("", records, isSaved);
    if (isSaved) {
      noteChanges(records);
    }
    waiting = new WaitingRecords(late, store.waiting());
    RecordSettings of = settings.records();
    keys = new KeyHistories(of.keys(), settings.keys(), classes, store.keys());
    decisions = new Decisions(settings.decisions(), settings.deciding());
    windows.advance.use(late != null);
    // With other settings than before, these may not have been there.
    boolean same = isSaved && store.isOf(settings);
    Stream.of(windows.advance, waiting, keys, decisions, drift, schemas)
        .forEach(part -> load("", part, same));
    String forgets =
        "{} forgets what it remembered of the key {}: keys or spans are others than before";
    keys.fit().forEach(key -> loading.warn(forgets, owner, key));
    requireSchemas();
    if (isSaved) {
      goOnDeciding(records.saved(owner, FoldSettingsJson::parse));
    }
    classes.takeNamed();
    FoldSettings.checkSizes(settings.learners(), classes.size());
    Set<String> stored = new TreeSet<>();
    entries.keys(FoldStore.LEARNER).stream()
        .map(FoldStore::learnerOf)
        .filter(Objects::nonNull)
        .forEach(stored::add);
    for (LearnerSettings learner : settings.learners()) {
      learners.add(learner(learner, stored.remove(learner.name())));
    }
    load("", shared.scaler(), same);
    amounts = ofAmounts ? new KnownAmounts(settings, shared) : null;
    if (ofAmounts) {
      load("", amounts.intervals, isSaved);
    }
    stored.forEach(this::noteLeaving);
    waiting.requireEntries(owner);
    keys.requireEntries(owner);
  }

  /** Reads a part, and keeps it for saving. */
  private StoredPart load(String prefix, StatePart part, boolean required) {
    StoredPart stored = new StoredPart(prefix, part);
    load(stored, required);
    parts.add(stored);
    return stored;
  }

  private void load(StoredPart stored, boolean required) {
    if (!stored.load(entries, owner) && required && stored.part.present()) {
      throw StoredPart.damaged(owner, "it has no " + stored.key, null);
    }
  }

  private Memory loadMemory(boolean ofAmounts) {
    Memory memory = new Memory(settings.memory(), encoder.slots(), ofAmounts);
    loadGrowing(memory::state);
    int before = memory.capacity();
    if (before == settings.memory()) {
      return memory;
    }
    loading.info("{} remembers {} points from now on, not {}", owner, settings.memory(), before);
    obsolete.addAll(entries.keys(memory.state().get(0).name));
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

  /** Reads parts that grow with the points: the first gives the number of the others. */
  private void loadGrowing(Supplier<List<StatePart>> state) {
    load(growing(state.get().get(0)), true);
    state.get().stream().skip(1).forEach(part -> load(growing(part), true));
  }

  private StoredPart growing(StatePart part) {
    return growing.computeIfAbsent(part, absent -> new StoredPart("", part));
  }

  private ScoredLearner learner(LearnerSettings wanted, boolean isSaved) {
    String prefix = FoldStore.prefix(wanted.name());
    SettingsPart json = new SettingsPart(LearnersJson.toJson(wanted).toString());
    load(prefix, json, isSaved);
    int known = isSaved ? 0 : classes.size();
    ScoredLearner learner = new ScoredLearner(wanted, shared, known, classes, windows.counts());
    settingsOf.put(learner, json);
    if (isSaved) {
      noteChanges(wanted, json);
    }
    learner.lasting().forEach(part -> load(prefix, part, isSaved));
    load(prefix, learner.scores.open, isSaved);
    if (!isSaved) {
      loading.info("{} begins with learner \"{}\"", owner, wanted.name());
      learner.learner.grow();
      return learner;
    }
    learner.scores.retain(windows.open());
    noteReturn(learner);
    addClasses(learner);
    learner.learner.grow();
    long step = learner.learner.step();
    loading.info("{} goes on with learner \"{}\" at step {}", owner, wanted.name(), step);
    return learner;
  }

  /** Logs changed settings of records; a field that is no longer read is missing from now on. */
  private void noteChanges(SettingsPart json) {
    List<String> changes =
        json.saved(owner, FoldSettingsJson::records).changesTo(settings.records());
    if (!changes.isEmpty()) {
      loading.info("{} reads records otherwise from now on: {}", owner, String.join(", ", changes));
    }
  }

  /** Or each record that names a schema would be a dead letter from now on. */
  private void requireSchemas() {
    boolean used = schemas.all().values().stream().anyMatch(schema -> schema.denied() == null);
    if (used && settings.records().format() == ValueFormat.JSON) {
      throw GyreException.of(
          "%s: its records name schemas. Name their registry with %s, as before; records of plain JSON are read as well",
          owner, Setting.SCHEMA_REGISTRY);
    }
  }

  /** Goes on with decisions and drifts as far as they mean what they meant then. */
  private void goOnDeciding(FoldSettings then) {
    boolean sameLearner = settings.deciding().equals(then.deciding());
    if (!sameLearner) {
      drift.forget();
    }
    boolean same = sameLearner && Objects.equals(settings.positive(), then.positive());
    if (decisions.present() && !(same && settings.decisions().equals(then.decisions()))) {
      boolean forgets = decisions.follow(then.decisions(), same);
      loading.info(
          "{} decides otherwise from now on{}: {}",
          owner,
          forgets ? ", and finds its threshold anew" : "",
          String.join(" ", settings.decisionLines()));
    }
  }

  private void noteChanges(LearnerSettings wanted, SettingsPart json) {
    String named = "%s: learner \"%s\"".formatted(owner, wanted.name());
    LearnerSettings before = json.saved(named, LearnersJson::fromJson);
    List<String> changes = before.changesTo(wanted, named);
    if (!changes.isEmpty()) {
      loading.info(
          "{} goes on with changed settings of learner \"{}\": {}",
          owner,
          wanted.name(),
          String.join(", ", changes));
    }
  }

  private void addClasses(ScoredLearner learner) {
    int all = classes.size();
    int known = learner.scores.known;
    if (known < all && !learner.hasRoom(all)) {
      String wanted = learner.settings.name();
      throw new GyreException(
          "%s: learner \"%s\" has no room for the %d classes that there are now: it knows %d of them and has %,d columns"
              .formatted(owner, wanted, all, known, learner.learner.columns().size()),
          Remedy.of(Kind.FORGET_LEARNER, wanted));
    }
    Row empty = new Row();
    Arrays.fill(empty.begin(encoder.slots()), Double.NaN);
    for (; known < all; known++) {
      learner.addClass(empty, learner.scores.labelled);
    }
  }

  private void noteReturn(ScoredLearner learner) {
    Left left = new Left();
    StoredPart stored = new StoredPart(FoldStore.prefix(learner.settings.name()), left);
    if (stored.load(entries, owner)) {
      PointCounts away = windows.counts().minus(left.counts);
      learner.scores.wasAway(away);
      learner.learner.skip();
      obsolete.add(stored.key);
      loading.warn(
          "{}: learner \"{}\" was off the list from offset {} to {}: {} points passed without it",
          owner,
          learner.settings.name(),
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

  /** Puts all changes: a snapshot. */
  public void save() {
    position.addSnapshot();
    obsolete.forEach(entries::delete);
    obsolete.clear();
    parts().forEach(part -> part.save(entries, buffer));
  }

  /** Puts only the position, after an entry of the tail. */
  public void savePosition() {
    storedPosition.save(entries, buffer);
  }

  public Stream<StoredPart> parts() {
    return Stream.concat(
        parts.stream(),
        Stream.of(encoder.state(), shared.memory().state())
            .flatMap(List::stream)
            .map(this::growing));
  }

  /** Returns the number of updates of all learners. */
  public long updates() {
    long all = 0;
    for (ScoredLearner each : learners) {
      all += each.learner.step();
    }
    return all;
  }

  /** Returns what {@link io.gyre.fold.FoldReport#digest} describes. */
  public String digest(ScoredLearner of) {
    MessageDigest digest = Sha256.begin();
    digest.update(hash(settingsOf.get(of)));
    digest.update(hash(classes));
    digest.update((byte) classes.positive());
    encoder.state().stream().filter(StatePart::present).forEach(part -> digest.update(hash(part)));
    if (of.settings.settings().standardises()) {
      digest.update(hash(shared.scaler()));
    }
    if (amounts != null) {
      digest.update(hash(shared.amounts()));
      digest.update(hash(amounts.intervals));
    }
    of.lasting().stream().filter(StatePart::present).forEach(part -> digest.update(hash(part)));
    Memory memory = shared.memory();
    long held = memory.count() - memory.oldest();
    memory.update(digest, (int) Math.min(held, of.learner.remembers()));
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

  /** The partition's counts and position when a learner was taken off the list. */
  private static final class Left extends StatePart {

    private PointCounts counts;
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
