package io.gyre.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Figures that another program computed, in {@code src/test/resources/golden}. */
public final class Golden {

  private Golden() {}

  /** Returns the rows below the header of a golden CSV file. */
  public static List<String[]> rows(String file) {
    try (InputStream in = Golden.class.getResourceAsStream("/golden/" + file);
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return reader.lines().skip(1).map(line -> line.split(",")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
