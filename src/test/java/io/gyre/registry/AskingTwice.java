package io.gyre.registry;

import com.microsoft.kiota.RequestInformation;
import com.microsoft.kiota.serialization.Parsable;
import com.microsoft.kiota.serialization.ParsableFactory;
import io.kiota.http.jdk.JDKRequestAdapter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.HashMap;
import java.util.function.Supplier;

/**
 * Asks a registry once more what it has not answered in time, as Gyre does. Apicurio's own client
 * has no limit of time, and the program carries out one request in some 30,000 without an answer.
 * All that serializers ask may be asked again: a schema that is known is found.
 */
@SuppressWarnings("unchecked") // as JDKRequestAdapter itself does
final class AskingTwice extends JDKRequestAdapter {

  private final Duration limit;
  private final Supplier<String> log;

  /**
   * @param url of the API
   * @param limit for each of the two
   * @param log tells what the registry said, for a message
   */
  AskingTwice(String url, Duration limit, Supplier<String> log) {
    // Of itself it would ask for HTTP/2 with each request, and the program loses bodies with that.
    super(HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build());
    this.limit = limit;
    this.log = log;
    setBaseUrl(url);
  }

  @Override
  protected HttpRequest getRequestFromRequestInformation(RequestInformation asked) {
    HttpRequest request = super.getRequestFromRequestInformation(asked);
    return HttpRequest.newBuilder(request, (name, value) -> true).timeout(limit).build();
  }

  @Override
  public <T extends Parsable> T send(
      RequestInformation asked,
      HashMap<String, ParsableFactory<? extends Parsable>> errors,
      ParsableFactory<T> factory) {
    return twice(asked, () -> super.send(asked, errors, factory));
  }

  @Override
  public <T> T sendPrimitive(
      RequestInformation asked,
      HashMap<String, ParsableFactory<? extends Parsable>> errors,
      Class<T> type) {
    return twice(asked, () -> super.sendPrimitive(asked, errors, type));
  }

  private <T> T twice(RequestInformation asked, Supplier<T> request) {
    try {
      return request.get();
    } catch (RuntimeException e) {
      if (!(e.getCause() instanceof HttpTimeoutException)) {
        throw e;
      }
    }
    try {
      if (asked.content != null) {
        asked.content.reset();
      }
      return request.get();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      throw new IllegalStateException(
          "the registry was asked twice, with %s for each; it said last:%n%s"
              .formatted(limit, log.get()),
          e);
    }
  }
}
