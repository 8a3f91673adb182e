package io.gyre.export;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gyre.GyreException;
import io.gyre.fold.FoldReport;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
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

  /** Where files are until all are written: what is left there does not stop the next export. */
  static final String UNFINISHED = ".unfinished";

  private static final String PREDICT = "predict.py";
  private static final String REQUIREMENTS = "numpy\nonnx\nonnxruntime>=1.14\n";

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
      if (files.anyMatch(file -> !file.endsWith(UNFINISHED))) {
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
  public static ExportedModel write(FoldReport report, String source, Path folder) {
    require(folder);
    ExportedModel exported = ExportedModel.of(report);
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("encoder.json", EncoderJson.of(exported).getBytes(UTF_8));
    files.put("README.md", ModelCard.of(report, exported, source).getBytes(UTF_8));
    files.put("MLmodel", MlflowFile.of(exported).getBytes(UTF_8));
    files.put("requirements.txt", REQUIREMENTS.getBytes(UTF_8));
    files.put("model.onnx", exported.model().toByteArray());
    try (InputStream script = ExportFolder.class.getResourceAsStream(PREDICT)) {
      files.put(PREDICT, script.readAllBytes());
      // Within the folder, which may be a mount that nothing can be moved to as a whole.
      Path unfinished = Files.createDirectories(folder.resolve(UNFINISHED));
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        Files.write(unfinished.resolve(file.getKey()), file.getValue());
      }
      for (String name : files.keySet()) {
        Files.move(unfinished.resolve(name), folder.resolve(name));
      }
      Files.delete(unfinished);
    } catch (IOException e) {
      throw unwritable(folder, e);
    }
    return exported;
  }

  private static GyreException unwritable(Path folder, IOException e) {
    return new GyreException("cannot write to the folder %s: %s".formatted(folder, e), e);
  }
}
