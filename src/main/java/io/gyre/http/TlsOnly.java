package io.gyre.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.DetectorConnectionFactory;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.Callback;

/** Tells whoever begins without TLS that there is nothing else here; reads nothing of theirs. */
final class TlsOnly extends DetectorConnectionFactory {

  private static final String ANSWER =
      "HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n"
          + "{\"error\":\"This port is for HTTPS alone: ask https:// instead\"}";

  TlsOnly(SslConnectionFactory tls) {
    super(tls);
  }

  @Override
  protected void nextProtocol(Connector connector, EndPoint client, ByteBuffer begun) {
    client.write(Callback.from(client::close), ByteBuffer.wrap(ANSWER.getBytes(US_ASCII)));
  }
}
