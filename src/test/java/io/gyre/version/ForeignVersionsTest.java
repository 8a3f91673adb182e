package io.gyre.version;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gyre.GyreException;
import io.gyre.cli.view.VersionView;
import io.gyre.fold.state.FoldStore;
import io.gyre.kafka.ClusterAccess;
import io.gyre.page.state.DashboardState;
import io.gyre.state.Sha256;
import io.gyre.topic.ForeignValues;
import io.gyre.topic.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records that Gyre did not write on the topic of versions, before and after real ones. */
class ForeignVersionsTest {

  private static final String TOPIC = "gyre-versions";
  private static final TopicPartition CONTENT = new TopicPartition(TOPIC, VersionTopic.CONTENT);

  private final List<byte[]> blocks = new ArrayList<>();
  private final Version real = real();
  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
  private long end;

  /** The example of the topic, of which the content is known. */
  private Version real() {
    byte[] block = {0, 1, 'k', 1, 'v'};
    byte[] other = {1, 1, 'w', 2, 'v', 'w'};
    blocks.add(block);
    blocks.add(other);
    MessageDigest hash = Sha256.begin();
    blocks.forEach(hash::update);
    ObjectNode value = Topic.VERSIONS.definition().example().get("value").deepCopy();
    value.put("blocks", 2).put("bytes", 11).put("checksum", Sha256.end(hash));
    try {
      return Version.parse(value.toString().getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ConsumerRecord<byte[], byte[]> listed(String key, byte[] value) {
    return new ConsumerRecord<>(TOPIC, VersionTopic.LIST, 0, key.getBytes(UTF_8), value);
  }

  private static void readAll(VersionList list) {
    VersionView.table(list.versions());
    list.versions().forEach(VersionView::lines);
    list.requests().forEach(VersionTopic::key);
    list.versions().forEach(each -> VersionTopic.keys(each.number(), each.blocks()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "foreign",
        "version/",
        "version/x",
        "version/-1",
        "version/007",
        "version/7/0",
        "version/99999999999",
        "request/",
        "request",
        "7/0"
      })
  void shouldPassOverForeignKeysOfTheList(String key) {
    for (Map.Entry<String, byte[]> foreign : ForeignValues.of(real.toBytes()).entrySet()) {
      VersionList list = new VersionList();
      list.add(listed(key, foreign.getValue()));
      list.add(listed("version/" + real.number(), real.toBytes()));
      list.add(listed("request/a", "wanted".getBytes(UTF_8)));
      list.add(listed(key, foreign.getValue()));

      assertThat(list.versions()).as(key + ": " + foreign.getKey()).containsExactly(real);
      assertThat(list.requests())
          .as(key + ": " + foreign.getKey())
          .containsExactly(new VersionRequest("a", "wanted"));
      readAll(list);
    }
  }

  /** What else is under the key of a version is none, whatever was there before it. */
  @Test
  void shouldListOnlyWhatIsTheVersionOfItsKey() {
    String key = "version/" + real.number();
    ForeignValues.of(real.toBytes())
        .forEach(
            (what, value) -> {
              VersionList list = new VersionList();
              DashboardState page = new DashboardState("gyre");
              for (byte[] each : new byte[][] {value, real.toBytes(), value}) {
                list.add(listed(key, each));
                page.version(listed(key, each));
                readAll(list);
                page.marks().all();
                assertThat(list.versions())
                    .as(what)
                    .allMatch(version -> version.number() == real.number());
              }
              list.add(listed(key, real.toBytes()));
              assertThat(list.versions()).as(what).containsExactly(real);
            });
  }

  @Test
  void shouldTakeNoRequestThatNoCommandSends() {
    VersionList list = new VersionList();
    list.add(listed("request/a", "wanted".getBytes(UTF_8)));
    ForeignValues.of(real.toBytes())
        .forEach(
            (what, value) -> {
              list.add(listed("request/b", value));
              assertThat(list.requests())
                  .as(what)
                  .allMatch(each -> VersionRequest.NAME.matcher(each.name()).matches());
            });
    list.add(listed("request/" + "c".repeat(1_000_000), "name".getBytes(UTF_8)));
    list.add(listed("request/d", "n".repeat(1_000_000).getBytes(UTF_8)));
    list.add(listed("request/b", null));

    assertThat(list.requests()).containsExactly(new VersionRequest("a", "wanted"));
  }

  private void add(String key, byte[] value) {
    consumer.addRecord(
        new ConsumerRecord<>(TOPIC, VersionTopic.CONTENT, end++, key.getBytes(UTF_8), value));
    consumer.updateEndOffsets(Map.of(CONTENT, end));
  }

  private void addReal(int from, int to) {
    for (int block = from; block < to; block++) {
      add(real.number() + "/" + block, blocks.get(block));
    }
  }

  private FoldStore load() {
    return new VersionTopic(ClusterAccess.local("nowhere:1"), "gyre").load(real, consumer, 0);
  }

  private void begin() {
    consumer.assign(List.of(CONTENT));
    consumer.updateBeginningOffsets(Map.of(CONTENT, 0L));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "foreign",
        "x/y",
        "N",
        "N/",
        "N/x",
        "N/-1",
        "N/2",
        "N/99999999999",
        "N/00"
      })
  void shouldLoadAVersionAmongForeignKeys(String key) {
    begin();
    String foreign = key.replace("N", "" + real.number());
    for (byte[] value : new byte[][] {null, {}, "foreign".getBytes(UTF_8)}) {
      add(foreign, value);
    }
    addReal(0, 1);
    add(foreign, "foreign".getBytes(UTF_8));
    addReal(1, 2);
    add(foreign, null);

    FoldStore loaded = load();

    assertThat(loaded.state().get("k")).containsExactly('v');
    assertThat(loaded.waiting().get("w")).containsExactly('v', 'w');
  }

  @Test
  void shouldSayWhereABlockIsThatIsNotWhatWasSaved() {
    begin();
    add("foreign", new byte[0]);
    addReal(0, 1);
    add(real.number() + "/1", "garbage".getBytes(UTF_8));

    assertThatThrownBy(this::load)
        .isInstanceOf(GyreException.class)
        .hasMessage(
            "version %d of gyre is damaged, and cannot be used: the checksum of its blocks is wrong (gyre-versions-1 from offset 0 on)"
                .formatted(real.number()));
  }

  @Test
  void shouldSayThatABlockIsMissing() {
    begin();
    addReal(0, 2);
    add(real.number() + "/1", null);

    assertThatThrownBy(this::load)
        .isInstanceOf(GyreException.class)
        .hasMessageContaining("block 1 of 2 is missing on gyre-versions-1");
  }
}
