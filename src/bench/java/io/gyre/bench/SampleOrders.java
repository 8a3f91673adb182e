package io.gyre.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gyre.file.SampleRows;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The orders of {@code gyre sample}, without their times, which would go back in a loop.
 *
 * @param records as on the topic, with labels
 * @param rows the same without labels
 */
record SampleOrders(List<byte[]> records, List<ObjectNode> rows) {

  static final String LABEL = "outcome";

  private static final ObjectMapper JSON = new ObjectMapper();

  static SampleOrders make(int count) {
    SampleOrders all = new SampleOrders(new ArrayList<>(), new ArrayList<>());
    SampleRows sample = SampleRows.of(SampleRows.Kind.ORDERS, count, 42);
    String[] names = sample.header.split(",");
    for (String line = sample.next(); line != null; line = sample.next()) {
      String[] cells = line.split(",", -1);
      ObjectNode row = JSON.createObjectNode();
      for (int i = 1; i < cells.length; i++) {
        put(row, names[i], cells[i]);
      }
      all.records.add(row.toString().getBytes(StandardCharsets.UTF_8));
      row.remove(LABEL);
      all.rows.add(row);
    }
    return all;
  }

  private static void put(ObjectNode row, String name, String cell) {
    if (cell.matches("true|false")) {
      row.put(name, Boolean.parseBoolean(cell));
    } else if (cell.matches("-?[\\d.]+")) {
      row.put(name, Double.parseDouble(cell));
    } else if (!cell.isEmpty()) {
      row.put(name, cell);
    }
  }

  /** Makes requests over HTTP, each about one row, with all outputs. */
  List<byte[]> questions(String model, int port) {
    return rows.stream().map(row -> request(model, port, body(row))).toList();
  }

  private static String body(ObjectNode row) {
    ArrayNode inputs = JSON.createArrayNode();
    row.properties()
        .forEach(
            field -> {
              String type =
                  field.getValue().isNumber()
                      ? "FP64"
                      : field.getValue().isBoolean() ? "BOOL" : "BYTES";
              ObjectNode input = inputs.addObject().put("name", field.getKey());
              input.put("datatype", type).putArray("shape").add(1);
              input.putArray("data").add(field.getValue());
            });
    return JSON.createObjectNode().set("inputs", inputs).toString();
  }

  private static byte[] request(String model, int port, String body) {
    return """
        POST /v2/models/%s/infer HTTP/1.1\r
        Host: 127.0.0.1:%d\r
        Content-Type: application/json\r
        Content-Length: %d\r
        \r
        %s"""
        .formatted(model, port, body.length(), body)
        .getBytes(StandardCharsets.US_ASCII);
  }
}
