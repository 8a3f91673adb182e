package io.gyre.fold;

import static io.gyre.Interleavings.explore;
import static io.gyre.Interleavings.require;
import static io.gyre.Interleavings.together;

import io.gyre.fold.state.FoldSettings;
import io.gyre.fold.state.FoldStore;
import io.gyre.format.survey.SurveyedFields;
import io.gyre.learning.list.LearnersJson;
import io.gyre.time.WindowSettings;
import org.junit.jupiter.api.Test;

/** Questions between records, while folds are opened, replaced and closed. */
class FoldLockThreadsTest {

  private static final FoldSettings SETTINGS =
      new FoldSettings(
          LearnersJson.parse(
              "[{\"name\": \"a\", \"kind\": \"logistic\", \"learningRate\": 0.1}]", "test"),
          WindowSettings.standard());

  private final Fold one = Fold.open(SETTINGS, FoldStore.unsaved("one"));
  private final Fold two = Fold.open(SETTINGS, FoldStore.unsaved("two"));

  /** What only the lock guards. */
  private static final class Scene {
    final LiveFolds live = new LiveFolds();
    final FoldLock lock = live.of(0);
    Fold closed;
    int begun;
    int ended;
    int slices;

    void open(Fold fold) {
      lock.open(fold, () -> SurveyedFields.NONE);
    }

    void learn() {
      lock.begin();
      begun++;
      ended++;
      lock.end();
    }
  }

  /** A task that is revived closes its fold and at once opens another, on the same stores. */
  @Test
  void shouldAskNoClosedFoldAndTakeNoHalfAnswerForAWholeOne() {
    explore(
        () -> {
          Scene s = new Scene();
          s.open(one);
          together(
              () -> {
                boolean all =
                    s.live.ask(
                        0,
                        (fold, until) -> {
                          require(fold != s.closed, "a closed fold was asked");
                          return ++s.slices < 2;
                        });
                require(!all || s.slices == 2, "half an answer");
              },
              () -> {
                s.lock.close();
                s.closed = one;
                s.open(two);
              });
          require(s.live.ask(0, (fold, until) -> fold != two), "the second cannot be asked");
        });
  }

  @Test
  void shouldAnswerBetweenTwoRecordsAndKeepLearning() {
    explore(
        () -> {
          Scene s = new Scene();
          s.open(one);
          together(
              () ->
                  s.live.ask(
                      0,
                      (fold, until) -> {
                        require(s.begun == s.ended, "asked amid a record");
                        return ++s.slices < 2;
                      }),
              () -> {
                s.learn();
                s.learn();
              });
          require(s.ended == 2 && s.slices == 2, "a record or a question was lost");
        });
  }

  @Test
  void shouldForgetEveryPartitionThoughOneIsAsked() {
    explore(
        () -> {
          Scene s = new Scene();
          s.open(one);
          together(() -> s.live.find(0, report -> s.live.of(0).survey()), s.live::clear);
          require(s.live.of(0) != s.lock, "still there");
        });
  }
}
