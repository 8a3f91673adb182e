package io.gyre.dashboard;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import org.eclipse.jetty.http.MimeTypes;
import org.eclipse.jetty.util.resource.Resource;
import org.eclipse.jetty.util.resource.ResourceFactory;

/**
 * A file of the page, from the jar, read once at the start. Javalin's own static files would hold a
 * thread for a slow reader, and their tags do not change with the content.
 *
 * @param path under which it is served
 * @param packed its content, packed by gzip
 * @param tag changes with the content
 */
record Asset(String path, String type, byte[] bytes, byte[] packed, String tag) {

  private static final String UPLOT = "META-INF/resources/webjars/uplot/1.6.30/dist/";
  private static final String FOLDER = "dashboard/";

  static List<Asset> all() {
    List<Asset> all = new ArrayList<>();
    try (ResourceFactory.Closeable resources = ResourceFactory.closeable()) {
      Resource folder = resources.newClassLoaderResource(FOLDER);
      folder.getAllResources().stream()
          .filter(file -> !file.isDirectory())
          .map(file -> read(("/" + folder.getPathTo(file)).replace("/index.html", "/"), file))
          .forEach(all::add);
      all.add(read("/uplot/uPlot.js", resources.newClassLoaderResource(UPLOT + "uPlot.esm.js")));
      all.add(read("/uplot/uPlot.css", resources.newClassLoaderResource(UPLOT + "uPlot.min.css")));
    }
    return all;
  }

  private static Asset read(String path, Resource resource) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (InputStream in = resource.newInputStream();
        GZIPOutputStream out = new GZIPOutputStream(packed)) {
      byte[] bytes = in.readAllBytes();
      out.write(bytes);
      out.finish();
      String tag = "W/\"" + UUID.nameUUIDFromBytes(bytes) + '"';
      String type = MimeTypes.DEFAULTS.getMimeByExtension(resource.getFileName());
      String encoding = type.startsWith("text/") ? "; charset=utf-8" : "";
      return new Asset(path, type + encoding, bytes, packed.toByteArray(), tag);
    } catch (IOException e) {
      throw new UncheckedIOException(path, e);
    }
  }
}
