package io.gyre.topic;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.gyre.data.InvalidPointException;
import io.gyre.data.Label;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;

/** Reads predictions from JSON, ignoring unknown fields. Stateless, hence thread-safe. */
final class PredictionDeserializer implements Deserializer<Prediction> {

  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER).build();

  /**
   * @throws SerializationException if the value is not a prediction
   */
  @Override
  public Prediction deserialize(String topic, byte[] value) {
    if (value == null) {
      return null;
    }
    try (JsonParser json = JSON.createParser(value)) {
      return new Fields().read(json);
    } catch (IOException | IllegalArgumentException e) {
      throw new SerializationException("prediction on " + topic + ": " + e.getMessage(), e);
    }
  }

  private static final class Fields {
    private String id;
    private String learner;
    private double probability = Double.NaN;
    private Label prediction;
    private Label positive;
    private Map<Label, Double> probabilities;
    private Label label;
    private long step = -1;
    private int partition = -1;
    private long offset = -1;

    Prediction read(JsonParser json) throws IOException {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IllegalArgumentException("expected a JSON object");
      }
      while (json.nextToken() != JsonToken.END_OBJECT) {
        String name = json.currentName();
        JsonToken token = json.nextToken();
        readField(name, token, json);
      }
      if (json.nextToken() != null) {
        throw new IllegalArgumentException("expected one JSON object, found more");
      }
      return checked();
    }

    private void readField(String name, JsonToken token, JsonParser json) throws IOException {
      switch (name) {
        case "id" -> id = text(name, token, json);
        case "learner" -> learner = text(name, token, json);
        case "probability" -> probability = json.getDoubleValue();
        case "prediction" -> prediction = label(name, token, json);
        case "positive" -> positive = label(name, token, json);
        case "probabilities" -> probabilities = probabilities(token, json);
        case "label" -> label = label(name, token, json);
        case "step" -> step = json.getLongValue();
        case "partition" -> partition = json.getIntValue();
        case "offset" -> offset = json.getLongValue();
        default -> json.skipChildren();
      }
    }

    private static Label label(String name, JsonToken token, JsonParser json) throws IOException {
      try {
        return Label.read(token, json);
      } catch (InvalidPointException e) {
        throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
      }
    }

    private static Map<Label, Double> probabilities(JsonToken token, JsonParser json)
        throws IOException {
      if (token != JsonToken.START_OBJECT) {
        throw new IllegalArgumentException("probabilities: expected an object");
      }
      Map<Label, Double> probabilities = new LinkedHashMap<>();
      while (json.nextToken() != JsonToken.END_OBJECT) {
        String name = json.currentName();
        json.nextToken();
        try {
          probabilities.put(Label.parse(name), json.getDoubleValue());
        } catch (InvalidPointException e) {
          throw new IllegalArgumentException("probabilities: " + e.getMessage(), e);
        }
      }
      return probabilities;
    }

    private static String text(String name, JsonToken token, JsonParser json) throws IOException {
      if (token != JsonToken.VALUE_STRING) {
        throw new IllegalArgumentException(name + ": expected a string, found " + json.getText());
      }
      return json.getText();
    }

    private Prediction checked() {
      if (id == null || learner == null || step < 0 || partition < 0 || offset < 0) {
        throw new IllegalArgumentException(
            ("expected id, learner, probability, step, partition and offset, found id %s, "
                    + "learner %s, step %d, partition %d, offset %d")
                .formatted(id, learner, step, partition, offset));
      }
      return new Prediction(
          id,
          learner,
          prediction,
          probability,
          positive,
          probabilities,
          label,
          step,
          partition,
          offset);
    }
  }
}
