package io.gyre.app.score;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import io.gyre.GyreException;
import io.gyre.Setting;
import io.gyre.data.Point;
import io.gyre.fold.answer.Answer;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.zip.GZIPOutputStream;

/**
 * Writes what each learner said of each point, before it saw the label, for other programs to
 * compute from: a line each, of CSV if the name of the file says so, else of JSON; compressed if it
 * ends in {@code .gz}.
 */
public final class PredictionsFile implements AutoCloseable {

  private static final JsonMapper JSON = new JsonMapper();

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private final Path file;
  private final boolean csv;
  private OutputStream bytes; // null before the first line
  private SequenceWriter out;

  /**
   * A line.
   *
   * @param time ISO 8601, UTC
   * @param label the point's own, whenever it came; empty if it came in a record of its own
   * @param probability of the positive one of two classes
   * @param probabilities by class, unless there are two; in CSV as JSON
   * @param decision {@code alert} or {@code pass}, of the learner that decides
   * @param amount if labels are amounts
   * @param lower the lower end of its interval, of the learner that decides
   * @param upper the upper end of its interval
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Line(
      String id,
      String time,
      String learner,
      String label,
      String prediction,
      Double probability,
      Object probabilities,
      String decision,
      Double amount,
      Double lower,
      Double upper) {}

  /** The file is made, in the place of one that is there, with the first line. */
  public PredictionsFile(Path file) {
    this.file = file;
    String name = String.valueOf(file.getFileName());
    csv = name.endsWith(".csv") || name.endsWith(".csv.gz");
  }

  private void open() throws IOException {
    OutputStream plain = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
    bytes = file.toString().endsWith(".gz") ? new GZIPOutputStream(plain, 1 << 16) : plain;
    out = writer().writeValues(bytes);
  }

  private ObjectWriter writer() {
    CsvMapper mapper =
        CsvMapper.builder().disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY).build();
    ObjectWriter writer =
        csv
            ? mapper.writer(mapper.schemaFor(Line.class).withHeader())
            : JSON.writerFor(Line.class).withRootValueSeparator("\n");
    return writer.without(SerializationFeature.FLUSH_AFTER_WRITE_VALUE);
  }

  private GyreException failed(IOException e) {
    String reason = e instanceof NoSuchFileException ? "there is no such folder" : e.toString();
    return new GyreException(
        "%s %s: cannot be written: %s".formatted(Setting.PREDICTIONS_FILE, file, reason), e);
  }

  void add(Point point, long timeMs, Answer answer) {
    String time = TIME.format(Instant.ofEpochMilli(timeMs));
    String label = point.label() == null ? null : point.label().text();
    try {
      if (bytes == null) {
        open();
      }
      for (int i = 0; i < answer.learners.size(); i++) {
        if (!answer.has(i)) {
          continue;
        }
        Answer.Named said = answer.named(i, answer.classes().size());
        out.write(
            new Line(
                point.id(),
                time,
                answer.learners.get(i),
                label,
                said.prediction() == null ? null : said.prediction().text(),
                said.probability(),
                csv && said.probabilities() != null
                    ? JSON.writeValueAsString(said.probabilities())
                    : said.probabilities(),
                said.decision(),
                said.amount(),
                said.lower(),
                said.upper()));
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  @Override
  public void close() {
    try {
      if (bytes != null) {
        out.flush();
        if (!csv) {
          bytes.write('\n');
        }
        out.close();
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }
}
