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
import java.util.List;

/**
 * Takes rows apart: the point without its label, and the label with the point's id. What is not
 * taken away stays byte for byte as it was. In an envelope of Kafka Connect or Debezium the members
 * are those of the record within. Not thread-safe.
 */
public final class LabelSeparator {

  private final Member label;
  private final Member id;
  private final Member time;
  private final List<Member> members;
  private final JsonWalk walk = new JsonWalk();

  /**
   * @param label path of the label
   * @param id path of the id
   * @param time path of the time; null for none
   */
  public LabelSeparator(String label, String id, String time) {
    this.label = new Member(label);
    this.id = new Member(id);
    this.time = new Member(time);
    members = List.of(this.label, this.id, this.time);
  }

  /**
   * Takes a row apart.
   *
   * @param row as a reader gave it; not changed
   * @param substitute the id of a row that has none, which its point gets too; null for none
   */
  public SeparatedRow split(Row row, String substitute) {
    byte[] json = row.json();
    int begin = find(json);
    boolean hasId = id.text != null && !id.text.isBlank();
    String known = hasId ? id.text : label.found() ? substitute : null;
    String own = hasId ? id.json(json) : known == null ? null : quoted(known);
    String labelRecord =
        label.given() && known != null
            ? '{' + id.name + ':' + own + ',' + label.name + ':' + label.json(json) + '}'
            : null;
    return new SeparatedRow(
        known,
        label.found() ? point(json, begin, own) : json,
        labelRecord == null ? null : labelRecord.getBytes(UTF_8),
        time.given() ? EventTime.parse(time.text.strip()) : Point.NO_TIME);
  }

  /** Finds the members; returns where the row begins, in its envelope if there is one. */
  private int find(byte[] json) {
    members.forEach(Member::forget);
    try (JsonWalk values = walk.open(json)) {
      for (JsonToken token = values.next(); token != null; token = values.next()) {
        for (int i = 0; token.isScalarValue() && i < members.size(); i++) {
          members.get(i).look(values, token);
        }
      }
      return values.rowBegin();
    } catch (IOException e) {
      throw new UncheckedIOException("A row is no JSON that its reader has checked", e);
    }
  }

  /** Returns the row with null for the label, and with the id if it had none. */
  private byte[] point(byte[] json, int begin, String own) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(json.length + 32);
    int done = 0;
    if (!id.found() && own != null) {
      done = begin + 1;
      out.write(json, 0, done);
      out.writeBytes((id.name + ':' + own + ',').getBytes(UTF_8));
    }
    boolean idFirst = id.start < label.start;
    for (Member member : idFirst ? List.of(id, label) : List.of(label, id)) {
      String value = member == label ? "null" : own;
      if (member.found() && value != null) {
        out.write(json, done, member.start - done);
        out.writeBytes(value.getBytes(UTF_8));
        done = member.end;
      }
    }
    out.write(json, done, json.length - done);
    return out.toByteArray();
  }

  private static String quoted(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }

  /** A member and where its value stands in the present row. */
  private static final class Member {

    /** Null for a member that no row has. */
    private final String path;

    /** Quoted, as in a record. */
    private final String name;

    /** Null for JSON's null, and if there is none. */
    private String text;

    /** Negative if the row does not have it. */
    private int start;

    private int end;

    Member(String path) {
      this.path = path;
      name = path == null ? null : quoted(path);
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

    String json(byte[] row) {
      return new String(row, start, end - start, UTF_8);
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
