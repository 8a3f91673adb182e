package io.gyre.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gyre.encoding.AnyRecords;
import io.gyre.fold.state.FoldSettings;
import io.gyre.learning.list.Kinds;
import io.gyre.stream.processor.LearningProcessorTest;
import io.gyre.stream.processor.PredictionSampling;
import io.gyre.stream.processor.TopologySettings;
import io.gyre.time.WindowSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Records with text, missing values and fields that come later, behind a journal: neither the order
 * of their members nor bad records between them change what any kind of learner learns.
 */
class ShuffledMembersTest {

  private static final JsonMapper JSON = new JsonMapper();
  private static final int RECORDS = 300;

  @TempDir Path folder;

  private static TopologySettings settings() {
    FoldSettings fold =
        new FoldSettings(
            Kinds.names().stream().map(Fixture::ofKind).toList(), WindowSettings.standard());
    return Fixture.merged(Fixture.settings(fold, PredictionSampling.ALL), null);
  }

  private static byte[] json(Map<String, Object> members) {
    try {
      return JSON.writeValueAsBytes(members);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  /** Bad in each way that is known; some have fields and labels that nobody else has. */
  private static List<byte[]> badRecords() throws IOException {
    List<byte[]> bad = LearningProcessorTest.badPoints();
    for (String text :
        List.of(
            "{\"new-field\":\"text\",\"label\":[1]}",
            "{\"new-field\":\"text\",\"label\":{\"new\":\"class\"}}",
            "{\"id\":[],\"new-field\":3,\"label\":\"new class\"}",
            "{\"new-field\":3,\"label\":\"new class\"}}",
            "[{\"new-field\":3,\"label\":\"new class\"}]")) {
      bad.add(text.getBytes(UTF_8));
    }
    return bad;
  }

  private List<String> digests(String name, boolean disturbed) throws IOException {
    AnyRecords records = new AnyRecords(4);
    AnyRecords shuffler = new AnyRecords(5);
    Random random = new Random(6);
    try (DrivenTopology topology = new DrivenTopology(settings(), folder.resolve(name))) {
      Iterator<byte[]> bad = badRecords().iterator();
      long letters = 0;
      for (int i = 0; i < RECORDS; i++) {
        Map<String, Object> record = records.nextWithText();
        record.remove("id");
        record.put("label", "class " + random.nextInt(2 + i / 100));
        long time = Arriving.START_MS + 20L * i;
        if (disturbed && bad.hasNext()) {
          topology.send(bad.next(), 2 * time);
          letters += topology.deadLetters().size();
        }
        topology.send(json(disturbed ? shuffler.shuffled(record) : record), time);
      }
      assertThat(letters).isEqualTo(disturbed ? badRecords().size() : 0);
      // Naive Bayes begins to answer when there is a text.
      assertThat(topology.predictions())
          .hasSizeBetween(
              RECORDS * (Kinds.names().size() - 1) + 1, RECORDS * Kinds.names().size() - 32);
      topology.end();
      return topology.digests();
    }
  }

  @Test
  void shouldChangeNoDigestAmongBadRecords() throws IOException {
    assertThat(digests("disturbed", true))
        .isEqualTo(digests("clean", false))
        .hasSizeGreaterThan(20);
  }
}
