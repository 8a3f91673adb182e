package io.gyre.stream.start;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gyre.GyreException;
import io.gyre.fold.intake.KnownSchemas;
import io.gyre.fold.state.FoldSettingsJson;
import io.gyre.fold.state.FoldStore;
import io.gyre.fold.state.LogPosition;
import io.gyre.fold.state.SettingsPart;
import io.gyre.format.RecordSettings;
import io.gyre.format.Schema;
import io.gyre.kafka.ClusterAccess;
import io.gyre.kafka.KafkaFutures;
import io.gyre.kafka.TopicReader;
import io.gyre.state.Blocks;
import io.gyre.state.StoredPart;
import io.gyre.words.PrintableText;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** The state that an application has committed to its changelog. */
public final class StoredState {

  private static final byte[] NOTHING = new byte[0];

  private final String changelog;

  /** By partition and key; values are kept of position, schemas and settings, else empty. */
  private final Map<Integer, Map<String, byte[]>> entries = new TreeMap<>();

  /** By partition and key: what no Gyre wrote, since its checksum is wrong, with its offset. */
  private final Map<String, String> foreign = new TreeMap<>();

  public StoredState(Map<String, String> client, String changelog) {
    this.changelog = changelog;
    try (TopicReader reader = new TopicReader(ClusterAccess.of(client), List.of(changelog), true)) {
      reader.readToEnd(
          found -> {
            String key = new String(found.key(), UTF_8);
            byte[] value = found.value();
            String place = "%s (partition %d".formatted(PrintableText.of(key), found.partition());
            foreign.remove(place);
            if (value != null && !key.startsWith(FoldStore.FORGET) && !Blocks.isWhole(value)) {
              foreign.put(place, ", offset " + found.offset() + ")");
            }
            boolean kept =
                value == null
                    || key.equals(LogPosition.KEY)
                    || key.startsWith(KnownSchemas.NAME)
                    || key.startsWith(SettingsPart.NAME);
            entries
                .computeIfAbsent(found.partition(), partition -> new TreeMap<>())
                .compute(key, (known, before) -> kept ? value : NOTHING);
          });
    }
  }

  /** Returns the entries that somebody else wrote, with their places, as far as checksums tell. */
  public List<String> foreign() {
    return foreign.entrySet().stream().map(each -> each.getKey() + each.getValue()).toList();
  }

  /** Returns the positions of the folds, by partition; empty if there is no state. */
  public Map<Integer, LogPosition> positions() {
    Map<Integer, LogPosition> positions = new TreeMap<>();
    entries.forEach(
        (partition, all) -> {
          byte[] stored = all.get(LogPosition.KEY);
          if (stored != null) {
            positions.put(partition, LogPosition.read(stored, changelog + "-" + partition));
          }
        });
    return positions;
  }

  /** Returns what records meant to the first fold that has state; null if there is none. */
  public RecordSettings records() {
    return entries.entrySet().stream()
        .map(
            all -> {
              String owner = changelog + "-" + all.getKey();
              SettingsPart part = new SettingsPart(null);
              return new StoredPart("", part).load(all.getValue()::get, owner)
                  ? part.saved(owner, FoldSettingsJson::records)
                  : null;
            })
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  /** Returns the schemas of the records that were learned, by their ids. */
  public Map<String, Schema> schemas() {
    Map<String, Schema> schemas = new TreeMap<>();
    entries.forEach(
        (partition, all) -> {
          KnownSchemas part = new KnownSchemas();
          new StoredPart("", part).load(all::get, changelog + "-" + partition);
          part.all().forEach(schemas::putIfAbsent);
        });
    return schemas;
  }

  /**
   * Returns which topic is learned from.
   *
   * @param logs the names of the topics that it may be, by their current ids
   * @throws GyreException when the state is of another topic, or cannot be read
   */
  public String log(Map<String, String> logs, String points) {
    String log = points;
    for (LogPosition position : positions().values()) {
      log = logs.get(position.topicId());
      if (log == null) {
        throw StartRefusal.stateOfAnother(points);
      }
    }
    return log;
  }

  /** Returns the names of all learners that have state, on the list or not. */
  public Set<String> learners() {
    return entries.values().stream()
        .flatMap(all -> learners(all.keySet()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Stream<String> learners(Set<String> keys) {
    return keys.stream()
        .map(FoldStore::learnerOf)
        .filter(name -> name != null && !keys.contains(FoldStore.forgetKey(name)))
        .distinct();
  }

  /**
   * Lets the application's next start forget learners: all or, if this is interrupted, none. Until
   * then records may have to be applied once more, as they were.
   *
   * @param producer with a transactional id, and no transaction begun
   */
  public void forget(Collection<String> learners, Producer<byte[], byte[]> producer) {
    producer.initTransactions();
    producer.beginTransaction();
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    entries.forEach(
        (partition, all) ->
            learners(all.keySet())
                .filter(learners::contains)
                .map(learner -> FoldStore.forgetKey(learner).getBytes(UTF_8))
                .map(key -> new ProducerRecord<>(changelog, partition, key, new byte[1]))
                .forEach(mark -> sent.add(producer.send(mark))));
    sent.forEach(KafkaFutures::get);
    producer.commitTransaction();
  }
}
