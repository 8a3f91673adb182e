package io.gyre.fold;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gyre.GyreException;
import io.gyre.Remedy;
import io.gyre.Remedy.Kind;
import io.gyre.data.Label;
import io.gyre.data.RecordSettings;
import io.gyre.learning.LearnerSettings;
import io.gyre.learning.LearnersJson;
import io.gyre.scoring.WindowSettings;
import io.gyre.state.StatePart;
import io.gyre.state.StateReader;
import io.gyre.state.StateStorage;
import io.gyre.state.StateWriter;
import io.gyre.state.StoredPart;
import java.util.ArrayList;
import java.util.List;

/** All that a fold is made from, as JSON beside its state: who reads the state needs no more. */
final class FoldSettingsPart extends StatePart {

  private static final JsonMapper JSON = new JsonMapper();

  private final String wanted;
  private String stored;

  FoldSettingsPart(FoldSettings wanted) {
    super("settings");
    this.wanted = wanted == null ? null : toJson(wanted);
  }

  /**
   * Reads the settings that a state was saved with.
   *
   * @param owner whose state it is, for messages
   * @return null if it holds none
   * @throws GyreException when they cannot be read
   */
  static FoldSettings read(StateStorage entries, String owner) {
    FoldSettingsPart part = new FoldSettingsPart(null);
    return new StoredPart("", part).load(entries, owner) ? part.parse(owner) : null;
  }

  /** Lists what records mean otherwise than when the state was saved. */
  List<String> changedRecords(FoldSettings now, String owner) {
    if (stored.equals(wanted)) {
      return List.of();
    }
    changed();
    return recordsOf(read(owner)).changesTo(now.records());
  }

  private static String toJson(FoldSettings settings) {
    try {
      ObjectNode object = JSON.createObjectNode();
      object.set("records", JSON.readTree(settings.records().toJson()));
      object.set("classes", JSON.valueToTree(settings.classes()));
      object.set("positive", JSON.valueToTree(settings.positive()));
      ArrayNode learners = object.putArray("learners");
      settings.learners().forEach(learner -> learners.add(LearnersJson.toJson(learner)));
      object.set("windowing", JSON.valueToTree(settings.windowing()));
      object.set("lateLabels", JSON.valueToTree(settings.lateLabels()));
      return object.toString();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private JsonNode read(String owner) {
    try {
      return JSON.readTree(stored);
    } catch (JsonProcessingException e) {
      throw unreadable(owner, e);
    }
  }

  private static RecordSettings recordsOf(JsonNode settings) {
    return RecordSettings.ofJson(settings.path("records").toString());
  }

  /** The refusal of settings that were saved and cannot be read. */
  static GyreException unreadable(String owner, Exception e) {
    return new GyreException(
        "%s: the settings in its state cannot be read (%s)".formatted(owner, e.getMessage()),
        e,
        Remedy.of(Kind.OTHER_VERSION),
        Remedy.of(Kind.START_ANEW));
  }

  private FoldSettings parse(String owner) {
    JsonNode object = read(owner);
    try {
      List<LearnerSettings> learners = new ArrayList<>();
      object.path("learners").forEach(each -> learners.add(LearnersJson.fromJson(each)));
      return new FoldSettings(
              recordsOf(object),
              List.of(JSON.treeToValue(object.path("classes"), Label[].class)),
              JSON.treeToValue(object.get("positive"), Label.class),
              learners,
              JSON.treeToValue(object.get("windowing"), WindowSettings.class))
          .with(JSON.treeToValue(object.get("lateLabels"), LateLabels.class));
    } catch (JsonProcessingException | GyreException e) {
      throw unreadable(owner, e);
    }
  }

  @Override
  public void write(StateWriter out) {
    out.putText(wanted);
  }

  @Override
  public void read(StateReader in, int version) {
    stored = in.getText();
  }
}
