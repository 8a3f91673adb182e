package io.gyre.serving;

import io.javalin.http.HttpResponseException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What clients may take of the server, each of them and all together. */
public final class HttpLimits {

  /** One accepts, one selects; the others only compute, for no client is waited for. */
  public static final int THREADS = 10;

  /** A browser opens at most six for all its pages. */
  public static final int CONNECTIONS = 1_000;

  /** A connection on which nothing happens for so long is closed. */
  static final int IDLE_MS = 30_000;

  /** Once there are as many connections as there may be: those that do nothing make room. */
  static final int IDLE_AT_LIMIT_MS = 1_000;

  /** For a request's body, and for the answer's: 5 MB at 0.7 Mbit/s. */
  static final Duration BODY_TIME = Duration.ofMinutes(1);

  /** A file that is sent may take so many times as long: 256 MiB at 4 Mbit/s. */
  static final int UPLOAD_TIMES = 10;

  /** A request's body in memory: enough for 10,000 features written in full. */
  static final int BODY_BYTES = 256 << 10;

  /** Answers beyond this count towards the limit below; of the others, each connection has one. */
  private static final int LARGE_BYTES = 256 << 10;

  /** For all large answers that wait for their clients, in bytes. The largest field has 5 MB. */
  private static final Semaphore LARGE_ANSWERS = new Semaphore(64 << 20);

  /** Pages of an application that listen: more than anyone opens. */
  public static final int PAGES = 200;

  /** Events that wait for one page; when there are more, it gets a snapshot instead. */
  public static final int EVENTS = 8;

  /**
   * Questions to the learners at a time, by all clients: each holds a thread for up to some
   * seconds, and others must stay for what is quick.
   */
  private static final Semaphore QUESTIONS = new Semaphore(6);

  /** So long a plane may take, in ns; a question to one who learns takes thrice its work. */
  public static final double PLANE_NANOS = TimeUnit.MILLISECONDS.toNanos(1_500);

  /** So long is asked for the weights of the fields at once, in ns. */
  public static final long WEIGHTS_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

  /** Places of a plane along each side. */
  public static final int RESOLUTION = 512;

  /** Fields that an answer lists. */
  public static final int FIELDS = 500;

  private HttpLimits() {}

  /**
   * Answers a question to the learners.
   *
   * @throws HttpResponseException with 503 if there are too many already
   */
  public static <T> T answer(Supplier<T> question) {
    if (!QUESTIONS.tryAcquire()) {
      throw new HttpResponseException(
          503, "The learners are asked too much at a time; ask again later");
    }
    try {
      return question.get();
    } finally {
      QUESTIONS.release();
    }
  }

  /**
   * Makes room for an answer that waits for its client.
   *
   * @param bytes its length
   * @return gives the room back
   * @throws HttpResponseException with 503 if too many large ones wait already
   */
  static Runnable room(int bytes) {
    int large = bytes > LARGE_BYTES ? bytes : 0;
    if (!LARGE_ANSWERS.tryAcquire(large)) {
      throw new HttpResponseException(
          503, "Too many large answers wait for slow clients; ask again later");
    }
    return () -> LARGE_ANSWERS.release(large);
  }
}
