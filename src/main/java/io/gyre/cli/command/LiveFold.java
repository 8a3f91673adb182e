package io.gyre.cli.command;

import io.gyre.dashboard.LiveModel;
import io.gyre.data.Fields;
import io.gyre.data.Label;
import io.gyre.data.SurveyedFields;
import io.gyre.fold.FoldQuestions;
import io.gyre.learning.Contributions;
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

  /** All whys of a point take so long at most; fields that were not tried by then are left out. */
  private static final long MOST_WHY_NANOS = TimeUnit.MILLISECONDS.toNanos(1_500);

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
    long end = System.nanoTime() + MOST_WHY_NANOS;
    List<Answer> answers = new ArrayList<>(every.answers);
    for (int i = 0; why && i < answers.size(); i++) {
      Answer plain = answers.get(i);
      if (plain.why() == null) {
        Changes changes = new Changes(plain.learner(), fields, every.predicted(i), end);
        if (!folds.ask(partition, changes)) {
          return Optional.empty();
        }
        answers.set(
            i, new Answer(plain.learner(), plain.step(), plain.probabilities(), changes.largest()));
      }
    }
    return Optional.of(
        new Answers(every.classes, positive(every.classes, every.positive), answers));
  }

  private static Label positive(List<Label> classes, int number) {
    return number == PredictedClass.NONE ? null : classes.get(number);
  }

  /** Asks all learners, and why, if they know that at once. */
  private static final class EveryLearner implements FoldAccess.Question {
    private final Fields fields;
    private final boolean why;
    private final List<Answer> answers = new ArrayList<>();
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
        answers.clear();
      }
      classes = fold.classes();
      positive = fold.positive();
      List<String> names = fold.learners();
      while (answers.size() < names.size()) {
        int learner = answers.size();
        double[] p = fold.ask(learner, fields);
        int k = PredictedClass.predicted(p, positive);
        Map<String, Double> terms = why ? terms(fold, learner, k) : null;
        answers.add(new Answer(names.get(learner), fold.step(learner), p, terms));
        if (System.nanoTime() >= untilNanos) {
          break;
        }
      }
      return answers.size() < names.size();
    }

    private Map<String, Double> terms(FoldQuestions fold, int learner, int k) {
      Contributions terms =
          k == PredictedClass.NONE ? Contributions.NONE : fold.terms(learner, fields, k);
      return terms == null ? null : NamedContributions.of(terms);
    }

    int predicted(int learner) {
      return PredictedClass.predicted(answers.get(learner).probabilities(), positive);
    }
  }

  /** Asks one learner how its probability of a class changes without each field. */
  private static final class Changes implements FoldAccess.Question {
    private final String name;
    private final Fields fields;
    private final int k;
    private final long endNanos;
    private final Map<String, Double> changes = new LinkedHashMap<>();
    private int next;

    Changes(String name, Fields fields, int k, long endNanos) {
      this.name = name;
      this.fields = fields;
      this.k = k;
      this.endNanos = endNanos;
    }

    @Override
    public boolean ask(FoldQuestions fold, long untilNanos) {
      int learner = fold.place(name);
      int most = Math.min(fields.size(), Contributions.MOST_TRIED);
      if (learner == FoldQuestions.NONE || k >= fold.classCount()) {
        return false;
      }
      // Anew for each slice: it has learned in between.
      double whole = fold.ask(learner, fields)[k];
      while (next < most) {
        int field = next++;
        if (!fields.missing(field)) {
          changes.put(fields.path(field), whole - fold.ask(learner, fields.without(field))[k]);
          if (System.nanoTime() >= untilNanos) {
            break;
          }
        }
      }
      return next < most && System.nanoTime() < endNanos;
    }

    Map<String, Double> largest() {
      return NamedContributions.of(Contributions.ofProbability(changes));
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
