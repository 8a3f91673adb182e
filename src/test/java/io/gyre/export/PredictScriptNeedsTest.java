package io.gyre.export;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.Needed;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code predict.py} in a Python without what it needs. */
class PredictScriptNeedsTest {

  @TempDir private Path folder;

  @Test
  void shouldSayInOneLineWhatToInstallWhereNumpyIsMissing() throws Exception {
    Path script = folder.resolve("predict.py");
    try (InputStream in = ExportFolder.class.getResourceAsStream("predict.py")) {
      Files.copy(in, script);
    }
    // -S leaves out the packages that are installed.
    ProcessBuilder python =
        new ProcessBuilder("python3", "-S", script.toString()).redirectErrorStream(true);
    python.environment().remove("PYTHONPATH");
    Process asked;
    try {
      asked = python.start();
    } catch (IOException absent) {
      Needed.assume(false, "no python3 on the PATH");
      return;
    }
    asked.getOutputStream().close();
    String said = new String(asked.getInputStream().readAllBytes(), UTF_8);

    assertThat(asked.waitFor()).isOne();
    assertThat(said.strip())
        .isEqualTo(
            "No module named 'numpy': python -m pip install -r %s",
            folder.resolve("requirements.txt"));
  }
}
