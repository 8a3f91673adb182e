package io.gyre.notebook;

import io.gyre.GyreException;
import io.gyre.data.Fields;
import io.gyre.fold.Detail;
import io.gyre.fold.Fold;
import io.gyre.learning.LearnerSettings;
import io.gyre.learning.NetworkSettings;
import io.gyre.notebook.NotebookRun.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** Writes the notebook's figures of a run, its models asked as they were saved last. */
public final class FigureWriter {

  private FigureWriter() {}

  /**
   * Makes the folder if it is absent.
   *
   * @throws GyreException if it cannot be written
   */
  public static void prepare(Path folder) {
    try {
      Files.createDirectories(folder);
      Files.delete(Files.createTempFile(folder, "figure", ".png"));
    } catch (IOException e) {
      throw new GyreException(
          "--out %s: expected a folder that can be written, found: %s".formatted(folder, e), e);
    }
  }

  /** Writes four PNG files. */
  public static void write(Result result, Path folder) {
    NotebookFigures.points(folder.resolve("points.png"), result.points());
    for (LearnerSettings learner : result.learners()) {
      NotebookFigures.boundary(
          folder.resolve("boundary-" + learner.name() + ".png"),
          learner.settings() instanceof NetworkSettings network
              ? "Decision Boundary for hidden layer size " + network.hidden()
              : "Logistic Regression",
          result.points(),
          classifier(result.fold(), learner.name()));
    }
    NotebookFigures.cost(
        folder.resolve("cost.png"),
        IntStream.range(0, result.costs().length).asDoubleStream().toArray(),
        result.costs());
  }

  private static PlaneClassifier classifier(Fold fold, String learner) {
    Detail detail = Detail.of(List.of(learner));
    int place = fold.report().learners().indexOf(learner);
    return (x1, x2) ->
        fold.ask(Fields.ofFeatures(new double[] {x1, x2}), detail).probability(place, 1) > 0.5
            ? 1
            : 0;
  }
}
