package io.gyre.export;

import io.gyre.GyreException;
import io.gyre.fold.Fold;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The folder of an exported model:
 *
 * <pre>
 *  model.onnx         the graph ({@link ExportedModel})
 *  encoder.json       how a point becomes a row ({@link EncoderJson})
 *  predict.py         uses both
 *  README.md          the model card ({@link ModelCard})
 *  MLmodel            what MLflow reads ({@link MlflowFile}), with requirements.txt
 * </pre>
 */
public final class ExportFolder {

  private static final String PREDICT = "predict.py";
  private static final String REQUIREMENTS = "numpy\nonnx\nonnxruntime>=1.12\n";

  private ExportFolder() {}

  /**
   * Requires a folder that can be written to: one that is empty, or not there yet.
   *
   * @throws GyreException when there is something else
   */
  public static void require(Path folder) {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!Files.isDirectory(folder)) {
      throw GyreException.of("%s: expected a folder, found a file", folder);
    }
    try (Stream<Path> files = Files.list(folder)) {
      if (files.findAny().isPresent()) {
        throw GyreException.of(
            "%s: expected an empty folder or none, found files in it; name another, or remove it",
            folder);
      }
    } catch (IOException e) {
      throw unwritable(folder, e);
    }
  }

  /**
   * Writes the model of a fold as it stands.
   *
   * @param source where its points came from, for people
   * @return what was exported
   * @throws GyreException when the folder is not empty or cannot be written, or there is no model
   */
  public static ExportedModel write(Fold fold, String source, Path folder) {
    require(folder);
    ExportedModel exported = ExportedModel.of(fold);
    try {
      Files.createDirectories(folder);
      Files.write(folder.resolve("model.onnx"), exported.model().toByteArray());
      Files.writeString(folder.resolve("encoder.json"), EncoderJson.of(fold.state, exported));
      Files.writeString(folder.resolve("README.md"), ModelCard.of(fold, exported, source));
      Files.writeString(folder.resolve("MLmodel"), MlflowFile.of(exported));
      Files.writeString(folder.resolve("requirements.txt"), REQUIREMENTS);
      try (InputStream script = ExportFolder.class.getResourceAsStream(PREDICT)) {
        Files.write(folder.resolve(PREDICT), script.readAllBytes());
      }
    } catch (IOException e) {
      throw unwritable(folder, e);
    }
    return exported;
  }

  private static GyreException unwritable(Path folder, IOException e) {
    return new GyreException("cannot write to the folder %s: %s".formatted(folder, e), e);
  }
}
