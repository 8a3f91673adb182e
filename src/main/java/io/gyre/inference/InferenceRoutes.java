package io.gyre.inference;

import static io.gyre.http.HttpServer.refusal;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.gyre.Release;
import io.gyre.data.PointContent;
import io.gyre.fold.LiveFolds;
import io.gyre.fold.LiveFolds.LearnedStream;
import io.gyre.fold.answer.Answer;
import io.gyre.fold.intake.AskOptions;
import io.gyre.http.HttpBodies;
import io.gyre.http.HttpLimits;
import io.gyre.http.JsonBody;
import io.gyre.http.Probes;
import io.gyre.http.Route;
import io.gyre.inference.InferenceAnswer.Output;
import io.gyre.inference.Models.Model;
import io.gyre.learning.FieldTrials;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The routes of the <a
 * href="https://github.com/kserve/open-inference-protocol/blob/main/specification/protocol/inference_rest.md">Open
 * Inference Protocol</a>, version 2. Questions change nothing. As meters it counts and times them.
 */
public final class InferenceRoutes implements MeterBinder {

  private static final String JSON = "application/json";

  private static final String BINARY = "Inference-Header-Content-Length";

  private static final byte[] OPENAPI = openapi();

  private static final String MODEL = "/v2/models/{model}";

  /** Bounds of the histogram of times, from that of a replica on. */
  private static final Duration[] BUCKETS = {
    Duration.ofNanos(500_000),
    Duration.ofMillis(1),
    Duration.ofMillis(2),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(50),
    Duration.ofMillis(250),
    Duration.ofSeconds(1),
  };

  private final Models models;
  private final Probes probes;
  private volatile Meter.MeterProvider<Timer> timers;

  /**
   * @param applications those that can be asked, by id, the first of them by the names of its
   *     learners
   */
  public InferenceRoutes(Supplier<Map<String, LiveFolds>> applications, Probes probes) {
    this(applications, probes, null);
  }

  /**
   * @param applications as above
   * @param versions returns the folds of a saved version of the first application by its number or
   *     name, which may still have to be read; throws a {@link io.gyre.GyreException} if there is
   *     none; null if none can be asked here
   */
  public InferenceRoutes(
      Supplier<Map<String, LiveFolds>> applications,
      Probes probes,
      Function<String, LiveFolds> versions) {
    models = new Models(applications, versions);
    this.probes = probes;
  }

  /** Adds the routes, each also for a version of the model. */
  public void register(RoutesConfig routes) {
    routes.get("/v2", request -> JsonBody.send(request, server()), Route.QUESTION);
    routes.get("/v2/openapi.json", r -> HttpBodies.send(r, JSON, OPENAPI), Route.QUESTION);
    routes.get("/v2/health/live", r -> health(r, "live", probes.live().get()), Route.HEALTH);
    routes.get("/v2/health/ready", r -> health(r, "ready", ready()), Route.HEALTH);
    routes.get(
        "/v2/models",
        request -> JsonBody.send(request, Map.of("models", models.names())),
        Route.QUESTION);
    for (String model : List.of(MODEL, MODEL + "/versions/{version}")) {
      routes.get(model, r -> JsonBody.send(r, metadata(r)), Route.QUESTION);
      routes.get(model + "/ready", this::ready, Route.QUESTION);
      routes.post(model + "/infer", this::infer, Route.INFERENCE);
    }
  }

  /** Tells whether a question need not wait now, or for a ms or two. */
  public boolean isFree() {
    return models.isFree();
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    timers =
        Timer.builder("gyre.questions")
            .description("Questions to a model, and how long their answers took to make")
            .serviceLevelObjectives(BUCKETS)
            .withRegistry(registry);
  }

  private static byte[] openapi() {
    try (InputStream in = InferenceRoutes.class.getResourceAsStream("openapi.json")) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private record Server(String name, String version, List<String> extensions) {}

  private Server server() {
    return new Server("gyre", Release.version(), List.of());
  }

  private static void health(Context request, String what, Probes.Answer answer) {
    request.status(answer.ok() ? 200 : 503);
    JsonBody.send(request, Map.of(what, answer.ok(), "detail", answer.detail()));
  }

  private record TensorMetadata(String name, String datatype, List<Integer> shape) {}

  private record Metadata(
      String name,
      List<String> versions,
      String platform,
      List<TensorMetadata> inputs,
      List<TensorMetadata> outputs) {}

  private Model model(Context request) {
    boolean versioned = request.pathParamMap().containsKey("version");
    return models.of(request.pathParam("model"), versioned ? request.pathParam("version") : null);
  }

  private Metadata metadata(Context request) {
    Model model = model(request);
    int partition = model.anyPartition(partition(request));
    List<TensorMetadata> inputs = new ArrayList<>();
    inputs.add(new TensorMetadata(InferenceRequest.JSON, Datatype.BYTES.name(), List.of(-1)));
    LearnedStream stream = model.stream(partition, found -> true);
    stream
        .fields()
        .forEach(
            (path, isNumber) ->
                inputs.add(
                    new TensorMetadata(
                        path, (isNumber ? Datatype.FP64 : Datatype.BYTES).name(), List.of(-1))));
    List<TensorMetadata> outputs = new ArrayList<>();
    for (Output each : Output.all(stream.records().ofAmounts())) {
      outputs.add(new TensorMetadata(each.text(), each.datatype.name(), each.shape()));
    }
    return new Metadata(model.name(), List.of(model.version()), "gyre", inputs, outputs);
  }

  private static Integer partition(Context request) {
    String asked = request.queryParam("partition");
    if (asked != null && !asked.matches("\\d{1,9}")) {
      throw refusal(400, "partition: expected the number of a partition");
    }
    return asked == null ? null : Integer.valueOf(asked);
  }

  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Ready(String name, boolean ready, String error) {}

  private void ready(Context request) {
    Model model = model(request);
    Integer partition = partition(request);
    // The protocol: a server is ready if all of its models are.
    Probes.Answer server = probes.ready().get();
    String why = server.ok() ? model.notReady(partition) : server.detail();
    request.status(why == null ? 200 : 503);
    JsonBody.send(request, new Ready(model.name(), why == null, why));
  }

  private Probes.Answer ready() {
    Probes.Answer server = probes.ready().get();
    String why = server.ok() ? models.notReady() : null;
    return why == null ? server : new Probes.Answer(false, why);
  }

  private void infer(Context request) {
    long begin = System.nanoTime();
    Model model = counted("", begin, () -> model(request));
    InferenceRequest question = counted(model.name(), begin, () -> read(request));
    Supplier<byte[]> answer =
        () ->
            counted(
                model.name(),
                begin,
                () -> {
                  byte[] made = answer(model, question);
                  count(model.name(), 200, begin);
                  return made;
                });
    if (question.isShort()) {
      HttpBodies.send(request, JSON, answer.get());
    } else {
      HttpBodies.make(request, JSON, answer);
    }
  }

  private static InferenceRequest read(Context request) {
    if (request.header(BINARY) != null) {
      throw refusal(400, "%s: tensors in binary are not read, only JSON", BINARY);
    }
    return InferenceRequest.read(HttpBodies.of(request));
  }

  /** Does a part of what it takes to answer a question, and counts it if that fails. */
  private <T> T counted(String model, long begin, Supplier<T> part) {
    try {
      return part.get();
    } catch (HttpResponseException refused) {
      count(model, refused.getStatus(), begin);
      throw refused;
    } catch (RuntimeException | Error fault) {
      count(model, 500, begin);
      throw fault;
    }
  }

  private void count(String model, int status, long begin) {
    Meter.MeterProvider<Timer> counted = timers;
    if (counted != null) {
      counted
          .withTags("model", model, "status", String.valueOf(status))
          .record(System.nanoTime() - begin, TimeUnit.NANOSECONDS);
    }
  }

  private static byte[] answer(Model model, InferenceRequest question) {
    int partition = model.partition(question.partition());
    LiveFolds asked = model.folds();
    LearnedStream stream =
        model.stream(partition, found -> model.answers(found) && question.isAbout(found));
    boolean ofAmounts = stream.records().ofAmounts();
    question.outputs().forEach(name -> Output.of(name, ofAmounts));
    question.requireParameters();
    String learner = model.asked(stream);
    question.requireFewRows(stream.classes().size());
    List<PointContent> rows = question.points(stream);
    // Before it is asked: another copy may take its place.
    OptionalLong ageMs = asked.ageMs(partition);
    long begin = System.nanoTime();
    if (question.digest() && ageMs.isEmpty()) {
      if (asked.look(partition).isEmpty()) {
        throw model.away(partition);
      }
      throw refusal(
          400,
          "parameters: digest: only a replica says it (gyre serve): here the learners would have to wait for it");
    }
    AskOptions detail =
        AskOptions.of(List.of(learner))
            .why(question.asksWhy() ? FieldTrials.MOST_NUMBERS : 0)
            .withAmounts(question.amounts())
            .withDigest(question.digest());
    List<InferenceAnswer.Row> answers = new ArrayList<>(rows.size());
    LiveFolds.Visitor visitor =
        (row, answer, place) -> answers.add(InferenceAnswer.Row.of(answer, place));
    Answer last =
        HttpLimits.answer(() -> asked.ask(partition, detail, rows.size(), rows::get, visitor))
            .orElseThrow(() -> model.away(partition));
    if (last.reason() != null) {
      throw InferenceRequest.unreadable(answers.size(), last.reason());
    }
    if (answers.stream().anyMatch(InferenceAnswer.Row::isEmpty)) {
      throw refusal(503, "model %s has no answer yet", model.quoted());
    }
    long waited = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    int place = last.learners.indexOf(learner);
    return JsonBody.json(
        new InferenceAnswer(
            model.name(),
            model.version(),
            question.id(),
            new InferenceAnswer.Parameters(
                partition,
                last.offset,
                last.snapshot,
                last.digest(place),
                ageMs.isPresent() ? (Long) (ageMs.getAsLong() + waited) : null),
            InferenceAnswer.outputs(question.outputs(), ofAmounts, answers, last.classes())));
  }
}
