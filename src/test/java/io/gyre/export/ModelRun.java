package io.gyre.export;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.gyre.data.Fields;
import io.gyre.encoding.Encoder;
import io.gyre.encoding.Encoders;
import io.gyre.encoding.Row;
import io.gyre.fold.Fold;
import io.gyre.fold.FoldParts;
import io.gyre.fold.answer.Answer;
import io.gyre.fold.intake.AskOptions;
import io.gyre.learning.Answers;
import io.gyre.learning.Learner;
import io.gyre.learning.Members;
import io.gyre.learning.PredictedClass;
import io.gyre.learning.expression.ModelInputs;
import io.gyre.learning.list.LearnerSettings;
import java.nio.DoubleBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An exported model in onnxruntime, beside the fold that it was made of. */
final class ModelRun implements AutoCloseable {

  private static final int ROWS = 250;
  private static final OrtEnvironment ENVIRONMENT = OrtEnvironment.getEnvironment();

  final ExportedModel exported;
  private final Fold fold;
  private final Encoder encoder;
  private final OrtSession session;

  /** The largest differences of probabilities so far, by learner. */
  final Map<String, Double> worst = new LinkedHashMap<>();

  /**
   * How many classes differed that are predicted, where no two probabilities are as good as equal.
   */
  long otherClasses;

  /** How many rows were compared. */
  long rows;

  ModelRun(Fold fold) throws OrtException {
    this.fold = fold;
    encoder = FoldParts.encoder(fold);
    exported = ExportedModel.of(fold.report());
    session = ENVIRONMENT.createSession(exported.model().toByteArray());
  }

  /** Asks both about points, with what is remembered of their keys by now. */
  void compare(List<Fields> points) throws OrtException {
    for (int from = 0; from < points.size(); from += ROWS) {
      compareSome(points.subList(from, Math.min(points.size(), from + ROWS)));
    }
  }

  private void compareSome(List<Fields> points) throws OrtException {
    double[][] plain = new double[points.size()][];
    long[][] words = new long[points.size()][];
    List<Map<String, double[]>> expected = new ArrayList<>();
    for (int i = 0; i < plain.length; i++) {
      Fields all = extended(points.get(i));
      expected.add(expected(points.get(i), all));
      Row row = Encoders.row(encoder, all);
      plain[i] = Arrays.copyOf(encoder.plain(row), encoder.plainSlots());
      words[i] = words(encoder, row);
    }
    Map<String, Object> found = run(plain, words);
    long[] labels = (long[]) found.get(ExportedModel.LABEL);
    for (int i = 0; i < plain.length; i++) {
      for (Map.Entry<String, double[]> each : expected.get(i).entrySet()) {
        double[] p = ((double[][]) found.get(ExportedModel.output(each.getKey())))[i];
        worst.merge(each.getKey(), difference(p, each.getValue()), Math::max);
      }
      double[] answer = expected.get(i).get(exported.answering());
      double[] same = ((double[][]) found.get(ExportedModel.PROBABILITIES))[i];
      worst.merge("answer", difference(same, answer), Math::max);
      otherClasses += isPredicted(answer, (int) labels[i]) ? 0 : 1;
      rows++;
    }
  }

  private static double difference(double[] p, double[] expected) {
    assertThat(p).hasSameSizeAs(expected);
    double largest = 0;
    for (int k = 0; k < p.length; k++) {
      double d = Math.abs(p[k] - expected[k]);
      largest = Double.isNaN(d) ? Double.POSITIVE_INFINITY : Math.max(largest, d);
    }
    return largest;
  }

  private boolean isPredicted(double[] p, int label) {
    int predicted = PredictedClass.predicted(p, 0, p.length, exported.learned().positive());
    return predicted == label || Math.abs(p[predicted] - p[label]) < 1e-9;
  }

  Fields extended(Fields own) {
    return FoldParts.extended(fold, own);
  }

  /** What the fold says, less what the members say that are left out. */
  Map<String, double[]> expected(Fields own, Fields extended) {
    Answer answer = fold.ask(own, AskOptions.ALL);
    Row row = Encoders.row(encoder, extended);
    Members members = FoldParts.shared(fold).members();
    List<Learner> learners = FoldParts.learners(fold);
    List<LearnerSettings> settings = fold.report().settings().learners();
    Map<String, double[]> expected = new LinkedHashMap<>();
    Answers answers = new Answers();
    answers.begin(exported.learned().classes().size());
    for (int i = 0; i < learners.size(); i++) {
      String name = settings.get(i).name();
      if (!exported.learners().contains(name)) {
        continue;
      }
      double[] p = answer.probabilities(i);
      if (settings.get(i).settings().mixes() && !exported.leftOut().isEmpty()) {
        learners.get(i).predict(row, answers, p);
      }
      expected.put(name, p);
      System.arraycopy(p, 0, answers.give(members.get(i).place()), 0, p.length);
    }
    return expected;
  }

  static long[] words(Encoder encoder, Row row) {
    return Arrays.stream(Encoders.words(encoder, row)).asLongStream().toArray();
  }

  /** Runs the graph; words are filled up with -1. */
  Map<String, Object> run(double[][] plain, long[][] words) throws OrtException {
    int columns = plain[0].length;
    DoubleBuffer values = DoubleBuffer.allocate(plain.length * columns);
    Arrays.stream(plain).forEach(values::put);
    Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
    inputs.put(
        ModelInputs.ROW,
        OnnxTensor.createTensor(ENVIRONMENT, values.rewind(), new long[] {plain.length, columns}));
    if (session.getInputNames().contains(ModelInputs.WORDS)) {
      int most = Math.max(1, Arrays.stream(words).mapToInt(each -> each.length).max().orElse(0));
      LongBuffer all = LongBuffer.allocate(plain.length * most);
      for (long[] each : words) {
        long[] filled = Arrays.copyOf(each, most);
        Arrays.fill(filled, each.length, most, -1);
        all.put(filled);
      }
      inputs.put(
          ModelInputs.WORDS,
          OnnxTensor.createTensor(ENVIRONMENT, all.rewind(), new long[] {plain.length, most}));
    }
    Map<String, Object> outputs = new LinkedHashMap<>();
    try (OrtSession.Result result = session.run(inputs)) {
      for (Map.Entry<String, OnnxValue> each : result) {
        outputs.put(each.getKey(), each.getValue().getValue());
      }
    } finally {
      inputs.values().forEach(OnnxTensor::close);
    }
    return outputs;
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }
}
