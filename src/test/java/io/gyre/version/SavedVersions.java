package io.gyre.version;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gyre.fold.Fold;
import io.gyre.fold.state.FoldStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** All versions that were ever saved on a topic, also those that were deleted later. */
public final class SavedVersions {

  private final VersionList list = new VersionList();
  private final List<Version> all = new ArrayList<>();

  /** The blocks of each version, with the number of times that each was written. */
  private final Map<String, List<byte[]>> blocks = new HashMap<>();

  /** Takes the next record, of either partition. */
  public void add(ConsumerRecord<byte[], byte[]> next) {
    String key = new String(next.key(), UTF_8);
    if (VersionTopic.partition(next.key()) == VersionTopic.LIST) {
      list.add(inList(next));
      if (key.startsWith("version/") && next.value() != null) {
        String number = key.substring(key.indexOf('/') + 1);
        all.add(list.find(number));
      }
    } else if (next.value() != null) {
      blocks.computeIfAbsent(key, first -> new ArrayList<>()).add(next.value());
    }
  }

  private static ConsumerRecord<byte[], byte[]> inList(ConsumerRecord<byte[], byte[]> next) {
    return new ConsumerRecord<>(
        next.topic(), VersionTopic.LIST, next.offset(), next.key(), next.value());
  }

  /** All that were saved, in their order. */
  public List<Version> all() {
    return all;
  }

  /** Those that are there now. */
  public VersionList list() {
    return list;
  }

  /** The blocks of a version; fails if one was not written exactly once. */
  List<byte[]> blocks(Version version) {
    List<byte[]> content = new ArrayList<>();
    for (int block = 0; block < version.blocks(); block++) {
      List<byte[]> written = blocks.get(version.number() + "/" + block);
      if (written == null || written.size() != 1) {
        throw new AssertionError("block %d of %s: %s".formatted(block, version, written));
      }
      content.add(written.get(0));
    }
    return content;
  }

  /** Opens a version. */
  public Fold open(Version version) {
    FoldStore store = load(version);
    return Fold.open(store.settings(), store);
  }

  /** Reads what a version holds. */
  public FoldStore load(Version version) {
    return VersionContent.read(version, "test", "there", blocks(version));
  }

  /** The key of a request's record. */
  public static byte[] key(VersionRequest request) {
    return VersionTopic.key(request);
  }
}
