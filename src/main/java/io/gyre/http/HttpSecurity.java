package io.gyre.http;

import javax.net.ssl.SSLContext;

/**
 * What protects a server. Beyond loopback it changes nothing, and without a token it shows nothing
 * but health and metrics, unless the last two say otherwise.
 *
 * @param tls the server's certificate and key; null serves plain HTTP
 * @param token what a client must know; null if there is none
 * @param open whether others may look and ask without a token
 * @param changes whether others may change something
 */
public record HttpSecurity(SSLContext tls, AccessToken token, boolean open, boolean changes) {

  /** Enough for this machine alone. */
  public static final HttpSecurity NONE = new HttpSecurity(null, null, false, false);
}
