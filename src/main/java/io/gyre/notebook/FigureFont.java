package io.gyre.notebook;

import io.gyre.GyreException;
import java.awt.Font;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;

/**
 * Makes sure that there is a font. A JDK on Linux learns its fonts from the system's fontconfig. If
 * that has none, as in a minimal container, every use of a font fails. So the JDK is told to read a
 * file in place of fontconfig, which names DejaVu Sans, included here.
 */
final class FigureFont {

  private static final String FILE = "DejaVuSans.ttf";

  private static boolean tried;

  private FigureFont() {}

  /**
   * Lets charts have text.
   *
   * @throws GyreException if this JDK cannot draw text at all
   */
  static synchronized void require() {
    if (tried) {
      return;
    }
    tried = true;
    try {
      Path file = extracted();
      try {
        Font.createFont(Font.TRUETYPE_FONT, file.toFile());
      } catch (InternalError | RuntimeException noFonts) {
        // The first is JDK 17's way to say that fontconfig knows no font, the second JDK 25's.
        System.setProperty("sun.awt.fontconfig", fontconfig(file).toString());
        Font.createFont(Font.TRUETYPE_FONT, file.toFile());
      }
    } catch (Exception | LinkageError | InternalError e) {
      throw new GyreException(
          "figures: expected a JDK that can draw text, found %s. Install what is missing, or use another JDK"
              .formatted(e),
          e);
    }
  }

  /** Puts the font where the JDK can open it as a file, until the program ends. */
  private static Path extracted() throws IOException {
    Path folder = Files.createTempDirectory("gyre-font");
    folder.toFile().deleteOnExit();
    Path file = folder.resolve(FILE);
    try (InputStream font = FigureFont.class.getResourceAsStream(FILE)) {
      Files.copy(font, file);
    }
    file.toFile().deleteOnExit();
    return file;
  }

  /** Writes a font configuration in which every logical font is this one. */
  private static Path fontconfig(Path font) throws IOException {
    Properties properties = new Properties();
    properties.setProperty("version", "1");
    properties.setProperty("sequence.allfonts", "latin-1");
    properties.setProperty("filename.DejaVu_Sans", font.toString());
    for (String family : List.of("dialog", "dialoginput", "sansserif", "serif", "monospaced")) {
      for (String style : List.of("plain", "bold", "italic", "bolditalic")) {
        properties.setProperty(family + "." + style + ".latin-1", "DejaVu Sans");
      }
    }
    Path file = font.resolveSibling("fontconfig.properties");
    try (OutputStream out = Files.newOutputStream(file)) {
      properties.store(out, null);
    }
    file.toFile().deleteOnExit();
    return file;
  }
}
