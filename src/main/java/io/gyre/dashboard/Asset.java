package io.gyre.dashboard;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.eclipse.jetty.util.resource.Resource;
import org.eclipse.jetty.util.resource.ResourceFactory;

/**
 * A file of the page, from the jar. Which there are is found once, at the start; no request names a
 * file. Javalin's own static files would hold a thread for a slow reader, and their tags do not
 * change with the content.
 *
 * @param path under which it is served
 * @param packed its content, packed by gzip
 * @param tag changes with the content
 */
record Asset(String path, String type, byte[] bytes, byte[] packed, String tag) {

  private static final String UPLOT = "META-INF/resources/webjars/uplot/1.6.30/dist/";
  private static final String FOLDER = "dashboard/";

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml",
          "json", "application/json");

  /** Reads them all, in alphabetical order. */
  static List<Asset> all() {
    List<Asset> all = new ArrayList<>();
    try (ResourceFactory.Closeable resources = ResourceFactory.closeable()) {
      Resource folder = resources.newClassLoaderResource(FOLDER);
      folder.getAllResources().stream()
          .filter(file -> !file.isDirectory())
          .sorted(Comparator.comparing(Resource::getURI))
          .map(file -> read(("/" + folder.getPathTo(file)).replace("/index.html", "/"), file))
          .forEach(all::add);
      all.add(read("/uplot/uPlot.js", resources.newClassLoaderResource(UPLOT + "uPlot.esm.js")));
      all.add(read("/uplot/uPlot.css", resources.newClassLoaderResource(UPLOT + "uPlot.min.css")));
    }
    return all;
  }

  private static Asset read(String path, Resource resource) {
    try (InputStream in = resource.newInputStream()) {
      byte[] bytes = in.readAllBytes();
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      String tag = "W/\"" + HexFormat.of().formatHex(hash, 0, 12) + '"';
      String type = TYPES.get(resource.getFileName().replaceFirst(".*\\.", ""));
      return new Asset(path, type, bytes, pack(bytes), tag);
    } catch (IOException e) {
      throw new UncheckedIOException(path, e);
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
