package io.peerage.runtime.http;

import java.io.IOException;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.HttpResponseInformationCallback;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * Hands interim responses (1xx) to whoever wants them, for intermediaries, which pass them on (RFC
 * 9110 section 15.2): all but 100, which is about the connection, and 101, which is never asked
 * for. Thread-safe.
 */
public class InterimResponses extends HttpRequestExecutor {
  private static final String ATTRIBUTE = InterimResponses.class.getName();

  /** Takes an interim response; called on the thread that waits for the final one. */
  public interface Receiver {
    void receive(HttpResponse interim) throws IOException;
  }

  /** Names the receiver for one request. */
  public static void receive(HttpContext context, Receiver receiver) {
    context.setAttribute(ATTRIBUTE, receiver);
  }

  @Override
  public ClassicHttpResponse execute(
      ClassicHttpRequest request,
      HttpClientConnection connection,
      @Nullable HttpResponseInformationCallback callback,
      HttpContext context)
      throws IOException, HttpException {
    if (!(context.getAttribute(ATTRIBUTE) instanceof Receiver receiver)) {
      return super.execute(request, connection, callback, context);
    }
    IOException[] failure = new IOException[1];
    ClassicHttpResponse response =
        super.execute(
            request,
            connection,
            (interim, _, _) -> {
              try {
                if (interim.getCode() > 101) {
                  receiver.receive(interim);
                }
              } catch (IOException e) {
                failure[0] = e;
              }
            },
            context);
    if (failure[0] != null) {
      response.close();
      throw failure[0];
    }
    return response;
  }
}
