package io.gyre.http;

/** Something that listens for HTTP. */
public interface Served extends AutoCloseable {

  int port();

  /** Returns where a browser finds it, as {@code http://127.0.0.1:8080}. */
  String url();

  @Override
  void close();
}
