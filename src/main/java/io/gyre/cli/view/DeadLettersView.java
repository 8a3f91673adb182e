package io.gyre.cli.view;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gyre.topic.DeadLetterHeaders;
import io.gyre.words.PrintableText;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Shows a line per record that cannot be a point: its source, the reason, and its beginning. */
public final class DeadLettersView extends RecordView<ConsumerRecord<byte[], byte[]>> {

  private static final int LONGEST_VALUE = 80;

  private static final ObjectMapper JSON = new ObjectMapper();

  public DeadLettersView() {
    columns
        .left("time", 23, found -> NumberText.exactTime(found.timestamp()))
        .left("from", 12, found -> PrintableText.of(coordinates(found)))
        .left("reason", 40, found -> PrintableText.of(reason(found)))
        .left("value", 0, found -> value(found.value()));
  }

  @Override
  ConsumerRecord<byte[], byte[]> read(ConsumerRecord<byte[], byte[]> found) {
    return found;
  }

  @Override
  public String json(ConsumerRecord<byte[], byte[]> found) {
    ObjectNode json = JSON.createObjectNode();
    json.put("topic", header(found, DeadLetterHeaders.TOPIC));
    json.put("partition", number(header(found, DeadLetterHeaders.PARTITION)));
    json.put("offset", number(header(found, DeadLetterHeaders.OFFSET)));
    json.put("timestamp", found.timestamp());
    json.put("reason", reason(found));
    putValue(json, found.value());
    return PrintableText.json(json.toString());
  }

  /** Returns the reason that a dead letter gives. */
  private static String reason(ConsumerRecord<byte[], byte[]> found) {
    return header(found, DeadLetterHeaders.MESSAGE);
  }

  /** Returns where the record was, as topic-partition@offset. */
  private static String coordinates(ConsumerRecord<byte[], byte[]> found) {
    return "%s-%s@%s"
        .formatted(
            header(found, DeadLetterHeaders.TOPIC),
            header(found, DeadLetterHeaders.PARTITION),
            header(found, DeadLetterHeaders.OFFSET));
  }

  private static String header(ConsumerRecord<byte[], byte[]> found, String name) {
    Header header = found.headers().lastHeader(name);
    return header == null || header.value() == null ? "?" : new String(header.value(), UTF_8);
  }

  /** Only the beginning is decoded: a value may be a megabyte of anything. */
  private static String value(byte[] value) {
    if (value == null) {
      return "(null)";
    }
    String beginning = new String(value, 0, Math.min(value.length, 4 * LONGEST_VALUE), UTF_8);
    return PrintableText.shortened(PrintableText.of(beginning), LONGEST_VALUE);
  }

  /** Anybody may write onto the topic, with any header. */
  private static Long number(String text) {
    return text.matches("\\d{1,18}") ? Long.valueOf(text) : null;
  }

  /** Bytes that are no text are given in base 64, under another name. */
  private static void putValue(ObjectNode json, byte[] value) {
    try {
      json.put(
          "value",
          value == null ? null : UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString());
    } catch (CharacterCodingException e) {
      json.put("valueBase64", value);
    }
  }
}
