package io.gyre.version;

import io.gyre.fold.Fold;
import io.gyre.fold.FoldReport;
import io.gyre.fold.state.FoldSettings;
import io.gyre.fold.state.FoldSettingsJson;
import io.gyre.fold.state.FoldStore;
import io.gyre.fold.state.LogPosition;
import io.gyre.state.Blocks;
import io.gyre.state.StateWriter;
import io.gyre.state.StoredPart;
import io.gyre.version.KeptVersions.Unnamed;
import io.gyre.version.Version.Reason;
import io.gyre.version.VersionRule.Keeping;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Saves versions of one fold, between two of its records: it saves the fold, and sends all entries
 * of its stores. What was sent, what it remembers and what the fold has learned are committed
 * together. So each version is there once, whatever fails, and is of the offset that it names.
 *
 * <p>For the thread of the task.
 */
public final class VersionKeeper {

  private static final Logger LOG = LoggerFactory.getLogger(VersionKeeper.class);

  /** Sends a record of the topic of versions; a value of null deletes. */
  public interface Sender {
    void send(byte[] key, byte[] value, long timestamp);
  }

  private final Keeping keeping;
  private final FoldStore store;
  private final FoldReport report;
  private final Runnable save;
  private final KeptVersions kept = new KeptVersions();
  private final StoredPart stored = new StoredPart("", kept);
  private final StateWriter buffer = new StateWriter();

  /** Why a version is saved before anything else is; null if there is no reason any more. */
  private Reason start;

  /** When one was saved last for the stream's time, by the clock; null before. */
  private Long timedMs;

  /** What to say of versions that were sent, once the next commit has gone through. */
  private final List<String> news = new ArrayList<>();

  private boolean commits;

  /**
   * Begins with a fold that was opened, and not saved since.
   *
   * @param store the stores that the fold is saved in, without what lies before them in memory
   * @param save saves the fold
   */
  public VersionKeeper(Keeping keeping, FoldStore store, FoldReport report, Runnable save) {
    this.keeping = keeping;
    this.store = store;
    this.report = report;
    this.save = save;
    stored.load(store.state(), store.owner());
    String wanted = FoldSettingsJson.toText(report.settings());
    if (store.state().get(LogPosition.KEY) != null) {
      boolean same = store.isOf(report.settings()) || kept.settings.equals(wanted);
      boolean released = kept.release.equals(keeping.release());
      start = released && same ? null : released ? Reason.SETTINGS : Reason.RELEASE;
    }
    if (start == null
        && !(kept.release.equals(keeping.release()) && kept.settings.equals(wanted))) {
      begun();
    }
  }

  private void begun() {
    kept.release = keeping.release();
    kept.settings = FoldSettingsJson.toText(report.settings());
    kept.changed();
  }

  /** Tells whether a version is to be saved before the fold may be changed or saved. */
  public boolean isPending() {
    return start != null;
  }

  /**
   * Tells whether {@link #keep} has something to do. That it is asked shows that the last commit
   * has gone through: after one that has not, another keeper is.
   */
  public boolean isDue(long nowMs) {
    if (commits) {
      commits = false;
      news.forEach(LOG::info);
      news.clear();
    }
    return start != null || isTime(nowMs) || !open().isEmpty();
  }

  private boolean isTime(long nowMs) {
    long time = report.time();
    if (keeping.rule().everyMs() == 0 || time < 0) {
      return false;
    }
    if (kept.timeMs < 0) {
      kept.timeMs = time;
      kept.changed();
    }
    return Math.abs(time - kept.timeMs) >= keeping.rule().everyMs()
        && (timedMs == null || nowMs - timedMs >= VersionRule.PAUSE.toMillis());
  }

  private List<VersionRequest> open() {
    List<VersionRequest> found = keeping.requests().get();
    return found.isEmpty() // as nearly always, for each record
        ? found
        : found.stream().filter(each -> !kept.hasAnswered(each)).toList();
  }

  /** Saves the versions that are due. */
  public void keep(long nowMs, Sender out) {
    boolean whole = isWhole();
    if (start != null) {
      if (whole) {
        write(start, "", nowMs, out);
      } else {
        LOG.warn(
            "{}: no version is saved of what was learned before: points that wait for labels, or what is remembered of keys, are no longer read with these settings. Ask for a version before such a change",
            store.owner());
      }
      start = null;
      begun();
    }
    // What is asked for waits until something is saved that can be opened.
    boolean timed = whole && isTime(nowMs);
    List<VersionRequest> asked = !whole || report.next() == 0 ? List.of() : open();
    if (timed || !asked.isEmpty()) {
      save.run();
    }
    // A fold that has just gone over to a journal is still saved as it was.
    if (timed && report.next() > 0) {
      write(Reason.TIME, "", nowMs, out);
      kept.timeMs = report.time();
      timedMs = nowMs;
    }
    for (VersionRequest request : asked) {
      write(Reason.ASKED, request.name(), nowMs, out);
      kept.answered(request);
      out.send(VersionTopic.key(request), null, nowMs);
    }
  }

  /** Saves what it remembers, beside the state of the fold, for the commit that begins. */
  public void save() {
    commits = true;
    if (stored.changed() && store.state().get(LogPosition.KEY) != null) {
      stored.save(store.state(), buffer);
    }
  }

  private void write(Reason reason, String name, long nowMs, Sender out) {
    int number = ++kept.last;
    kept.changed();
    long begun = keeping.ticker().getAsLong();
    AtomicInteger sent = new AtomicInteger();
    VersionContent written =
        VersionContent.write(
            store,
            content -> {
              out.send(VersionTopic.key(number, sent.getAndIncrement()), content, nowMs);
              return (long) sent.get() * Blocks.MOST_BYTES < VersionRule.ALWAYS_BYTES
                  || keeping.ticker().getAsLong() - begun < VersionRule.LONGEST.toNanos();
            });
    if (written == null) {
      VersionTopic.keys(number, sent.get()).forEach(key -> out.send(key, null, nowMs));
      LOG.warn(
          "{}: version {}{} is given up after {} s: a transaction must not take longer. It has more content than the brokers take in that time",
          store.owner(),
          number,
          name.isEmpty() ? "" : " \"" + name + "\"",
          VersionRule.LONGEST.toSeconds());
      return;
    }
    Version version = describe(reason, name, nowMs, written);
    out.send(VersionTopic.key(number), version.toBytes(), nowMs);
    String named = name.isEmpty() ? "" : " \"" + name + "\"";
    news.add(
        "%s: version %d%s is saved, of offset %d (%d bytes)"
            .formatted(store.owner(), number, named, version.offset(), version.bytes()));
    if (version.isUnnamed()) {
      kept.unnamed.add(new Unnamed(number, version.blocks()));
      while (kept.unnamed.size() > keeping.rule().most()) {
        Unnamed old = kept.unnamed.remove();
        VersionTopic.keys(old.number(), old.blocks()).forEach(key -> out.send(key, null, nowMs));
      }
    }
  }

  /** Tells whether all stores of what was saved are there: other settings may not use them. */
  private boolean isWhole() {
    FoldSettings saved = store.settings();
    return saved == null
        || ((saved.lateLabels() == null || store.waiting() != null)
            && (!saved.hasKeys() || store.keys() != null));
  }

  /** Tells whether the fold is that of the stores: of other settings it is when it was saved. */
  private boolean isSaved() {
    LogPosition at = LogPosition.read(store.state().get(LogPosition.KEY), store.owner());
    return store.isOf(report.settings())
        && at.topicId().equals(report.topicId())
        && at.next() == report.next();
  }

  /** Describes what lies in the stores. */
  private Version describe(Reason reason, String name, long nowMs, VersionContent content) {
    boolean saved = isSaved();
    FoldSettings settings = saved ? report.settings() : store.settings();
    FoldReport of = saved ? report : Fold.open(settings, store.quiet()).report();
    return new Version(
        kept.last,
        name,
        reason,
        nowMs,
        of.time(),
        of.topicId(),
        of.next(),
        of.digests(),
        kept.release,
        FoldSettingsJson.toJson(settings),
        content.count,
        content.bytes,
        content.checksum());
  }
}
