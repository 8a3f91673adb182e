package io.gyre;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import org.jetbrains.lincheck.Lincheck;

/**
 * Runs threads in many of the orders in which a scheduler could run them: they change wherever a
 * field is read or written. A run has the same orders as the one before. Time stands still in it,
 * and a thread that nobody will wake is a failure.
 */
public final class Interleavings {

  /** Enough for each fault that was put in by hand; for longer: {@code -Dgyre.orders=5000}. */
  private static final int ORDERS = Integer.getInteger("gyre.orders", 50);

  private Interleavings() {}

  /** What a thread does. */
  @FunctionalInterface
  public interface Work {
    void run() throws Exception;
  }

  /** Plays a scene, which makes all that its threads share, in many orders. */
  public static void explore(Work scene) {
    Lincheck.runConcurrentTest(ORDERS, () -> finish(scene));
  }

  private static void finish(Work scene) {
    try {
      scene.run();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Runs threads until all have ended; one that fails lets this fail. */
  public static void together(Work... works) throws InterruptedException {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread[] threads = new Thread[works.length];
    for (int i = 0; i < works.length; i++) {
      Work work = works[i];
      threads[i] = new Thread(() -> run(work, failure));
      threads[i].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    if (failure.get() != null) {
      throw new AssertionError(failure.get());
    }
  }

  private static void run(Work work, AtomicReference<Throwable> failure) {
    try {
      work.run();
    } catch (Throwable e) {
      failure.set(e);
    }
  }

  /** Quicker than an assertion of a library, which would be explored too. */
  public static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }

  /** Makes an object whose methods are told by their names; libraries' own are not explored. */
  public static <T> T stub(Class<T> type, BiFunction<String, Object[], Object> calls) {
    InvocationHandler handler =
        (proxy, method, arguments) ->
            method.getName().equals("equals") ? false : calls.apply(method.getName(), arguments);
    return type.cast(
        Proxy.newProxyInstance(
            Interleavings.class.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
