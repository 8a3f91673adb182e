package io.gyre.fold.state;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gyre.GyreException;
import io.gyre.data.Label;
import io.gyre.fold.alerts.DecisionSettings;
import io.gyre.fold.keys.KeySettings;
import io.gyre.fold.waiting.LateLabels;
import io.gyre.format.RecordSettings;
import io.gyre.learning.list.LearnerSettings;
import io.gyre.learning.list.LearnersJson;
import io.gyre.learning.memory.AmountScale;
import io.gyre.time.WindowSettings;
import java.util.ArrayList;
import java.util.List;

/** Writes and reads the settings of a fold as JSON, which is stored beside its state. */
public final class FoldSettingsJson {

  private static final JsonMapper JSON = new JsonMapper();

  private FoldSettingsJson() {}

  public static String toText(FoldSettings settings) {
    return toJson(settings).toString();
  }

  public static JsonNode toJson(FoldSettings settings) {
    try {
      ObjectNode object = JSON.createObjectNode();
      object.set("records", JSON.readTree(settings.records().toJson()));
      object.set("classes", JSON.valueToTree(settings.classes()));
      object.set("positive", JSON.valueToTree(settings.positive()));
      ArrayNode learners = object.putArray("learners");
      settings.learners().forEach(learner -> learners.add(LearnersJson.toJson(learner)));
      object.set("windowing", JSON.valueToTree(settings.windowing()));
      object.set("lateLabels", JSON.valueToTree(settings.lateLabels()));
      if (settings.hasKeys()) {
        object.set("keys", JSON.valueToTree(settings.keys()));
      }
      if (settings.decisions() != null) {
        object.set("decisions", JSON.valueToTree(settings.decisions()));
      }
      if (settings.records().ofAmounts()) {
        object.put("interval", settings.interval());
      }
      object.put("reportPoints", settings.reportPoints());
      return object;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Reads what records mean of what {@link #toText} wrote. */
  public static RecordSettings records(String text) {
    try {
      return RecordSettings.ofJson(JSON.readTree(text).path("records").toString());
    } catch (JsonProcessingException e) {
      throw new GyreException(e.getMessage(), e);
    }
  }

  /**
   * Reads what {@link #toText} wrote.
   *
   * @throws GyreException when the text is something else
   */
  public static FoldSettings parse(String text) {
    try {
      JsonNode object = JSON.readTree(text);
      if (object.get("windowing") instanceof ObjectNode windowing) {
        windowing.remove("learnLate"); // version 3 of the settings
      }
      List<LearnerSettings> learners = new ArrayList<>();
      object.path("learners").forEach(each -> learners.add(LearnersJson.fromJson(each)));
      RecordSettings records = records(text);
      LateLabels late = JSON.treeToValue(object.get("lateLabels"), LateLabels.class);
      Label silence = late == null ? null : late.unlabelledAs();
      if (records.ofAmounts() && silence != null && !AmountScale.takes(silence)) {
        // As version 3 let it be, until the first wait ended.
        late = new LateLabels(late.waitMs(), late.waiting(), late.waitingBytes(), null, false);
      }
      return new FoldSettings(
          records,
          List.of(JSON.treeToValue(object.path("classes"), Label[].class)),
          JSON.treeToValue(object.get("positive"), Label.class),
          learners,
          JSON.treeToValue(object.get("windowing"), WindowSettings.class),
          late,
          object.has("keys")
              ? JSON.treeToValue(object.get("keys"), KeySettings.class)
              : KeySettings.standard(),
          JSON.treeToValue(object.get("decisions"), DecisionSettings.class),
          object.path("interval").asDouble(FoldSettings.INTERVAL),
          object.path("reportPoints").asInt());
    } catch (JsonProcessingException e) {
      throw new GyreException(e.getMessage(), e);
    }
  }
}
