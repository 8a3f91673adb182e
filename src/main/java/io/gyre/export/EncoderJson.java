package io.gyre.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gyre.encoding.FieldTable;
import io.gyre.fold.LearnedModel;
import io.gyre.format.RecordSettings;
import io.gyre.learning.PredictedClass;
import java.util.List;

/**
 * How a point becomes the inputs of the graph, as {@code predict.py} reads it: of each field the
 * places of its number and its text in the row, and the numbers of its texts.
 */
final class EncoderJson {

  private static final int VERSION = 1;
  private static final JsonMapper JSON = new JsonMapper();

  private EncoderJson() {}

  static String of(ExportedModel exported) {
    LearnedModel model = exported.learned();
    RecordSettings records = model.settings().records();
    ObjectNode all = JSON.createObjectNode().put("version", VERSION);
    all.set("classes", JSON.valueToTree(model.classes()));
    int positive = model.positive();
    all.put("positive", positive == PredictedClass.NONE ? null : positive);
    all.put("answering", exported.answering());
    all.set("learners", JSON.valueToTree(exported.learners()));
    all.put("time", records.time());
    all.put("columns", model.slots());
    all.put("hasWords", model.hasWords());
    ArrayNode categories = all.putArray("categories");
    ArrayNode fields = all.putArray("fields");
    for (FieldTable field : model.fields()) {
      if (field.isKey() || RecordSettings.covers(records.categories(), field.path())) {
        categories.add(field.path());
      }
      // The graph itself knows which values it looks for.
      ObjectNode known = JSON.valueToTree(field);
      known.remove(List.of("values", "missing"));
      fields.add(known);
    }
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(all) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
