package io.gyre.cli.view;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gyre.cli.view.TableColumns.Column;
import io.gyre.data.PrintableText;
import io.gyre.topic.DeadLetterHeaders;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Shows a line per record that cannot be a point: where it came from, why, and how it begins. */
public final class DeadLettersView implements RecordView {

  private static final int LONGEST_VALUE = 80;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final TableColumns columns =
      new TableColumns(
          Column.left("time", 23),
          Column.left("from", 12),
          Column.left("reason", 40),
          Column.left("value", 0));

  @Override
  public String header() {
    return columns.header();
  }

  @Override
  public String line(ConsumerRecord<byte[], byte[]> found) {
    return columns.line(
        List.of(
            NumberText.exactTime(found.timestamp()),
            PrintableText.of(coordinates(found)),
            PrintableText.of(header(found, DeadLetterHeaders.MESSAGE)),
            value(found.value())));
  }

  @Override
  public String json(ConsumerRecord<byte[], byte[]> found) {
    ObjectNode json = JSON.createObjectNode();
    json.put("topic", header(found, DeadLetterHeaders.TOPIC));
    putNumber(json, "partition", header(found, DeadLetterHeaders.PARTITION));
    putNumber(json, "offset", header(found, DeadLetterHeaders.OFFSET));
    json.put("timestamp", found.timestamp());
    json.put("reason", header(found, DeadLetterHeaders.MESSAGE));
    putValue(json, found.value());
    return PrintableText.json(json.toString());
  }

  /** Returns the reason that a dead letter gives. */
  public static String reason(ConsumerRecord<byte[], byte[]> found) {
    return header(found, DeadLetterHeaders.MESSAGE);
  }

  /** Returns where the record was, as topic-partition@offset. */
  static String coordinates(ConsumerRecord<byte[], byte[]> found) {
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

  private static void putNumber(ObjectNode json, String name, String text) {
    try {
      json.put(name, Long.parseLong(text));
    } catch (NumberFormatException e) {
      json.putNull(name);
    }
  }

  /** Bytes that are no text are given in base 64, under another name. */
  private static void putValue(ObjectNode json, byte[] value) {
    if (value == null) {
      json.putNull("value");
      return;
    }
    try {
      json.put("value", UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString());
    } catch (CharacterCodingException e) {
      json.put("valueBase64", value);
    }
  }
}
