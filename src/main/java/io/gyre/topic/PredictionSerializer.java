package io.gyre.topic;

import com.fasterxml.jackson.core.io.NumberOutput;
import io.gyre.data.Label;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Writes predictions as JSON: the hot path, once per point and learner.
 *
 * <p>Jackson's codecs write the values, doubles as the shortest text that reads back as the same
 * double. The value's bytes are nearly all that a call allocates. A Jackson generator, which checks
 * each step, took twice as long.
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

    private static final Serializer<String> QUOTING = new JsonSerde<>(String.class).serializer();

    private static final int LONGEST_NUMBER = 32;

    private byte[] buffer = new byte[512];
    private int length;

    byte[] write(Prediction prediction) {
      length = 0;
      string("{\"id\":", prediction.id());
      string(",\"learner\":", prediction.learner());
      if (!prediction.ofTwoClasses()) {
        numbers(",\"probabilities\":{", prediction.probabilities());
      } else {
        number(",\"probability\":", prediction.probability());
        if (prediction.positive() != null) {
          label(",\"positive\":", prediction.positive());
        }
      }
      label(",\"prediction\":", prediction.prediction());
      label(",\"label\":", prediction.label());
      number(",\"step\":", prediction.step());
      number(",\"partition\":", prediction.partition());
      number(",\"offset\":", prediction.offset());
      if (prediction.decision() != null) {
        string(",\"decision\":", prediction.decision());
      }
      if (prediction.why() != null) {
        numbers(",\"why\":{", prediction.why());
      }
      if (prediction.untried() != null) {
        number(",\"untried\":", prediction.untried().longValue());
      }
      bytes("}");
      return Arrays.copyOf(buffer, length);
    }

    private void numbers(String start, Map<?, Double> byName) {
      String before = start;
      for (Map.Entry<?, Double> entry : byName.entrySet()) {
        string(before, entry.getKey().toString());
        number(":", entry.getValue());
        before = ",";
      }
      bytes(byName.isEmpty() ? start + "}" : "}");
    }

    private void label(String before, Label label) {
      if (label != null && label.form() == Label.Form.TEXT) {
        string(before, label.text());
      } else {
        bytes(before);
        bytes(label == null ? "null" : label.text());
      }
    }

    private void string(String before, String text) {
      bytes(before);
      int size = text.length();
      reserve(size + 2);
      int start = length;
      buffer[length++] = '"';
      for (int i = 0; i < size; i++) {
        char c = text.charAt(i);
        if (c < ' ' || c > '~' || c == '"' || c == '\\') {
          length = start;
          bytes(new String(QUOTING.serialize("predictions", text), StandardCharsets.ISO_8859_1));
          return;
        }
        buffer[length++] = (byte) c;
      }
      buffer[length++] = '"';
    }

    private void number(String before, long value) {
      bytes(before);
      reserve(LONGEST_NUMBER);
      length = NumberOutput.outputLong(value, buffer, length);
    }

    private void number(String before, double value) {
      bytes(before);
      bytes(NumberOutput.toString(value, true));
    }

    /** Writes a byte for each character; the method is deprecated, but others allocate. */
    @SuppressWarnings("deprecation")
    private void bytes(String text) {
      reserve(text.length());
      text.getBytes(0, text.length(), buffer, length);
      length += text.length();
    }

    private void reserve(int more) {
      if (length + more > buffer.length) {
        buffer = Arrays.copyOf(buffer, Math.max(2 * buffer.length, length + more));
      }
    }
  }
}
