package io.gyre.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.gyre.data.CellText;
import io.gyre.data.EventTime;
import io.gyre.data.Point;
import io.gyre.data.PointJson;
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

  /** The deepest object that a record may be: Debezium's in Kafka Connect's. */
  private static final int DEEPEST = 2;

  private final Member label;
  private final Member id;
  private final Member time;

  /** Where the objects begin that are open, by depth. */
  private final int[] begins = new int[DEEPEST + 1];

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
    try (JsonParser parser = PointJson.JSON.createParser(json)) {
      find(parser);
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

  private void find(JsonParser parser) throws IOException {
    label.forget();
    id.forget();
    time.forget();
    int depth = 0;
    do {
      JsonToken token = parser.nextToken();
      if (token.isStructStart()) {
        if (depth <= DEEPEST) {
          begins[depth] = (int) parser.currentTokenLocation().getByteOffset();
        }
        depth++;
      } else if (token.isStructEnd()) {
        depth--;
      } else if (token.isScalarValue()) {
        label.look(parser, token, begins);
        id.look(parser, token, begins);
        time.look(parser, token, begins);
      }
    } while (depth > 0);
  }

  /** The row with null for the label, and with the id if it had none. */
  private byte[] point(byte[] json, byte[] own) {
    if (!label.found()) {
      return json;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(json.length + 32);
    int done = 0;
    if (!id.found() && own != null) {
      done = label.begin + 1;
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

    private final MemberPath path;

    /** Quoted, as in a record. */
    private final byte[] name;

    /** Null for JSON's null, and if there is none. */
    private String text;

    private int depth;
    private int begin;
    private int start;
    private int end;

    Member(String path) {
      this.path = new MemberPath(path);
      this.name = quoted(path);
    }

    void forget() {
      text = null;
      depth = MemberPath.ELSEWHERE;
    }

    /** Tells whether the row has the member, if only with null. */
    boolean found() {
      return depth != MemberPath.ELSEWHERE;
    }

    /** Tells whether its value stands for something. */
    boolean given() {
      return text != null && !CellText.isMissing(text.strip());
    }

    /** Of several in envelopes, the outermost counts. */
    void look(JsonParser parser, JsonToken token, int[] begins) throws IOException {
      int here = path.depth(parser.getParsingContext());
      if (here == MemberPath.ELSEWHERE || found() && depth < here) {
        return;
      }
      depth = here;
      begin = begins[here];
      text = token == JsonToken.VALUE_NULL ? null : parser.getText();
      start = (int) parser.currentTokenLocation().getByteOffset();
      parser.finishToken();
      end = (int) parser.currentLocation().getByteOffset();
    }
  }
}
