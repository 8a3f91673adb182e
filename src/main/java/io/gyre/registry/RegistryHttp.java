package io.gyre.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gyre.registry.RegistryException.Kind;
import io.gyre.registry.RegistrySettings.Endpoint;
import java.io.ByteArrayOutputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/** Asks a registry by HTTP, with limits of time and size. Thread-safe. */
final class RegistryHttp implements AutoCloseable {

  static final int MAX_BYTES = 4 << 20;

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "schema-registry");
            thread.setDaemon(true);
            return thread;
          });
  private final HttpClient client;
  private final Duration timeout;

  /**
   * Makes a client.
   *
   * @param ssl null for that of the JVM
   */
  RegistryHttp(SSLContext ssl) {
    this(ssl, TIMEOUT);
  }

  /** Makes one as above, with a time for each request in all. */
  RegistryHttp(SSLContext ssl, Duration timeout) {
    this.timeout = timeout;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(Version.HTTP_1_1)
            // A password must not follow.
            .followRedirects(Redirect.NEVER)
            .connectTimeout(CONNECT_TIMEOUT)
            .executor(threads);
    client = (ssl == null ? builder : builder.sslContext(ssl)).build();
  }

  /**
   * Returns the answer, whatever its status.
   *
   * @param address which the endpoint's begins, or that of another path on its host
   * @param body of a POST; null for a GET
   * @throws RegistryException if none came
   */
  RegistryAnswer ask(Endpoint endpoint, String address, String body) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address));
    if (endpoint.authorization() != null) {
      request.header("Authorization", endpoint.authorization());
    }
    if (body != null) {
      request.header("Content-Type", "application/vnd.schemaregistry.v1+json");
      request.POST(BodyPublishers.ofString(body));
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CompletableFuture<HttpResponse<Void>> answer = null;
    try {
      answer =
          client.sendAsync(
              request.build(),
              BodyHandlers.ofByteArrayConsumer(part -> part.ifPresent(some -> add(some, bytes))));
      // HttpRequest.timeout would end with the headers.
      HttpResponse<Void> response = answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return RegistryAnswer.of(endpoint.url(), response.statusCode(), bytes.toString(UTF_8));
    } catch (ExecutionException e) {
      throw away(endpoint, reason(e.getCause()));
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw away(endpoint, "no answer within %.1f s".formatted(timeout.toMillis() / 1000.0));
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw away(endpoint, "interrupted");
    } catch (RejectedExecutionException e) {
      throw away(endpoint, "closed");
    }
  }

  /** Ends the answer by an exception if it is too large. */
  private static void add(byte[] some, ByteArrayOutputStream bytes) {
    if (bytes.size() + some.length > MAX_BYTES) {
      throw new TooLargeException();
    }
    bytes.writeBytes(some);
  }

  private static RegistryException away(Endpoint endpoint, String reason) {
    return new RegistryException(
        Kind.AWAY,
        "The schema registry at %s does not answer (%s).".formatted(endpoint.url(), reason));
  }

  private static String reason(Throwable failure) {
    if (failure instanceof HttpConnectTimeoutException) {
      return "no connection within %d s".formatted(CONNECT_TIMEOUT.toSeconds());
    }
    if (failure instanceof ConnectException) {
      return failure.getCause() instanceof UnresolvedAddressException
          ? "no such host"
          : "connection refused";
    }
    if (failure instanceof SSLException) {
      return "TLS: %s; check schema.registry.ssl.truststore.location"
          .formatted(failure.getMessage());
    }
    return failure instanceof TooLargeException || failure.getCause() instanceof TooLargeException
        ? "its answer has more than %d MiB".formatted(MAX_BYTES >> 20)
        : "the connection broke off";
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  private static final class TooLargeException extends RuntimeException {}
}
