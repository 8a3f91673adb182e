package io.gyre.notebook;

import io.gyre.GyreException;
import io.gyre.learning.LearnerSettings;
import io.gyre.learning.NetworkSettings;
import io.gyre.learning.TrainedModel;
import io.gyre.notebook.NotebookRun.Result;
import io.gyre.topic.Parameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;

/** Writes the notebook's figures of a run, its models made from the last parameters records. */
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
          classifier(result.parameters().get(learner.name())));
    }
    NotebookFigures.cost(
        folder.resolve("cost.png"),
        IntStream.range(0, result.costs().length).asDoubleStream().toArray(),
        result.costs());
  }

  private static PlaneClassifier classifier(Parameters p) {
    TrainedModel model =
        TrainedModel.of(
            p.features(),
            p.classes().size(),
            p.matrix("w1"),
            p.vector("b1"),
            p.matrix("w2"),
            p.vector("b2"),
            0);
    return (x1, x2) -> model.probabilities(new double[] {x1, x2})[1] > 0.5 ? 1 : 0;
  }
}
