package io.gyre.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.gyre.data.CellText;
import io.gyre.data.EventTime;
import io.gyre.data.JsonWalk;
import io.gyre.data.Point;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * Takes rows apart: the point without its label, and the label with the point's id. What is not
 * taken away stays byte for byte as it was. In an envelope of Kafka Connect or Debezium the members
 * are those of the record within. Not thread-safe.
 */
public final class RowSplitter {

  private static final byte[] NULL = "null".getBytes(UTF_8);

  private final Member label;
  private final Member id;
  private final Member time;

  private final JsonWalk walk = new JsonWalk();

  /** Where the row begins, in its envelope if there is one. */
  private int begin;

  /**
   * @param label path of the label
   * @param id path of the id
   * @param time path of the time; null for none
   */
  public RowSplitter(String label, String id, String time) {
    this.label = new Member(label);
    this.id = new Member(id);
    this.time = new Member(time);
  }

  /**
   * Takes a row apart.
   *
   * @param row as a reader gave it; not changed
   * @param substitute the id of a row that has none, which its point gets too; null for none
   */
  public RowParts split(Row row, String substitute) {
    byte[] json = row.json();
    try (JsonWalk values = walk.open(json)) {
      find(values);
    } catch (IOException e) {
      throw new UncheckedIOException("A row is no JSON that its reader has checked", e);
    }
    if (id.text != null && CellText.isNoId(id.text)) {
      id.text = null;
    }
    String known = id.text != null ? id.text : label.found() ? substitute : null;
    byte[] own = id.text != null ? slice(json, id) : quoted(known);
    return new RowParts(
        known,
        point(json, own),
        label.given() && known != null ? labelRecord(own, slice(json, label)) : null,
        time.given() ? EventTime.parse(time.text.strip()) : Point.NO_TIME);
  }

  private void find(JsonWalk values) throws IOException {
    label.forget();
    id.forget();
    time.forget();
    for (JsonToken token = values.next(); token != null; token = values.next()) {
      if (token.isScalarValue()) {
        label.look(values, token);
        id.look(values, token);
        time.look(values, token);
      }
    }
    begin = values.rowBegin();
  }

  /** The row with null for the label, and with the id if it had none. */
  private byte[] point(byte[] json, byte[] own) {
    if (!label.found()) {
      return json;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(json.length + 32);
    int done = 0;
    if (!id.found() && own != null) {
      done = begin + 1;
      out.write(json, 0, done);
      write(out, id.name);
      out.write(':');
      write(out, own);
      out.write(',');
    }
    Member first = id.found() && id.start < label.start ? id : label;
    for (Member member : new Member[] {first, first == id ? label : id}) {
      byte[] value = member == label ? NULL : own;
      if (member.found() && value != null) {
        out.write(json, done, member.start - done);
        write(out, value);
        done = member.end;
      }
    }
    out.write(json, done, json.length - done);
    return out.toByteArray();
  }

  private byte[] labelRecord(byte[] ownId, byte[] ownLabel) {
    ByteArrayOutputStream out =
        new ByteArrayOutputStream(
            id.name.length + ownId.length + label.name.length + ownLabel.length + 5);
    out.write('{');
    write(out, id.name);
    out.write(':');
    write(out, ownId);
    out.write(',');
    write(out, label.name);
    out.write(':');
    write(out, ownLabel);
    out.write('}');
    return out.toByteArray();
  }

  private static void write(ByteArrayOutputStream out, byte[] bytes) {
    out.write(bytes, 0, bytes.length);
  }

  private static byte[] slice(byte[] json, Member member) {
    return Arrays.copyOfRange(json, member.start, member.end);
  }

  private static byte[] quoted(String text) {
    return text == null
        ? null
        : ('"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"')
            .getBytes(UTF_8);
  }

  /** A member and where its value stands in the present row. */
  private static final class Member {

    /** Null for a member that no row has. */
    private final String path;

    /** Quoted, as in a record. */
    private final byte[] name;

    /** Null for JSON's null, and if there is none. */
    private String text;

    /** Negative if the row does not have it. */
    private int start;

    private int end;

    Member(String path) {
      this.path = path;
      this.name = quoted(path);
    }

    void forget() {
      text = null;
      start = -1;
    }

    /** Tells whether the row has the member, if only with null. */
    boolean found() {
      return start >= 0;
    }

    /** Tells whether its value stands for something. */
    boolean given() {
      return text != null && !CellText.isMissing(text.strip());
    }

    void look(JsonWalk values, JsonToken token) throws IOException {
      if (values.isAt(path)) {
        JsonParser json = values.json();
        text = token == JsonToken.VALUE_NULL ? null : json.getText();
        start = values.begin();
        json.finishToken();
        end = (int) json.currentLocation().getByteOffset();
      }
    }
  }
}
