package io.gyre.replica;

import static io.gyre.Interleavings.explore;
import static io.gyre.Interleavings.require;
import static io.gyre.Interleavings.together;

import io.gyre.fold.Fold;
import io.gyre.fold.LiveFolds;
import io.gyre.fold.state.FoldSettings;
import io.gyre.fold.state.FoldStore;
import io.gyre.learning.list.LearnerPresets;
import io.gyre.state.StateStorage;
import io.gyre.time.WindowSettings;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** A fold takes the place of another, and its entries that of the other's, amid questions. */
class ReplacedFoldThreadsTest {

  private static final int FOLDS = 3;
  private static final byte[] A = {1};
  private static final byte[] B = {2};

  private static final FoldSettings SETTINGS =
      new FoldSettings(LearnerPresets.DATA.learners(), WindowSettings.standard());

  private final Fold[] folds = new Fold[FOLDS];

  ReplacedFoldThreadsTest() {
    for (int i = 0; i < FOLDS; i++) {
      folds[i] = Fold.open(SETTINGS, FoldStore.unsaved("fold " + i));
    }
  }

  /** What each fold reads, which is of two keys with the number of the fold. */
  private final class Scene {
    final LiveFolds live = new LiveFolds(partition -> "away", partition -> OptionalLong.empty());
    final ChangelogReader.Keys keys = new ChangelogReader.Keys();
    final StateStorage[] read = new StateStorage[FOLDS];

    Scene() {
      replace(0);
    }

    void replace(int next) {
      keys.read(A, new byte[] {(byte) next});
      keys.read(B, new byte[] {(byte) next});
      read[next] = keys.read.storage;
      live.of(0)
          .take(
              () -> {
                keys.use();
                live.open(0, folds[next]);
              });
    }

    void ask() {
      int[] slices = new int[1];
      Fold[] first = new Fold[1];
      boolean all =
          live.ask(
              0,
              (fold, until) -> {
                int i = 0;
                while (folds[i] != fold) {
                  i++;
                }
                require(first[0] == null || first[0] == fold, "slices of two folds");
                first[0] = fold;
                require(read[i].get(A)[0] == i && read[i].get(B)[0] == i, "entries of another");
                return ++slices[0] < 2;
              });
      require(all, "a question was not answered");
    }
  }

  @Test
  void shouldAnswerAQuestionByOneFoldAndItsOwnEntries() {
    explore(
        () -> {
          Scene scene = new Scene();
          together(
              scene::ask,
              () -> {
                scene.replace(1);
                scene.replace(2);
              });
          scene.ask();
        });
  }
}
