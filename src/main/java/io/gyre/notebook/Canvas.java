package io.gyre.notebook;

import io.gyre.GyreException;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** A white image that becomes a PNG file. */
final class Canvas {

  private final BufferedImage image;

  Canvas(int width, int height) {
    image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = graphics();
    g.setColor(Color.WHITE);
    g.fillRect(0, 0, width, height);
    g.dispose();
  }

  /** Returns graphics that smooth edges and letters; the caller disposes of them. */
  Graphics2D graphics() {
    Graphics2D g = image.createGraphics();
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    return g;
  }

  /**
   * Writes the image, with the folders that lead to it.
   *
   * @throws GyreException if the file cannot be written
   */
  void write(Path file) {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try {
      try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(png)) {
        ImageIO.write(image, "png", out);
      }
      Path folder = file.toAbsolutePath().getParent();
      // A folder may be a link to one, which createDirectories refuses in some JDKs.
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(folder);
      }
      Files.write(file, png.toByteArray());
    } catch (IOException e) {
      throw new GyreException(
          "figure: expected a file that can be written, found "
              + e
              + ". Choose a folder that exists or can be created",
          e);
    }
  }
}
