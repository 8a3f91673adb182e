package io.gyre.fold;

import io.gyre.data.InvalidPointException;
import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.state.MapEntries;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** A fold with late labels driven by a plain loop over records a millisecond apart. */
final class LateLoop {

  final FoldSettings settings;
  final Map<String, byte[]> store;
  final WaitingMap waiting;
  final PartitionFold fold;

  /** Of the next record. */
  long time;

  LateLoop(FoldSettings settings) {
    this(settings, new TreeMap<>(), new WaitingMap(), 1_000_000);
  }

  LateLoop(FoldSettings settings, Map<String, byte[]> store, WaitingMap waiting, long time) {
    this.settings = settings;
    this.store = store;
    this.waiting = waiting;
    this.time = time;
    fold = new PartitionFold(settings, "test");
    fold.waitIn(waiting);
    fold.load(new MapEntries(store));
  }

  static LateLoop of(String... learners) {
    return new LateLoop(Loop.settings(learners).with(LateLabels.standard()));
  }

  /** Returns another loop that goes on where this stands, with copies of what was saved. */
  LateLoop cut(FoldSettings others) {
    fold.save(new MapEntries(store));
    return new LateLoop(others, new TreeMap<>(store), new WaitingMap(waiting), time);
  }

  LateLoop cut() {
    return cut(settings);
  }

  /** Sends a record of the topic of points; returns whether it was one. */
  boolean send(Point point) throws InvalidPointException {
    return send(point, time);
  }

  boolean send(Point point, long timestamp) throws InvalidPointException {
    fold.position().moveTo(fold.position().next() + 1);
    time = Math.max(time, timestamp) + 1;
    boolean expected = fold.check(point);
    boolean isPoint = fold.apply(point, fold.timeOf(point, timestamp), window -> {});
    if (isPoint != expected) {
      throw new AssertionError("checked and applied otherwise");
    }
    return isPoint;
  }

  /** Sends a record of the topic of labels. */
  void label(String id, int label) throws InvalidPointException {
    label(id, Label.of(label), time);
  }

  void label(String id, Label label, long timestamp) throws InvalidPointException {
    fold.position().moveTo(fold.position().next() + 1);
    fold.checkLabel(id, label);
    fold.label(id, label, timestamp);
  }

  LateLabelCounts counts() {
    return fold.labels();
  }

  String digest(int learner) {
    return fold.report(learner).digest();
  }

  Object total(int learner, String metric) {
    return fold.report(learner).total().get(metric);
  }

  /** The sum of the hashes of all entries that are there. */
  String sumOfAll() {
    BigInteger sum = BigInteger.ZERO;
    for (Map.Entry<byte[], byte[]> entry : waiting.entries().entrySet()) {
      sum = sum.add(new BigInteger(1, hash(entry.getKey(), entry.getValue())));
    }
    byte[] padded = ByteBuffer.allocate(32).array();
    byte[] bytes = sum.mod(BigInteger.ONE.shiftLeft(256)).toByteArray();
    int from = Math.max(0, bytes.length - 32);
    System.arraycopy(bytes, from, padded, 32 - (bytes.length - from), bytes.length - from);
    return HexFormat.of().formatHex(padded);
  }

  private static byte[] hash(byte[] key, byte[] value) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(ByteBuffer.allocate(4).putInt(0, key.length));
      digest.update(key);
      return digest.digest(value);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
