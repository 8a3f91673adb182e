package io.gyre.dashboard;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A file of the page, from the jar. Only those listed here are served; there is no folder to walk.
 *
 * @param path under which it is served
 * @param type its content type
 * @param bytes its content
 * @param tag changes with the content
 */
record Asset(String path, String type, byte[] bytes, String tag) {

  private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/";

  private static final List<String> SCRIPTS =
      List.of(
          "main",
          "stream",
          "store",
          "ask",
          "field",
          "classes",
          "plane",
          "charts",
          "explore",
          "cards",
          "scores",
          "letters",
          "controls",
          "theme",
          "format");

  /** Reads them all. */
  static List<Asset> all() {
    List<Asset> all = new ArrayList<>();
    all.add(read("/", "/dashboard/index.html", "text/html; charset=utf-8"));
    all.add(read("/style.css", "/dashboard/style.css", "text/css; charset=utf-8"));
    all.add(read("/icon.svg", "/dashboard/icon.svg", "image/svg+xml"));
    for (String script : SCRIPTS) {
      String path = "/js/" + script + ".js";
      all.add(read(path, "/dashboard" + path, "text/javascript; charset=utf-8"));
    }
    all.add(read("/uplot/uPlot.js", UPLOT + "uPlot.esm.js", "text/javascript; charset=utf-8"));
    all.add(read("/uplot/uPlot.css", UPLOT + "uPlot.min.css", "text/css; charset=utf-8"));
    all.add(read("/openapi.json", "/dashboard/openapi.json", "application/json"));
    return all;
  }

  private static Asset read(String path, String resource, String type) {
    try (InputStream in = Asset.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is not on the class path");
      }
      byte[] bytes = in.readAllBytes();
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      return new Asset(path, type, bytes, '"' + HexFormat.of().formatHex(hash, 0, 12) + '"');
    } catch (IOException e) {
      throw new UncheckedIOException(resource, e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
