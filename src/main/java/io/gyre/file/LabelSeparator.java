package io.gyre.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.gyre.data.EventTime;
import io.gyre.data.Point;
import io.gyre.format.JsonWalk;
import io.gyre.words.CellText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Splits rows: into the point without its label, and the label with the point's id. The rest stays
 * the same byte for byte. In an envelope of Kafka Connect or Debezium the members are those of the
 * row within. Not thread-safe.
 */
public final class LabelSeparator {

  private final Member label;
  private final Member id;
  private final Member time;
  private final List<Member> members;
  private final JsonWalk walk = new JsonWalk();

  /** Takes the paths of label, id and time, or nulls. */
  public LabelSeparator(String label, String id, String time) {
    this.label = new Member(label);
    this.id = new Member(id);
    this.time = new Member(time);
    members = List.of(this.label, this.id, this.time);
  }

  /** Takes a row apart; one without an id gets the substitute, as does its point, unless null. */
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
    for (Member member : members) {
      member.text = null;
      member.start = -1;
    }
    try {
      JsonParser parser = walk.open(json);
      for (JsonToken token = walk.next(); token != null; token = walk.next()) {
        for (int i = 0; token.isScalarValue() && i < members.size(); i++) {
          Member member = members.get(i);
          if (walk.isAt(member.path)) {
            member.text = token == JsonToken.VALUE_NULL ? null : parser.getText();
            member.start = walk.begin();
            parser.finishToken();
            member.end = walk.end();
          }
        }
      }
      walk.isAtEnd();
      return walk.rowBegin();
    } catch (IOException e) {
      throw new UncheckedIOException("A row is no JSON that its reader has checked", e);
    }
  }

  private record Edit(int start, int end, String text) {}

  /** Returns the row with null for the label, and with an id if it lacked one. */
  private byte[] point(byte[] json, int begin, String own) {
    List<Edit> edits = new ArrayList<>();
    edits.add(new Edit(label.start, label.end, "null"));
    if (own != null && id.found()) {
      edits.add(new Edit(id.start, id.end, own));
    } else if (own != null) {
      edits.add(new Edit(begin + 1, begin + 1, id.name + ':' + own + ','));
    }
    edits.sort(Comparator.comparingInt(Edit::start));
    ByteArrayOutputStream out = new ByteArrayOutputStream(json.length + 32);
    int done = 0;
    for (Edit edit : edits) {
      out.write(json, done, edit.start - done);
      out.writeBytes(edit.text.getBytes(UTF_8));
      done = edit.end;
    }
    out.write(json, done, json.length - done);
    return out.toByteArray();
  }

  private static String quoted(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }

  /** A member and the place of its value in the current row. */
  private static final class Member {

    private final String path; // null for a member that no row has
    private final String name; // quoted, as in a record
    private String text; // null for JSON's null, and if the member is absent
    private int start; // negative if the row does not have it
    private int end;

    Member(String path) {
      this.path = path;
      name = path == null ? null : quoted(path);
    }

    /** Tells whether the row has the member, if only with null. */
    boolean found() {
      return start >= 0;
    }

    /** Tells whether its value is not missing. */
    boolean given() {
      return text != null && !CellText.isMissing(text.strip());
    }

    String json(byte[] row) {
      return new String(row, start, end - start, UTF_8);
    }
  }
}
