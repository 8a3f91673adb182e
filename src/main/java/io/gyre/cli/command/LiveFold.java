package io.gyre.cli.command;

import io.gyre.dashboard.LiveModel;
import io.gyre.data.Fields;
import io.gyre.data.Label;
import io.gyre.data.SurveyedFields;
import io.gyre.fold.FoldQuestions;
import io.gyre.learning.Contributions;
import io.gyre.learning.FieldTrials;
import io.gyre.learning.PredictedClass;
import io.gyre.stream.FoldAccess;
import io.gyre.stream.LearnerApplication;
import io.gyre.stream.NamedContributions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/** The learners of an application that runs in this process, as the page asks them. */
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
    this.folds = folds;
  }

  @Override
  public Optional<Answers> ask(int partition, Fields fields, boolean why) {
    EveryLearner every = new EveryLearner(fields, why);
    if (!folds.ask(partition, every)) {
      return Optional.empty();
    }
    List<Answer> answers = new ArrayList<>();
    for (Asked asked : every.asked) {
      if (asked.more && !folds.ask(partition, asked::tryFields)) {
        return Optional.empty();
      }
      answers.add(asked.answer());
    }
    return Optional.of(
        new Answers(every.classes, positive(every.classes, every.positive), answers));
  }

  private static Label positive(List<Label> classes, int number) {
    return number == PredictedClass.NONE ? null : classes.get(number);
  }

  /** What one learner has answered, and the fields that are tried to know why; null for none. */
  private static final class Asked {
    private final String learner;
    private final long step;
    private final double[] p;
    private final Fields fields;
    private final boolean why;
    private final int k;
    private final FieldTrials trials;
    private boolean more;

    /** Terms of a logit are of what was answered, and found at once. */
    Asked(FoldQuestions fold, int place, Fields fields, boolean why) {
      this.fields = fields;
      this.why = why;
      learner = fold.learners().get(place);
      step = fold.step(place);
      p = fold.ask(place, fields);
      k = PredictedClass.predicted(p, fold.positive());
      boolean tried = why && k != PredictedClass.NONE;
      trials = tried ? new FieldTrials(fields, k, FieldTrials.MOST_NUMBERS) : null;
      more = tried && fold.run(trials, place, p, () -> true);
    }

    /** Goes on; asked anew in each slice, since it has learned in between. */
    boolean tryFields(FoldQuestions fold, long untilNanos) {
      int place = fold.place(learner);
      if (place == FoldQuestions.NONE || k >= fold.classCount()) {
        return false;
      }
      double[] whole = fold.ask(place, fields);
      return fold.run(trials, place, whole, () -> System.nanoTime() >= untilNanos);
    }

    Answer answer() {
      Contributions found = trials == null ? Contributions.NONE : trials.found();
      return why
          ? new Answer(
              learner, step, p, NamedContributions.of(found), NamedContributions.untried(found))
          : new Answer(learner, step, p, null, null);
    }
  }

  /** Asks all learners. */
  private static final class EveryLearner implements FoldAccess.Question {
    private final Fields fields;
    private final boolean why;
    private final List<Asked> asked = new ArrayList<>();
    private List<Label> classes = List.of();
    private int positive;

    EveryLearner(Fields fields, boolean why) {
      this.fields = fields;
      this.why = why;
    }

    @Override
    public boolean ask(FoldQuestions fold, long untilNanos) {
      if (fold.classCount() != classes.size()) {
        // A class has appeared since the last slice: all are to answer with the same ones.
        asked.clear();
      }
      classes = fold.classes();
      positive = fold.positive();
      int learners = fold.learners().size();
      while (asked.size() < learners) {
        asked.add(new Asked(fold, asked.size(), fields, why));
        if (System.nanoTime() >= untilNanos) {
          break;
        }
      }
      return asked.size() < learners;
    }
  }

  @Override
  public Optional<Answered> ask(
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
    private Answered answered;

    OneLearner(String name, int points, IntFunction<Fields> point, Visitor visitor) {
      this.name = name;
      this.points = points;
      this.point = point;
      this.visitor = visitor;
    }

    @Override
    public boolean ask(FoldQuestions fold, long untilNanos) {
      int learner = fold.place(name);
      if (learner == FoldQuestions.NONE) {
        answered = null;
        return false;
      }
      int positive = fold.positive();
      do {
        visitor.answer(next, fold.ask(learner, point.apply(next)), positive);
        next++;
      } while (next < points && System.nanoTime() < untilNanos);
      if (next == points) {
        List<Label> classes = fold.classes();
        answered = new Answered(classes, positive(classes, positive), fold.step(learner));
      }
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
    Optional<SurveyedFields> survey = folds.survey(partition);
    boolean here =
        folds.ask(
            partition,
            (fold, untilNanos) -> {
              classes.putAll(fold.labels());
              List<String> names = fold.learners();
              for (int i = 0; i < names.size(); i++) {
                if (!Double.isNaN(fold.micros(i))) {
                  micros.put(names.get(i), fold.micros(i));
                }
              }
              return false;
            });
    return new Known(
        here ? survey.map(found -> new Understood(found, classes)) : Optional.empty(),
        here ? micros : Map.of(),
        System.nanoTime());
  }
}
