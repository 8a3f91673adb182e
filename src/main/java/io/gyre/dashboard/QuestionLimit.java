package io.gyre.dashboard;

import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * How many questions to the learners are answered at a time, by all pages: each holds a thread of
 * the server for up to some seconds, and others must stay for what is quick.
 */
final class QuestionLimit {

  private static final Semaphore FREE = new Semaphore(6);

  private QuestionLimit() {}

  /**
   * Answers a question.
   *
   * @throws HttpRefusalException with 503 if there are too many already
   */
  static <T> T answer(Supplier<T> question) {
    if (!FREE.tryAcquire()) {
      throw new HttpRefusalException(
          503, "The learners are asked too much at a time; ask again later");
    }
    try {
      return question.get();
    } finally {
      FREE.release();
    }
  }
}
