package io.gyre;

import java.nio.file.Path;
import java.util.List;

/** How tests start a JVM of their own: the same Java, with the same folders. */
public final class TestJvm {

  private TestJvm() {}

  /**
   * Returns the program and the options for the folders of temporary files and of native code; in
   * the folder that the system has for all, what a killed process leaves would stay.
   */
  public static List<String> command() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
        "-Djava.library.path=" + System.getProperty("java.library.path"));
  }
}
