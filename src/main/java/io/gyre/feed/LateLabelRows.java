package io.gyre.feed;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gyre.GyreException;
import io.gyre.Setting;
import io.gyre.file.LabelSeparator;
import io.gyre.file.Row;
import io.gyre.file.SeparatedRow;
import io.gyre.state.Sha256;
import io.gyre.words.PrintableText;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * Distinguishes points from labels in a file with late labels: first a row without a label, later
 * one with the same id and its label, which is sent unchanged, or as a record with only id and
 * label. A row with a label whose id did not come before, or got its label already, is a point. So
 * is a row without an id, but the first must have one. One thread calls; any may ask for the
 * summary.
 *
 * <p>A waiting id is kept as the first 64 bits of its SHA-256, in some 60 bytes. If too many wait,
 * the oldest is forgotten.
 */
public final class LateLabelRows implements FeedLoop.Records {

  /** Some 600 MB. */
  public static final int MOST = 10_000_000;

  private final String idPath;
  private final LabelSeparator splitter;
  private final boolean alone;
  private final int most;
  private final LinkedHashSet<Long> ids = new LinkedHashSet<>();
  private final MessageDigest sha256 = Sha256.begin();
  private boolean first = true;
  private volatile long waiting;
  private volatile long forgotten;

  /** Takes labels with or without the rest of their rows, and the largest number of waiting ids. */
  public LateLabelRows(String label, String id, boolean alone, int most) {
    idPath = id;
    splitter = new LabelSeparator(label, id, null);
    this.alone = alone;
    this.most = most;
  }

  @Override
  public void row(Row row, long timestamp, FeedLoop.Sink out) throws InterruptedException {
    SeparatedRow parts = splitter.split(row, null);
    // The fields of JSON lines were not known before.
    if (first && parts.id() == null) {
      throw GyreException.of(
          "expected an id in the first row, which tells that a later one with its label is of the same point, found none. Say with %s which field it is",
          Setting.ID);
    }
    first = false;
    String key = parts.id();
    boolean labelled = parts.label() != null;
    if (labelled && ids.remove(hash(parts.id()))) {
      out.label(key, alone ? parts.label() : row.json(), timestamp);
    } else {
      if (!labelled && parts.id() != null) {
        await(parts.id());
      }
      out.point(key, row.json(), timestamp);
    }
    waiting = ids.size();
  }

  private void await(String id) {
    ids.add(hash(id));
    if (ids.size() > most) {
      Iterator<Long> oldest = ids.iterator();
      oldest.next();
      oldest.remove();
      forgotten = forgotten + 1; // Only one thread writes it.
    }
  }

  private long hash(String id) {
    return ByteBuffer.wrap(sha256.digest(id.getBytes(UTF_8))).getLong();
  }

  @Override
  public List<String> summary(long points, long labels) {
    List<String> lines = new ArrayList<>();
    if (waiting > 0) {
      lines.add("Still without a label: %,d.".formatted(waiting));
    }
    if (forgotten > 0) {
      lines.add(
          "Forgotten, because too many ids waited: %,d. Their labels went as points."
              .formatted(forgotten));
    }
    if (points > 0 && labels == 0) {
      lines.add(
          "No label has the id of a row before it in %s: is that the id, and do labels come late?"
              .formatted(PrintableText.quoted(idPath)));
    }
    return lines;
  }
}
