package io.gyre.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gyre.data.Fields;
import io.gyre.data.InvalidPointException;
import io.gyre.data.Label;
import io.gyre.fold.Fold;
import io.gyre.fold.FoldLoop;
import io.gyre.fold.answer.Answer;
import io.gyre.fold.intake.AskOptions;
import io.gyre.fold.state.FoldSettings;
import io.gyre.format.RecordReader;
import io.gyre.learning.list.LearnersJson;
import io.gyre.stream.processor.LogRecords;
import io.gyre.stream.processor.RecordCoordinates;
import io.gyre.time.WindowSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.api.Record;

/**
 * What servers have answered by the Open Inference Protocol, whichever of them did, to be compared
 * with a plain loop that stands at the same offsets. Answers to the same question at the same
 * offset must be the same, to the last bit, also where another server gave them. Thread-safe.
 */
public final class ServedAnswers {

  /** A list of learners that learn fast. */
  public static final String LEARNERS =
      """
      [{"name": "logistic", "kind": "logistic", "optimiser": "adagrad", "learningRate": 0.3, "batch": 1},
       {"name": "network", "kind": "network", "hidden": 4, "learningRate": 0.2, "batch": 3},
       {"name": "nearest", "kind": "neighbours", "k": 3, "memory": 300},
       {"name": "blend", "kind": "blend"}]
      """;

  /** Those of an application that is told no more than these learners. */
  public static final FoldSettings SETTINGS =
      new FoldSettings(LearnersJson.parse(LEARNERS, "test"), WindowSettings.standard());

  private static final Pattern BEHIND =
      Pattern.compile("^gyre_replica_behind_seconds(?:\\{[^}]*})? (\\S+)$", Pattern.MULTILINE);

  private static final JsonMapper JSON = new JsonMapper();
  private static final int PLACES = 40;
  private static final int NAMES = 300;

  /** Each of as many questions is asked again and again. */
  private static final int QUESTIONS = 400;

  /** The share of questions, of 4, whose rows are tensors and not records. */
  private static final int TENSORS = 1;

  private final HttpClient http = HttpClient.newHttpClient();
  private final List<ObjectNode> questions = new ArrayList<>();
  private final String application;
  private final int tensors;
  private final Map<Place, Map<Question, Said>> said = new ConcurrentSkipListMap<>();
  private final AtomicLong count = new AtomicLong();

  private record Place(int partition, long offset) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      int byPartition = Integer.compare(partition, other.partition);
      return byPartition != 0 ? byPartition : Long.compare(offset, other.offset);
    }
  }

  /**
   * What was asked of one place in the log.
   *
   * @param model the application's id, or the name of a learner
   * @param number of the question; −1 for the digest
   */
  private record Question(String model, int number) {}

  /**
   * What was answered.
   *
   * @param classes those of the whole answer, of which later ones may be unknown at this place
   * @param probabilities without zeros at the end, which stand for such classes
   */
  private record Said(String label, List<String> classes, double[] probabilities) {
    boolean isAs(Said other) {
      return label.equals(other.label) && Arrays.equals(probabilities, other.probabilities);
    }
  }

  /**
   * An answer.
   *
   * @param status of HTTP; the body is read only if it is 200
   * @param offset where the answer's last row stands; −1 without one
   * @param snapshot the number of the last snapshot before it
   * @param ageMs how old the copy is; −1 if learners answered themselves
   */
  public record Reply(
      int status, String body, int partition, long offset, long snapshot, long ageMs) {}

  /**
   * @param application its id, which is also the model that speaks for all its learners
   */
  public ServedAnswers(String application) {
    this.application = application;
    tensors = TENSORS;
    for (int i = 0; i < QUESTIONS; i++) {
      ObjectNode question = point(-1 - i);
      question.remove("label");
      if (i % 5 == 0) {
        question.putNull("x");
      }
      if (i % 7 == 0) {
        question.put("city", "never seen");
      }
      questions.add(question);
    }
  }

  /** Asks about other records, as records alone. */
  ServedAnswers(String application, LongFunction<byte[]> records) throws IOException {
    this.application = application;
    tensors = 0;
    for (int i = 0; i < QUESTIONS; i++) {
      questions.add((ObjectNode) JSON.readTree(records.apply(i)));
    }
  }

  /** Returns the record of point i: two numbers, a category, and a text of several words. */
  public static byte[] record(long i) {
    return point(i).toString().getBytes(UTF_8);
  }

  /** Returns point i with an id and without its label in turn with the label of one before it. */
  public static byte[] lateRecord(long i) {
    long number = i % 2 == 0 ? i / 2 : Math.max(0, i / 2 - 30);
    ObjectNode point = point(number).put("id", "p" + number);
    return (i % 2 == 0 ? point.without("label") : point.retain("id", "label"))
        .toString()
        .getBytes(UTF_8);
  }

  private static ObjectNode point(long i) {
    Random random = new Random(i);
    double x = random.nextGaussian();
    int city = random.nextInt(PLACES);
    String label =
        x + (city - PLACES / 2.0) / 10 > 0.5 ? "kept" : random.nextInt(3) > 0 ? "sold" : "lost";
    return JSON.createObjectNode()
        .put("x", x)
        .put("y", random.nextGaussian())
        .put("city", "c" + city)
        .put("name", "the old house of n" + random.nextInt(NAMES))
        .put("label", label);
  }

  /** How many answers there were. */
  public long count() {
    return count.get();
  }

  /** Asks for something that is no answer; returns status and body. */
  public HttpResponse<String> get(int port, String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:%d%s".formatted(port, path));
    return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }

  /** Returns how many seconds a replica is behind. */
  public double behind(int port) throws Exception {
    Matcher found = BEHIND.matcher(get(port, "/metrics").body());
    assertThat(found.find()).isTrue();
    return Double.parseDouble(found.group(1));
  }

  /** Returns any of the models. */
  public String anyModel(Random random) {
    return List.of(application, "logistic", "network", "nearest").get(random.nextInt(4));
  }

  /** Tells whether a server says that it is ready. */
  public boolean isReady(int port) throws Exception {
    return get(port, "/v2/health/ready").statusCode() == 200;
  }

  /** Asks a model about one point, or some; the answer is kept if there is one. */
  public Reply ask(int port, String model, Integer partition, int rows, Random random)
      throws Exception {
    return ask(port, model, partition, rows, random, false);
  }

  /**
   * Asks as {@link #ask(int, String, Integer, int, Random)}.
   *
   * @param partition null if none is named
   * @param digest whether for the digest, too
   */
  public Reply ask(
      int port, String model, Integer partition, int rows, Random random, boolean digest)
      throws Exception {
    int[] numbers = random.ints(rows, 0, QUESTIONS).toArray();
    ObjectNode body = random.nextInt(4) < tensors ? tensors(numbers) : records(numbers);
    if (partition != null) {
      body.withObjectProperty("parameters").put("partition", partition);
    }
    if (digest) {
      body.withObjectProperty("parameters").put("digest", true);
    }
    URI uri = URI.create("http://127.0.0.1:%d/v2/models/%s/infer".formatted(port, model));
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString()))
                .build(),
            BodyHandlers.ofString());
    return response.statusCode() == 200
        ? keep(model, numbers, response.body())
        : new Reply(response.statusCode(), response.body(), -1, -1, -1, -1);
  }

  private ObjectNode records(int[] numbers) {
    ObjectNode body = JSON.createObjectNode();
    ObjectNode input = body.putArray("inputs").addObject();
    input.put("name", "json").put("datatype", "BYTES").putArray("shape").add(numbers.length);
    ArrayNode data = input.putArray("data");
    Arrays.stream(numbers).forEach(number -> data.add(questions.get(number).toString()));
    return body;
  }

  private ObjectNode tensors(int[] numbers) {
    ObjectNode body = JSON.createObjectNode();
    ArrayNode inputs = body.putArray("inputs");
    for (String field : List.of("name", "y", "city", "x")) {
      ObjectNode input = inputs.addObject();
      boolean isNumber = field.length() == 1;
      input.put("name", field).put("datatype", isNumber ? "FP64" : "BYTES");
      input.putArray("shape").add(numbers.length);
      ArrayNode data = input.putArray("data");
      Arrays.stream(numbers).forEach(number -> data.add(questions.get(number).get(field)));
    }
    return body;
  }

  private Reply keep(String model, int[] numbers, String body) throws Exception {
    JsonNode answer = JSON.readTree(body);
    Map<String, JsonNode> outputs = new HashMap<>();
    answer.get("outputs").forEach(each -> outputs.put(each.get("name").textValue(), each));
    JsonNode parameters = answer.get("parameters");
    int partition = parameters.get("partition").intValue();
    List<String> classes = new ArrayList<>();
    outputs.get("classes").get("data").forEach(each -> classes.add(each.textValue()));
    JsonNode offsets = outputs.get("offset").get("data");
    assertThat(offsets.size()).as(body).isEqualTo(numbers.length);
    for (int row = 0; row < numbers.length; row++) {
      double[] p = new double[classes.size()];
      for (int k = 0; k < p.length; k++) {
        p[k] = outputs.get("probabilities").get("data").get(row * p.length + k).doubleValue();
      }
      String label = outputs.get("label").get("data").get(row).textValue();
      put(
          new Place(partition, offsets.get(row).longValue()),
          new Question(model, numbers[row]),
          new Said(label, classes, trimmed(p)));
    }
    count.addAndGet(numbers.length);
    long offset = parameters.get("offset").longValue();
    assertThat(offsets.get(numbers.length - 1).longValue()).isEqualTo(offset);
    if (parameters.has("digest")) {
      Said digest = new Said(parameters.get("digest").textValue(), List.of(), new double[0]);
      put(new Place(partition, offset), new Question(model, -1), digest);
    }
    return new Reply(
        200,
        body,
        partition,
        offset,
        parameters.get("snapshot").longValue(),
        parameters.path("age_ms").asLong(-1));
  }

  private void put(Place place, Question question, Said answer) {
    Said before =
        said.computeIfAbsent(place, absent -> new ConcurrentHashMap<>())
            .putIfAbsent(question, answer);
    if (before != null && !before.isAs(answer)) {
      throw new AssertionError(
          "%s, %s: two answers differ: %s %s, and %s %s"
              .formatted(
                  place,
                  question,
                  before.label,
                  Arrays.toString(before.probabilities),
                  answer.label,
                  Arrays.toString(answer.probabilities)));
    }
  }

  private static double[] trimmed(double[] p) {
    int length = p.length;
    while (length > 0 && p[length - 1] == 0) {
      length--;
    }
    return Arrays.copyOf(p, length);
  }

  /**
   * Learns a log in a plain loop, and fails unless it answers at each offset what was answered
   * there.
   *
   * @param log of one partition, or a journal
   * @return at how many offsets there were answers
   */
  public int requireAsLoop(
      FoldSettings settings, List<ConsumerRecord<byte[], byte[]>> log, boolean journal)
      throws Exception {
    int partition = log.get(0).partition();
    FoldLoop loop = new FoldLoop(settings.withReports(FoldSettings.NO_REPORTS));
    LogRecords records = new LogRecords(journal);
    int places = compare(loop.fold, partition);
    for (ConsumerRecord<byte[], byte[]> record : log) {
      loop.apply(
          records
              .locate(
                  new Record<>(record.key(), record.value(), record.timestamp(), record.headers()),
                  new RecordCoordinates(record.topic(), partition, record.offset()))
              .log());
      places += compare(loop.fold, partition);
    }
    assertThat(said.keySet().stream().filter(place -> place.partition == partition))
        .as("answers at offsets that are not in the log")
        .isEmpty();
    return places;
  }

  private int compare(Fold fold, int partition) throws Exception {
    Map<Question, Said> there = said.remove(new Place(partition, fold.report().next()));
    if (there == null) {
      return 0;
    }
    RecordReader reader =
        RecordReader.of(
            fold.report().settings().records().ofQuestions(), RecordReader.Accepts.QUESTIONS);
    for (Map.Entry<Question, Said> each : there.entrySet()) {
      compare(fold, reader, each.getKey(), each.getValue());
    }
    return 1;
  }

  private void compare(Fold fold, RecordReader reader, Question question, Said found)
      throws InvalidPointException {
    String learner =
        question.model.equals(application)
            ? fold.report().settings().deciding()
            : question.model.substring(question.model.indexOf('.') + 1);
    int place = fold.report().learners().indexOf(learner);
    String as = "%s at %d".formatted(question, fold.report().next());
    if (question.number < 0) {
      assertThat(found.label).as(as).isEqualTo(fold.report().digest(place));
      return;
    }
    byte[] record = questions.get(question.number).toString().getBytes(UTF_8);
    Fields fields = reader.read(record).fields();
    Answer answer = fold.ask(fields, AskOptions.of(List.of(learner)));
    Iterator<String> classes = found.classes.iterator();
    for (Label each : answer.classes()) {
      assertThat(classes.next()).as(as).isEqualTo(each.text());
    }
    assertThat(found.label).as(as).isEqualTo(answer.prediction(place).text());
    assertThat(found.probabilities).as(as).isEqualTo(trimmed(answer.probabilities(place)));
  }
}
