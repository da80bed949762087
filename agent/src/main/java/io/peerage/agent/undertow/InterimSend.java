package io.peerage.agent.undertow;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Protocols;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.xnio.channels.StreamSinkChannel;

/**
 * An interim response (1xx) before the final one. Undertow sends such only as the answer to {@code
 * Expect: 100-continue}; so, for the time of the call, the request seems to have that field. For a
 * virtual thread that has the exchange to itself, before its response has begun; the header is
 * small, so that it does not wait for the client.
 */
public final class InterimSend {
  private static final String CONTINUE = "100-continue";
  private static final int WAIT_MILLIS = 100;

  private final int status;
  private final HeaderMap fields = new HeaderMap();

  public InterimSend(int status) {
    this.status = status;
  }

  /** Adds a header field. */
  public void add(String name, String value) {
    fields.add(HttpString.tryFromString(name), value);
  }

  /** Sends it; not to clients of HTTP/1.0, who would not understand. */
  public void to(HttpServerExchange exchange) throws IOException {
    if (!exchange.getProtocol().equals(Protocols.HTTP_1_1) || exchange.isResponseStarted()) {
      return;
    }
    HeaderMap request = exchange.getRequestHeaders();
    String expected = request.getFirst(Headers.EXPECT);
    request.put(Headers.EXPECT, CONTINUE);
    HttpServerExchange interim;
    try {
      interim = exchange.getConnection().sendOutOfBandResponse(exchange);
    } finally {
      if (expected == null) {
        request.remove(Headers.EXPECT);
      } else {
        request.put(Headers.EXPECT, expected);
      }
    }
    interim.setStatusCode(status);
    fields.forEach(values -> interim.getResponseHeaders().putAll(values.getHeaderName(), values));
    // Not ended by itself: that would say Content-Length, which no interim response has.
    StreamSinkChannel channel = interim.getResponseChannel();
    channel.shutdownWrites();
    while (!channel.flush()) {
      channel.awaitWritable(WAIT_MILLIS, TimeUnit.MILLISECONDS);
    }
  }
}
