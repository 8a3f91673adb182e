package io.gyre.http;

import io.javalin.config.JavalinState;
import io.javalin.http.HandlerType;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Handles short questions to a model on the thread that has read them, one after the other, unless
 * they would have to wait there; and all other requests on threads of their own. To pass a question
 * on costs more processor time than to answer it, and where processors are busy it waits once more.
 */
final class ShortQuestions extends Handler.Wrapper {

  /**
   * The longest body: of some 50 fields. A question of many rows or for a digest passes its work on
   * itself.
   */
  private static final int BYTES = 4 << 10;

  private final JavalinState routes;
  private final BooleanSupplier models;

  /**
   * @param models tells whether no question to a model has to wait now, or for a ms or two
   */
  ShortQuestions(JavalinState routes, BooleanSupplier models) {
    this.routes = routes;
    this.models = models;
  }

  @Override
  public InvocationType getInvocationType() {
    // Otherwise Jetty passes every request on.
    return InvocationType.NON_BLOCKING;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    if (isShort(request) && HttpLimits.isFree() && models.getAsBoolean()) {
      return super.handle(request, response, callback);
    }
    request.getComponents().getExecutor().execute(() -> handleAway(request, response, callback));
    return true;
  }

  private boolean isShort(Request request) {
    return HttpMethod.POST.is(request.getMethod())
        && request.getLength() >= 0
        && request.getLength() <= BYTES
        && !request.getHeaders().contains(HttpHeader.CONTENT_ENCODING)
        && isQuestion(request);
  }

  private boolean isQuestion(Request request) {
    Route route = Route.of(routes, HandlerType.POST, request.getHttpURI().getPath());
    request.setAttribute(Route.ATTRIBUTE, route);
    return route == Route.INFERENCE;
  }

  private void handleAway(Request request, Response response, Callback callback) {
    try {
      if (!super.handle(request, response, callback)) {
        Response.writeError(request, response, callback, 404);
      }
    } catch (Throwable e) { // Nobody else ends a request that was taken.
      Response.writeError(request, response, callback, e);
    }
  }
}
