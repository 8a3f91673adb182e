package io.gyre.fold.keys;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gyre.data.Point;
import io.gyre.encoding.Encoder;
import io.gyre.feed.HeldLabels;
import io.gyre.feed.HeldLabels.Delay;
import io.gyre.feed.LabelQueue;
import io.gyre.fold.Fold;
import io.gyre.fold.FoldLoop;
import io.gyre.fold.FoldParts;
import io.gyre.fold.Step;
import io.gyre.fold.intake.LogRecord;
import io.gyre.fold.state.FoldSettings;
import io.gyre.fold.state.FoldStore;
import io.gyre.fold.waiting.LateLabels;
import io.gyre.format.RecordSettings;
import io.gyre.learning.memory.Memory;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/**
 * Golden numbers: golden/keys.jsonl, computed by golden/keys.py from what src/docs/keys.md says,
 * within 1e-4. {@code -Dgyre.keys=FILE} compares another stream that keys.py has read.
 */
class KeyColumnsTest {

  private static final String LEARNER =
      "\"name\":\"a\",\"kind\":\"logistic\",\"learningRate\":0.1,\"batch\":1";
  private static final String GOLDEN = "src/test/resources/golden/keys.jsonl";
  private static final JsonMapper JSON = new JsonMapper();

  /** Rows as {@code gyre score --label-delay} learns them. */
  private static final class Run {
    private final Fold fold;
    private final RecordSettings records;
    private final LabelQueue<Point> held;
    private final Deque<JsonNode> columns = new ArrayDeque<>();
    private int compared;

    Run(JsonNode json) {
      List<String> keys = list(json.get("keys"), JsonNode::textValue);
      records =
          RecordSettings.json(
                  json.get("label").textValue(),
                  json.get("id").textValue(),
                  json.get("time").textValue())
              .withKeys(keys);
      held = new LabelQueue<>(new Delay(json.get("delay").longValue(), true), HeldLabels.MOST);
      List<Long> spans = list(json.get("spans"), JsonNode::longValue);
      fold =
          Fold.open(
              FoldLoop.settings(LEARNER)
                  .withRecords(records)
                  .withReports(FoldSettings.NO_REPORTS)
                  .with(new LateLabels(Point.MAX_TIME, 1_000_000, 1L << 30, null, false))
                  .withKeys(new KeySettings(spans, KeySettings.MAX_KEYS)),
              FoldStore.unsaved("test"));
    }

    private static <T> List<T> list(JsonNode json, Function<JsonNode, T> as) {
      return StreamSupport.stream(json.spliterator(), false).map(as).toList();
    }

    void add(JsonNode row) {
      byte[] value = row.get("record").toString().getBytes(UTF_8);
      long next = fold.report().next();
      Step step = fold.apply(LogRecord.of(LogRecord.Kind.POINT, value, 0, 0, next).withoutLabel());
      assertThat(step.reason()).isNull();
      columns.add(row.path("columns"));
      held.add(step.point().labelAlone(), fold.report().time());
      for (Point due = due(); due != null; due = due()) {
        release(due);
      }
    }

    private Point due() {
      return held.due(fold.report().time());
    }

    void end() {
      while (held.size() > 0) {
        release(held.next());
      }
    }

    private void release(Point label) {
      fold.apply(LogRecord.label(label, fold.report().time()));
      compare(columns.remove());
    }

    private void compare(JsonNode wanted) {
      if (wanted.isMissingNode()) {
        return;
      }
      Map<String, Double> found = learned();
      Map<String, Double> expected = new TreeMap<>();
      wanted
          .properties()
          .forEach(each -> expected.put(each.getKey(), each.getValue().doubleValue()));
      assertThat(found.keySet()).as("%s", wanted).isEqualTo(expected.keySet());
      expected.forEach(
          (path, value) ->
              assertThat(found.get(path))
                  .as("%s of %s", path, wanted)
                  .isCloseTo(value, within(1e-4)));
      compared++;
    }

    /** The columns of keys of the point that was learned last. */
    private Map<String, Double> learned() {
      Encoder encoder = FoldParts.encoder(fold);
      Memory memory = FoldParts.shared(fold).memory();
      Map<String, Double> found = new TreeMap<>();
      for (int n = 0; n < encoder.numbers(); n++) {
        String name = encoder.column(encoder.numberColumn(n)).name();
        double value = memory.value(memory.count() - 1, encoder.numberSlot(n));
        if (!Double.isNaN(value)
            && records.keys().stream().anyMatch(k -> name.startsWith(k + "."))) {
          found.put(name, value);
        }
      }
      return found;
    }
  }

  @Test
  void shouldLetLearnersSeeWhatTheDocumentSays() throws IOException {
    List<Run> runs = new ArrayList<>();
    try (BufferedReader lines =
        Files.newBufferedReader(Path.of(System.getProperty("gyre.keys", GOLDEN)))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode json = JSON.readTree(line);
        if (json.has("keys")) {
          runs.add(new Run(json));
        } else {
          runs.get(runs.size() - 1).add(json);
        }
      }
    }
    runs.forEach(run -> run.end());
    int compared = runs.stream().mapToInt(run -> run.compared).sum();
    System.out.printf("compared %,d points%n", compared);
    assertThat(compared).isGreaterThan(40);
  }
}
