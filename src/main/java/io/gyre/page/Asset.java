package io.gyre.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.gyre.http.JsonBody;
import io.gyre.scoring.Metric;
import io.gyre.scoring.MetricRegistry;
import io.gyre.scoring.RareClasses;
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
 * A file of the page, from the jar or made of what the program knows, once at the start. Javalin's
 * own static files would hold a thread for a slow reader, and their tags do not change with the
 * content.
 *
 * @param path under which it is served
 * @param packed its content, packed by gzip
 * @param tag changes with the content
 */
record Asset(String path, String type, byte[] bytes, byte[] packed, String tag) {

  private static final String UPLOT = "META-INF/resources/webjars/uplot/1.6.30/dist/";
  private static final String FOLDER = "page/";

  static List<Asset> all() {
    List<Asset> all = new ArrayList<>();
    try (ResourceFactory.Closeable resources = ResourceFactory.closeable()) {
      Resource folder = resources.newClassLoaderResource(FOLDER);
      for (Resource file : folder.getAllResources()) {
        if (!file.isDirectory()) {
          all.add(read(("/" + folder.getPathTo(file)).replace("/index.html", "/"), file));
        }
      }
      all.add(read("/uplot/uPlot.js", resources.newClassLoaderResource(UPLOT + "uPlot.esm.js")));
      all.add(read("/uplot/uPlot.css", resources.newClassLoaderResource(UPLOT + "uPlot.min.css")));
      all.add(of("/js/metrics.js", "metrics.js", MetricText.module()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all;
  }

  private static Asset read(String path, Resource resource) throws IOException {
    try (InputStream in = resource.newInputStream()) {
      return of(path, resource.getFileName(), in.readAllBytes());
    }
  }

  private static Asset of(String path, String file, byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    }
    String tag = "W/\"" + UUID.nameUUIDFromBytes(bytes) + '"';
    String type = MimeTypes.DEFAULTS.getMimeByExtension(file);
    String encoding = type.startsWith("text/") ? "; charset=utf-8" : "";
    return new Asset(path, type + encoding, bytes, packed.toByteArray(), tag);
  }

  /** What the page must know of a metric to show it. */
  record MetricText(
      String name,
      String title,
      String meaning,
      Metric.Unit unit,
      boolean lessIsBetter,
      Metric.Shown shown,
      boolean leads,
      boolean ofAmounts) {

    /** Returns those of the registry as a module of the page. */
    static byte[] module() throws JsonProcessingException {
      List<MetricText> all = MetricRegistry.metrics().stream().map(MetricText::of).toList();
      return ("export const METRICS = " + JsonBody.JSON.writeValueAsString(all) + ";")
          .getBytes(UTF_8);
    }

    private static MetricText of(Metric<?> m) {
      boolean less = m.unit().lessIsBetter();
      boolean leads = RareClasses.leads(m);
      boolean amounts = MetricRegistry.metrics(true).contains(m);
      return new MetricText(
          m.name(), m.title(), m.meaning(), m.unit(), less, m.shown(), leads, amounts);
    }
  }
}
