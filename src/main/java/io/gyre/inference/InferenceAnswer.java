package io.gyre.inference;

import static io.gyre.http.HttpServer.refusal;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import io.gyre.data.Label;
import io.gyre.data.PrintableText;
import io.gyre.fold.answer.Answer;
import io.gyre.http.JsonBody;
import io.gyre.learning.Contributions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * What one learner says of R rows, in the words of the protocol.
 *
 * @param model its name, as the client writes it
 * @param rows what was said of each: between two of them the model may have learned
 * @param last the answer about the last row
 * @param place the learner's place on the list
 * @param ageMs how old the copy is that answered; empty where the learner itself did
 */
record InferenceAnswer(
    String model, int partition, List<Row> rows, Answer last, int place, OptionalLong ageMs) {

  /**
   * What was said of a row.
   *
   * @param label the class predicted; null if there is no answer
   * @param probabilities of the classes that there were
   * @param offset where the model stood
   * @param why null unless asked
   */
  record Row(Label label, double[] probabilities, long offset, Contributions why) {

    static Row of(Answer answer, int place) {
      return answer.has(place)
          ? new Row(
              answer.prediction(place),
              answer.probabilities(place),
              answer.offset,
              answer.why(place))
          : new Row(null, null, answer.offset, null);
    }
  }

  /** The reasons of a row, in the words of the topic of predictions. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Reasons(Map<String, Double> why, Integer untried) {

    static Reasons of(Contributions found) {
      return new Reasons(found.named(), found.untried() == 0 ? null : (Integer) found.untried());
    }
  }

  /** The outputs of every model, of R rows and K classes. */
  enum Output {
    /** The predicted class of each row. */
    LABEL(Datatype.BYTES, 1) {
      @Override
      void write(InferenceAnswer answer, JsonGenerator out) throws IOException {
        for (Row row : answer.rows) {
          out.writeString(row.label.text());
        }
      }
    },
    /** The probability of each class, of each row. */
    PROBABILITIES(Datatype.FP64, 2) {
      @Override
      void write(InferenceAnswer answer, JsonGenerator out) throws IOException {
        int classes = answer.classes();
        for (Row row : answer.rows) {
          for (int k = 0; k < classes; k++) {
            out.writeNumber(k < row.probabilities.length ? row.probabilities[k] : 0);
          }
        }
      }
    },
    /** The classes, in the order of their probabilities. */
    CLASSES(Datatype.BYTES, 1) {
      @Override
      int length(InferenceAnswer answer) {
        return answer.classes();
      }

      @Override
      void write(InferenceAnswer answer, JsonGenerator out) throws IOException {
        for (Label each : answer.last.classes()) {
          out.writeString(each.text());
        }
      }
    },
    /** The number of the next record of the log, when each row was answered. */
    OFFSET(Datatype.INT64, 1) {
      @Override
      void write(InferenceAnswer answer, JsonGenerator out) throws IOException {
        for (Row row : answer.rows) {
          out.writeNumber(row.offset);
        }
      }
    },
    /** Why each row was answered so, as JSON; only if it is asked for, since it takes long. */
    WHY(Datatype.BYTES, 1) {
      @Override
      void write(InferenceAnswer answer, JsonGenerator out) throws IOException {
        for (Row row : answer.rows) {
          out.writeString(JsonBody.JSON.writeValueAsString(Reasons.of(row.why)));
        }
      }
    };

    private static final List<String> STANDARD =
        Arrays.stream(values()).filter(each -> each != WHY).map(Output::text).toList();

    final Datatype datatype;

    /** 1, or 2 if each row has a value for each class. */
    private final int dimensions;

    private final String text = name().toLowerCase(Locale.ROOT);

    Output(Datatype datatype, int dimensions) {
      this.datatype = datatype;
      this.dimensions = dimensions;
    }

    /** Returns the shape of every answer, where −1 is any number. */
    List<Integer> shape() {
      return Collections.nCopies(dimensions, -1);
    }

    /** Returns the first dimension of an answer: as many as it has rows. */
    int length(InferenceAnswer answer) {
      return answer.rows.size();
    }

    /** Writes the values, row after row. */
    abstract void write(InferenceAnswer answer, JsonGenerator out) throws IOException;

    String text() {
      return text;
    }

    static Output of(String name) {
      return Arrays.stream(values())
          .filter(each -> each.name().equalsIgnoreCase(name))
          .findFirst()
          .orElseThrow(
              () ->
                  refusal(
                      400,
                      "output %s: expected one of %s",
                      PrintableText.quoted(name),
                      Arrays.stream(values()).map(Output::text).collect(Collectors.joining(", "))));
    }
  }

  /** Returns the response; {@code asked} are outputs as the client writes them, if it names any. */
  byte[] json(String id, List<String> asked) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = JsonBody.JSON.createGenerator(bytes)) {
      out.writeStartObject();
      out.writeStringField("model_name", model);
      out.writeStringField("model_version", Models.VERSION);
      if (id != null) {
        out.writeStringField("id", id);
      }
      out.writeObjectFieldStart("parameters");
      out.writeNumberField("partition", partition);
      out.writeNumberField("offset", last.offset);
      out.writeNumberField("snapshot", last.snapshot);
      if (last.digest(place) != null) {
        out.writeStringField("digest", last.digest(place));
      }
      if (ageMs.isPresent()) {
        out.writeNumberField("age_ms", ageMs.getAsLong());
      }
      out.writeEndObject();
      out.writeArrayFieldStart("outputs");
      for (String name : asked.isEmpty() ? Output.STANDARD : asked) {
        write(out, name, Output.of(name));
      }
      out.writeEndArray();
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private int classes() {
    return last.classes().size();
  }

  private void write(JsonGenerator out, String name, Output output) throws IOException {
    out.writeStartObject();
    out.writeStringField("name", name);
    out.writeStringField("datatype", output.datatype.name());
    out.writeArrayFieldStart("shape");
    out.writeNumber(output.length(this));
    if (output.dimensions > 1) {
      out.writeNumber(classes());
    }
    out.writeEndArray();
    out.writeArrayFieldStart("data");
    output.write(this, out);
    out.writeEndArray();
    out.writeEndObject();
  }
}
