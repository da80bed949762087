package io.peerage.tracker.http;

import io.peerage.runtime.server.Exchange;
import io.peerage.runtime.server.RequestException;
import io.peerage.tracker.shadow.Shadow;
import java.io.IOException;
import java.util.Optional;

/** How the shadow policy compares with the one in force, in the operators' API. */
public final class ShadowRoutes {
  private static final int SHOWN = 100;
  private static final int MOST_SHOWN = 1000;

  private final Optional<Shadow> shadow;

  public ShadowRoutes(Optional<Shadow> shadow) {
    this.shadow = shadow;
  }

  void view(Exchange exchange) throws IOException, RequestException {
    int limit = PageQuery.limit(exchange, SHOWN, MOST_SHOWN);
    exchange.sendJson(200, Shadow.view(shadow, limit));
  }
}
