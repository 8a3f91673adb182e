package io.gyre.http;

import static io.gyre.http.HttpServer.refusal;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The limits on the server's resources for each client and for all together. */
public final class HttpLimits {

  /** One accepts, one reads and answers short questions; the others compute. */
  public static final int THREADS = 10;

  /** A browser opens at most six for all its pages. */
  public static final int CONNECTIONS = 1_000;

  /** The time after which a connection is closed on which nothing happens. */
  static final int IDLE_MS = 30_000;

  /** The same once there are as many connections as there may be. */
  static final int IDLE_AT_LIMIT_MS = 1_000;

  /** For a request's body, and for the answer's: 5 MB at 0.7 Mbit/s. */
  public static final Duration BODY_TIME = Duration.ofMinutes(1);

  /** A file that is sent may take this many times as long: 256 MiB at 4 Mbit/s. */
  static final int UPLOAD_TIMES = 10;

  /** A request's body in memory: enough for 10,000 features written in full. */
  static final int BODY_BYTES = 256 << 10;

  /** The body of a login, whose sender nobody knows yet. */
  static final int LOGIN_BYTES = 4 << 10;

  /** Larger answers count towards the limit below; of the others, each connection has one. */
  private static final int LARGE_BYTES = 256 << 10;

  /** The bytes of all large answers that wait for their clients. The largest plane has 5 MB. */
  private static final Semaphore LARGE_ANSWERS = new Semaphore(64 << 20);

  /** Open pages of an application. */
  public static final int PAGES = 200;

  /** Events that wait for one page; when there are more, it gets a snapshot instead. */
  public static final int EVENTS = 8;

  /** Questions to the learners at a time: each holds a thread, the longest for some seconds. */
  private static final Semaphore QUESTIONS = new Semaphore(6, true);

  /** The time of a plane, in ns; a question to a learner that learns takes thrice its work. */
  public static final double PLANE_NANOS = TimeUnit.MILLISECONDS.toNanos(1_500);

  /** The time to compute the weights of fields in one request, in ns. */
  public static final long WEIGHTS_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

  /** Places of a plane along each side. */
  public static final int RESOLUTION = 512;

  /** Fields that an answer lists. */
  public static final int FIELDS = 500;

  /** Rows of one question. */
  public static final int ROWS = 1_000;

  /** Numbers of the answer to one question: some 4 MB of JSON. */
  public static final int PROBABILITIES = 200_000;

  /** How long a question waits for its turn. */
  private static final long PATIENCE_MS = 1_000;

  private HttpLimits() {}

  /** Tells whether another question would be answered now. */
  static boolean isFree() {
    return QUESTIONS.availablePermits() > 0 && !QUESTIONS.hasQueuedThreads();
  }

  /** Answers a question to the learners, if there are not too many already. */
  public static <T> T answer(Supplier<T> question) {
    try {
      if (!QUESTIONS.tryAcquire(PATIENCE_MS, TimeUnit.MILLISECONDS)) {
        throw refusal(503, "The learners are asked too much at a time; ask again later");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw refusal(503, "The server stops");
    }
    try {
      return question.get();
    } finally {
      QUESTIONS.release();
    }
  }

  /** Makes room for an answer that waits for its client; the result gives the room back. */
  static Runnable room(int bytes) {
    int large = bytes > LARGE_BYTES ? bytes : 0;
    if (!LARGE_ANSWERS.tryAcquire(large)) {
      throw refusal(503, "Too many large answers wait for slow clients; ask again later");
    }
    return () -> LARGE_ANSWERS.release(large);
  }
}
