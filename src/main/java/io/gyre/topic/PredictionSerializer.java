package io.gyre.topic;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.NumberOutput;
import io.gyre.data.Label;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Writes predictions as JSON: the hot path, once per point and learner.
 *
 * <p>The text between the values is always the same, so it is copied; the values are written by
 * Jackson's codecs, doubles as the shortest text that reads back as the same double. The value's
 * bytes are nearly all that a call allocates. A Jackson generator, which checks each step, took
 * twice as long.
 *
 * <p>Thread-safe: Kafka Streams gives the sink of every stream thread the same serializer.
 */
final class PredictionSerializer implements Serializer<Prediction> {

  private final ThreadLocal<Writer> writers = ThreadLocal.withInitial(Writer::new);

  @Override
  public byte[] serialize(String topic, Prediction prediction) {
    return prediction == null ? null : writers.get().write(prediction);
  }

  private static final class Writer {

    private static final JsonFactory JSON = new JsonFactory();

    private static final byte[] ID = ascii("{\"id\":");
    private static final byte[] PROBABILITY = ascii(",\"probability\":");
    private static final byte[] POSITIVE = ascii(",\"positive\":");
    private static final byte[] PROBABILITIES = ascii(",\"probabilities\":{");
    private static final byte[] PREDICTION = ascii(",\"prediction\":");
    private static final byte[] LABEL = ascii(",\"label\":");
    private static final byte[] NULL = ascii("null");
    private static final byte[] STEP = ascii(",\"step\":");
    private static final byte[] PARTITION = ascii(",\"partition\":");
    private static final byte[] OFFSET = ascii(",\"offset\":");
    private static final byte[] WHY = ascii(",\"why\":{");
    private static final byte[] UNTRIED = ascii(",\"untried\":");

    private static final int LONGEST_NUMBER = 32;

    private byte[] buffer = new byte[512];
    private int length;

    /** By learner: the text behind the id. */
    private final Map<String, byte[]> behindId = new HashMap<>();

    byte[] write(Prediction prediction) {
      length = 0;
      write(ID);
      string(prediction.id());
      write(behindId.computeIfAbsent(prediction.learner(), Writer::behindId));
      if (prediction.ofTwoClasses()) {
        write(PROBABILITY);
        number(prediction.probability());
        if (prediction.positive() != null) {
          write(POSITIVE);
          label(prediction.positive());
        }
      } else {
        probabilities(prediction.probabilities());
      }
      write(PREDICTION);
      label(prediction.prediction());
      write(LABEL);
      label(prediction.label());
      write(STEP);
      number(prediction.step());
      write(PARTITION);
      number(prediction.partition());
      write(OFFSET);
      number(prediction.offset());
      if (prediction.why() != null) {
        write(WHY);
        numbers(prediction.why());
      }
      if (prediction.untried() != null) {
        write(UNTRIED);
        number(prediction.untried().longValue());
      }
      separator('}');
      return Arrays.copyOf(buffer, length);
    }

    private void probabilities(Map<Label, Double> probabilities) {
      write(PROBABILITIES);
      numbers(probabilities);
    }

    /** The members of an object, by what their keys are as text, and its end. */
    private void numbers(Map<?, Double> byName) {
      boolean first = true;
      for (Map.Entry<?, Double> entry : byName.entrySet()) {
        if (!first) {
          separator(',');
        }
        first = false;
        string(entry.getKey().toString());
        separator(':');
        number(entry.getValue());
      }
      separator('}');
    }

    private void label(Label label) {
      if (label == null) {
        write(NULL);
      } else if (label.form() == Label.Form.TEXT) {
        string(label.text());
      } else {
        text(label.text());
      }
    }

    private void separator(char c) {
      reserve(1);
      buffer[length++] = (byte) c;
    }

    private void string(String text) {
      int size = text.length();
      reserve(size + 2);
      int start = length;
      buffer[length++] = '"';
      for (int i = 0; i < size; i++) {
        char c = text.charAt(i);
        if (c < ' ' || c > '~' || c == '"' || c == '\\') {
          length = start;
          write(quote(text));
          return;
        }
        buffer[length++] = (byte) c;
      }
      buffer[length++] = '"';
    }

    private static byte[] behindId(String learner) {
      return (",\"learner\":" + new String(quote(learner), UTF_8)).getBytes(UTF_8);
    }

    /** Any text, lone surrogates included, as a JSON string. */
    private static byte[] quote(String text) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (JsonGenerator json = JSON.createGenerator(out)) {
        json.writeString(text);
      } catch (IOException e) {
        throw new SerializationException("text of a prediction: " + e.getMessage(), e);
      }
      return out.toByteArray();
    }

    private void number(long value) {
      reserve(LONGEST_NUMBER);
      length = NumberOutput.outputLong(value, buffer, length);
    }

    private void number(double value) {
      text(NumberOutput.toString(value, true));
    }

    /** Text of ASCII alone, as it is. */
    private void text(String text) {
      reserve(text.length());
      for (int i = 0; i < text.length(); i++) {
        buffer[length++] = (byte) text.charAt(i);
      }
    }

    private void write(byte[] bytes) {
      reserve(bytes.length);
      System.arraycopy(bytes, 0, buffer, length, bytes.length);
      length += bytes.length;
    }

    private void reserve(int more) {
      if (length + more > buffer.length) {
        buffer = Arrays.copyOf(buffer, Math.max(2 * buffer.length, length + more));
      }
    }

    private static byte[] ascii(String text) {
      return text.getBytes(StandardCharsets.US_ASCII);
    }
  }
}
