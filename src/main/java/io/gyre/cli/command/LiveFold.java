package io.gyre.cli.command;

import io.gyre.dashboard.LiveModel;
import io.gyre.data.Fields;
import io.gyre.data.Label;
import io.gyre.data.RecordSettings;
import io.gyre.data.SurveyedFields;
import io.gyre.fold.Answer;
import io.gyre.fold.Detail;
import io.gyre.fold.Fold;
import io.gyre.fold.FoldReport;
import io.gyre.learning.FieldTrials;
import io.gyre.replica.Replica;
import io.gyre.stream.FoldAccess;
import io.gyre.stream.LearnerApplication;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/** The learners of an application, in this process or followed, as the page asks them. */
final class LiveFold implements LiveModel {

  /** What every frame of every page tells is not asked anew for each. */
  private static final long REMEMBERED_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** So long is waited for what was never known; after that what was known last is told. */
  private static final long FIRST_LOOK_MS = 300;

  private static final Executor LOOKING =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "live-fold");
            thread.setDaemon(true);
            return thread;
          });

  private final FoldAccess folds;
  private final IntFunction<String> whyNot;
  private final IntFunction<OptionalLong> ageMs;
  private final Map<Integer, Known> known = new ConcurrentHashMap<>();
  private final Map<Integer, CompletableFuture<Known>> looks = new ConcurrentHashMap<>();

  /** What was asked of a partition, and when. */
  private record Known(Optional<Understood> understood, Map<String, Double> micros, long nanos) {
    static final Known NOTHING = new Known(Optional.empty(), Map.of(), 0);
  }

  LiveFold(LearnerApplication application) {
    this(application.folds());
  }

  LiveFold(FoldAccess folds) {
    this(
        folds,
        partition ->
            "cannot be asked now: it is being restored, is busy, or learns in another process",
        partition -> OptionalLong.empty());
  }

  LiveFold(Replica replica) {
    this(replica.folds(), replica::whyNot, replica::ageMs);
  }

  private LiveFold(FoldAccess folds, IntFunction<String> whyNot, IntFunction<OptionalLong> ageMs) {
    this.folds = folds;
    this.whyNot = whyNot;
    this.ageMs = ageMs;
  }

  @Override
  public String whyNot(int partition) {
    return whyNot.apply(partition);
  }

  @Override
  public OptionalLong ageMs(int partition) {
    return ageMs.apply(partition);
  }

  @Override
  public Optional<Answer> ask(int partition, Fields fields, boolean why) {
    Detail detail = why ? Detail.ALL.why(FieldTrials.MOST_NUMBERS) : Detail.ALL;
    Answer[] found = new Answer[1];
    boolean asked =
        folds.ask(
            partition,
            (fold, untilNanos) -> {
              Detail slice = detail.until(() -> System.nanoTime() >= untilNanos).after(found[0]);
              found[0] = fold.ask(fields, slice);
              return !found[0].isComplete();
            });
    return asked ? Optional.of(found[0]) : Optional.empty();
  }

  @Override
  public Optional<Answer> ask(
      int partition, String learner, int points, IntFunction<Fields> point, Visitor visitor) {
    OneLearner one = new OneLearner(learner, points, point, visitor);
    return folds.ask(partition, one) ? Optional.ofNullable(one.answered) : Optional.empty();
  }

  /** Asks one learner about many points. */
  private static final class OneLearner implements FoldAccess.Question {
    private final String name;
    private final int points;
    private final IntFunction<Fields> point;
    private final Visitor visitor;
    private int next;
    private Answer answered;

    OneLearner(String name, int points, IntFunction<Fields> point, Visitor visitor) {
      this.name = name;
      this.points = points;
      this.point = point;
      this.visitor = visitor;
    }

    @Override
    public boolean ask(Fold fold, long untilNanos) {
      int learner = fold.report().learners().indexOf(name);
      if (learner < 0) {
        answered = null;
        return false;
      }
      Detail detail = Detail.of(List.of(name));
      do {
        answered = fold.ask(point.apply(next), detail);
        visitor.answer(next, answered, learner);
        next++;
      } while (next < points && System.nanoTime() < untilNanos);
      return next < points;
    }
  }

  @Override
  public Optional<Understood> understood(int partition) {
    return known(partition).understood;
  }

  @Override
  public Map<String, Double> micros(int partition) {
    return known(partition).micros;
  }

  /** What was known some seconds ago at most, if the fold answers: nobody here waits for it. */
  private Known known(int partition) {
    Known last = known.get(partition);
    if (last != null && System.nanoTime() - last.nanos <= REMEMBERED_NANOS) {
      return last;
    }
    CompletableFuture<Known> look =
        looks.computeIfAbsent(
            partition, p -> CompletableFuture.supplyAsync(() -> lookAnew(p), LOOKING));
    return last != null
        ? last
        : look.completeOnTimeout(Known.NOTHING, FIRST_LOOK_MS, TimeUnit.MILLISECONDS).join();
  }

  private Known lookAnew(int partition) {
    try {
      Known found = look(partition);
      known.put(partition, found);
      return found;
    } finally {
      looks.remove(partition);
    }
  }

  private Known look(int partition) {
    Map<Label, Long> classes = new LinkedHashMap<>();
    Map<String, Double> micros = new LinkedHashMap<>();
    RecordSettings[] records = new RecordSettings[1];
    Optional<SurveyedFields> survey = folds.survey(partition);
    boolean here =
        folds.ask(
            partition,
            (fold, untilNanos) -> {
              FoldReport report = fold.report();
              classes.putAll(report.labels());
              records[0] = report.settings().records();
              List<String> names = report.learners();
              for (int i = 0; i < names.size(); i++) {
                if (!Double.isNaN(report.micros(i))) {
                  micros.put(names.get(i), report.micros(i));
                }
              }
              return false;
            });
    return new Known(
        here ? survey.map(found -> new Understood(found, classes, records[0])) : Optional.empty(),
        here ? micros : Map.of(),
        System.nanoTime());
  }
}
