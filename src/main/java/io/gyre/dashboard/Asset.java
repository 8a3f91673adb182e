package io.gyre.dashboard;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * A file of the page, from the jar. Which there are is found once, at the start; no request names a
 * file.
 *
 * @param path under which it is served
 * @param type its content type
 * @param bytes its content
 * @param packed its content, packed by gzip
 * @param tag changes with the content
 */
record Asset(String path, String type, byte[] bytes, byte[] packed, String tag) {

  private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/";
  private static final String FOLDER = "/dashboard";

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml",
          "json", "application/json");

  /** Reads them all. */
  static List<Asset> all() {
    List<Asset> all = new ArrayList<>();
    for (String name : names()) {
      all.add(read(name.equals("/index.html") ? "/" : name, FOLDER + name));
    }
    all.add(read("/uplot/uPlot.js", UPLOT + "uPlot.esm.js"));
    all.add(read("/uplot/uPlot.css", UPLOT + "uPlot.min.css"));
    return all;
  }

  /** The files below the folder, as {@code /js/main.js}, in alphabetical order. */
  private static List<String> names() {
    try {
      URL folder = Asset.class.getResource(FOLDER);
      if (!(folder.openConnection() instanceof JarURLConnection inJar)) {
        return names(Path.of(folder.toURI()));
      }
      // By its path: a file system that is opened by its URI may be open but once in a process.
      Path jar = Path.of(inJar.getJarFileURL().toURI());
      try (FileSystem files = FileSystems.newFileSystem(jar)) {
        return names(files.getPath(FOLDER));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> "/" + folder.relativize(file).toString().replace('\\', '/'))
          .sorted()
          .toList();
    }
  }

  private static Asset read(String path, String resource) {
    try (InputStream in = Asset.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is not on the class path");
      }
      byte[] bytes = in.readAllBytes();
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      String tag = "W/\"" + HexFormat.of().formatHex(hash, 0, 12) + '"';
      String type = TYPES.get(resource.replaceFirst(".*\\.", ""));
      return new Asset(path, type, bytes, pack(bytes), tag);
    } catch (IOException e) {
      throw new UncheckedIOException(resource, e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  private static byte[] pack(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }
}
