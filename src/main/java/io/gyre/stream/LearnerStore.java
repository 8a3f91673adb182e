package io.gyre.stream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.gyre.GyreException;
import io.gyre.Remedy;
import io.gyre.learning.LearnerSettings;
import io.gyre.learning.OnlineLearner;
import io.gyre.learning.ReplayMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.BitSet;
import java.util.HexFormat;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The state of one learner and partition, as entries of a key-value store.
 *
 * <pre>
 *  key        content, big-endian, in the frame of {@link Entry}      changes
 *  settings   D · settings as JSON                                    when the user changes them
 *  model      steps · refused · scaled · arrays of doubles            per batch
 *  progress   topic id · next offset · pending · labelled · scores    per record
 *  memory/b   flags · sequence number · D doubles, of every slot      per labelled point
 * </pre>
 *
 * <p>An entry of the memory is a block of successive slots, some {@value #BLOCK_BYTES} bytes:
 * points that come between two commits mostly share one, and a restart has a fraction of the
 * records to read.
 *
 * <p>The learner's own objects hold the live state; what changed in them is noted here, and put by
 * {@link #save}. Keys are never modified, and shared. Not thread-safe.
 */
final class LearnerStore {

  private static final int LABEL = 1;
  private static final int EXCLUDED = 2;

  private static final Bytes SETTINGS = key("settings");
  private static final Bytes MODEL = key("model");
  static final Bytes PROGRESS = key("progress");
  private static final String MEMORY = "memory/";
  private static final int BLOCK_BYTES = 1_024;

  private final String name;
  private final KeyValueStore<Bytes, byte[]> store;
  private final OnlineLearner learner;
  private final Scores scores;
  private final int features;
  private final int doubles;
  private final int slotBytes;
  private final int slotsOfBlock;
  private final Bytes[] memoryKeys;
  private final MessageDigest sha256;

  /** What {@link #save} has to put. */
  private final BitSet changedBlocks = new BitSet();

  private boolean settingsChanged;
  private boolean modelChanged;
  private boolean moved;

  /** Where the learner stands in the topic; the id is empty before the first record. */
  private byte[] topicId = {};

  private long nextOffset;

  LearnerStore(
      String name, KeyValueStore<Bytes, byte[]> store, OnlineLearner learner, Scores scores) {
    this.name = name;
    this.store = store;
    this.learner = learner;
    this.scores = scores;
    features = learner.model().features();
    int length = 0;
    for (double[] array : learner.arrays()) {
      length += array.length;
    }
    doubles = length;
    slotBytes = 1 + Long.BYTES + features * Double.BYTES;
    slotsOfBlock = Math.max(1, BLOCK_BYTES / slotBytes);
    memoryKeys = new Bytes[1 + (learner.memory().capacity() - 1) / slotsOfBlock];
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /**
   * Where a learner stands in the topic.
   *
   * @param topicId the id of the topic that it has learned from, empty before its first record
   * @param nextOffset the offset after that of the last record seen, 0 before the first
   */
  record Position(String topicId, long nextOffset) {

    private static Position read(ByteBuffer in) {
      byte[] id = new byte[Byte.toUnsignedInt(in.get())];
      in.get(id);
      return new Position(new String(id, ISO_8859_1), in.getLong());
    }
  }

  /**
   * Reads the position from a progress entry.
   *
   * @throws GyreException when it is of another version, or damaged
   */
  static Position position(byte[] progress, String owner) {
    return Position.read(Entry.open(progress, owner, "progress"));
  }

  /** The id of the topic that the learner has learned from, empty before its first record. */
  String topicId() {
    return new String(topicId, ISO_8859_1);
  }

  /** The offset after that of the last record seen, 0 before the first. */
  long nextOffset() {
    return nextOffset;
  }

  /** Names the topic that the learner learns from. */
  void bind(String id) {
    topicId = id.getBytes(ISO_8859_1);
  }

  /** Notes that the settings are to be stored with the next record. */
  void changeSettings() {
    settingsChanged = true;
  }

  /** Notes that parameters, optimiser or scaler have changed. */
  void changeModel() {
    modelChanged = true;
  }

  /** Notes that a slot of the memory has changed. */
  void changeSlot(int slot) {
    changedBlocks.set(slot / slotsOfBlock);
  }

  /** Notes that a record has been seen; sets the offset of the next. */
  void moveTo(long offset) {
    nextOffset = offset;
    moved = true;
  }

  /** Puts every entry that has changed since it was put; none before the first record. */
  void save() {
    if (!moved) {
      return;
    }
    if (settingsChanged) {
      saveSettings();
    }
    if (modelChanged) {
      store.put(MODEL, model());
    }
    for (int block = changedBlocks.nextSetBit(0);
        block >= 0;
        block = changedBlocks.nextSetBit(block + 1)) {
      store.put(memoryKey(block), block(block));
    }
    store.put(PROGRESS, progress());
    moved = false;
    settingsChanged = false;
    modelChanged = false;
    changedBlocks.clear();
  }

  /**
   * The settings that the state was made with, or null when there is none yet.
   *
   * @throws GyreException when they cannot be read, or the state is of another D
   */
  LearnerSettings loadSettings() {
    byte[] value = store.get(SETTINGS);
    if (value == null) {
      if (store.get(PROGRESS) != null) {
        throw Entry.damaged(name, "it has progress but no settings");
      }
      return null;
    }
    ByteBuffer in = Entry.open(value, name, "settings");
    int storedFeatures = in.getInt();
    if (storedFeatures != features) {
      throw new GyreException(
          "%s: its state has %d features, but %d are asked for"
              .formatted(name, storedFeatures, features),
          Remedy.of(Remedy.Kind.SET_OPTION, "--features", storedFeatures),
          Remedy.of(Remedy.Kind.RENAME_LEARNER),
          Remedy.of(Remedy.Kind.START_ANEW));
    }
    byte[] json = new byte[in.remaining()];
    in.get(json);
    try {
      return Learners.fromJson(json);
    } catch (IOException | GyreException e) {
      throw new GyreException(
          "%s: the settings in its state cannot be read (%s)".formatted(name, e.getMessage()),
          e,
          Remedy.of(Remedy.Kind.OTHER_VERSION),
          Remedy.of(Remedy.Kind.START_ANEW));
    }
  }

  private void saveSettings() {
    byte[] json = settings();
    ByteBuffer out = Entry.begin(Integer.BYTES + json.length);
    store.put(SETTINGS, Entry.seal(out.putInt(features).put(json)));
  }

  private byte[] settings() {
    return Learners.toJson(learner.settings()).toString().getBytes(UTF_8);
  }

  private byte[] model() {
    ByteBuffer out = Entry.begin(3 * Long.BYTES + doubles * Double.BYTES);
    OnlineLearner.Counters counters = learner.counters();
    out.putLong(counters.step()).putLong(counters.refused()).putLong(counters.scaled());
    DoubleBuffer arrays = out.asDoubleBuffer();
    for (double[] array : learner.arrays()) {
      arrays.put(array);
    }
    out.position(out.position() + doubles * Double.BYTES);
    return Entry.seal(out);
  }

  private byte[] progress() {
    ByteBuffer out = Entry.begin(1 + topicId.length + Long.BYTES + scoresBytes());
    out.put((byte) topicId.length).put(topicId).putLong(nextOffset);
    writeScores(out);
    return Entry.seal(out);
  }

  private int scoresBytes() {
    return Integer.BYTES + Long.BYTES + scores.bytes();
  }

  private void writeScores(ByteBuffer out) {
    out.putInt(learner.pending()).putLong(learner.memory().count());
    scores.write(out);
  }

  private Bytes memoryKey(int block) {
    if (memoryKeys[block] == null) {
      memoryKeys[block] = key(MEMORY + block);
    }
    return memoryKeys[block];
  }

  private byte[] block(int block) {
    ByteBuffer out = Entry.begin((endOfBlock(block) - block * slotsOfBlock) * slotBytes);
    writeBlock(out, block);
    return Entry.seal(out);
  }

  private void writeBlock(ByteBuffer out, int block) {
    for (int slot = block * slotsOfBlock; slot < endOfBlock(block); slot++) {
      writeSlot(out, slot);
    }
  }

  /** How many blocks hold points. */
  private int blocks() {
    return (learner.memory().size() + slotsOfBlock - 1) / slotsOfBlock;
  }

  /** The slot after the last that is taken. */
  private int endOfBlock(int block) {
    return Math.min((block + 1) * slotsOfBlock, learner.memory().size());
  }

  private void writeSlot(ByteBuffer out, int slot) {
    ReplayMemory memory = learner.memory();
    int excluded = memory.excluded(slot) ? EXCLUDED : 0;
    out.put((byte) (memory.label(slot) | excluded)).putLong(memory.sequence(slot));
    for (int d = 0; d < features; d++) {
      out.putDouble(memory.feature(slot, d));
    }
  }

  /**
   * Rebuilds learner and scores from the store.
   *
   * @throws GyreException when entries are missing or damaged, or do not belong together; learner
   *     and scores are of no use then
   */
  void load() {
    byte[] progress = store.get(PROGRESS);
    if (progress == null) {
      throw Entry.damaged(name, "it has settings but no progress");
    }
    ByteBuffer in = Entry.open(progress, name, "progress");
    Position position = Position.read(in);
    bind(position.topicId());
    nextOffset = position.nextOffset();
    int pending = in.getInt();
    long labelled = in.getLong();
    scores.read(in);
    loadModel(pending, labelled);
    loadMemory();
  }

  private void loadModel(int pending, long labelled) {
    byte[] model = store.get(MODEL);
    if (model == null) {
      if (pending != labelled) {
        throw Entry.damaged(
            name, "%d points are learned, but there is no model".formatted(labelled));
      }
      learner.restore(new OnlineLearner.Counters(0, 0, pending, labelled, 0));
      return;
    }
    ByteBuffer in = Entry.open(model, name, "model");
    long steps = in.getLong();
    long refused = in.getLong();
    long scaled = in.getLong();
    if (in.remaining() != doubles * Double.BYTES) {
      throw Entry.damaged(
          name,
          "its model has %d numbers, expected %d"
              .formatted(in.remaining() / Double.BYTES, doubles));
    }
    DoubleBuffer arrays = in.asDoubleBuffer();
    for (double[] array : learner.arrays()) {
      arrays.get(array);
    }
    learner.restore(new OnlineLearner.Counters(steps, refused, pending, labelled, scaled));
  }

  /** Loads the blocks, and checks that exactly the newest points are there. */
  private void loadMemory() {
    for (int block = 0; block < blocks(); block++) {
      byte[] value = store.get(memoryKey(block));
      if (value == null) {
        throw Entry.damaged(name, "its %s is missing".formatted(MEMORY + block));
      }
      loadBlock(block, Entry.open(value, name, MEMORY + block));
    }
    int found = 0;
    try (KeyValueIterator<Bytes, byte[]> entries =
        store.prefixScan(MEMORY, (topic, prefix) -> prefix.getBytes(UTF_8))) {
      while (entries.hasNext()) {
        entries.next();
        found++;
      }
    }
    if (found != blocks()) {
      throw Entry.damaged(
          name, "its memory has %d entries, expected %d".formatted(found, blocks()));
    }
  }

  private void loadBlock(int block, ByteBuffer in) {
    ReplayMemory memory = learner.memory();
    int first = block * slotsOfBlock;
    int end = endOfBlock(block);
    if (in.remaining() != (end - first) * slotBytes) {
      throw Entry.damaged(
          name,
          "its %s holds %d bytes, expected %d points of %d"
              .formatted(MEMORY + block, in.remaining(), end - first, slotBytes));
    }
    double[] x = new double[features];
    for (int slot = first; slot < end; slot++) {
      int flags = in.get();
      long sequence = in.getLong();
      if (sequence != memory.sequence(slot)) {
        throw Entry.damaged(
            name,
            "%s holds point %d, expected point %d of %d that are learned"
                .formatted(MEMORY + block, sequence, memory.sequence(slot), memory.count()));
      }
      in.asDoubleBuffer().get(x);
      in.position(in.position() + features * Double.BYTES);
      memory.restore(slot, x, flags & LABEL, (flags & EXCLUDED) != 0);
    }
  }

  /**
   * Computes the SHA-256 of the state, in hexadecimal: of the settings' JSON, the model entry, the
   * pending and labelled counts and scores, and the memory's slots in their order, each as it is
   * stored.
   *
   * <p>Topic id and offsets are left out, so that the same points give the same digest wherever
   * they lie, with or without dead letters between them.
   */
  String digest() {
    sha256.update(settings());
    sha256.update(model());
    ByteBuffer out = ByteBuffer.allocate(scoresBytes());
    writeScores(out);
    sha256.update(out.array());
    ByteBuffer slots = ByteBuffer.allocate(slotsOfBlock * slotBytes);
    for (int block = 0; block < blocks(); block++) {
      writeBlock(slots.clear(), block);
      sha256.update(slots.flip());
    }
    return HexFormat.of().formatHex(sha256.digest());
  }

  private static Bytes key(String text) {
    return Bytes.wrap(text.getBytes(UTF_8));
  }
}
