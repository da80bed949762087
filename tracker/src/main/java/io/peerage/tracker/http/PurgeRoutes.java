package io.peerage.tracker.http;

import io.peerage.protocol.message.Purge;
import io.peerage.runtime.server.Exchange;
import io.peerage.runtime.server.RequestException;
import io.peerage.tracker.purges.PurgeView;
import io.peerage.tracker.purges.Purges;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;

/** Purges in the operators' API. */
public final class PurgeRoutes {
  private static final int PAGE = 50;
  private static final int MAX_PAGE = 500;

  private final Purges purges;
  private final int perMinute;

  /** All operators share one. */
  private final RequestRate<String> rate;

  /**
   * @param perMinute purges in the long run; a tenth of it at once
   */
  public PurgeRoutes(Purges purges, int perMinute) {
    this.purges = purges;
    this.perMinute = perMinute;
    this.rate = new RequestRate<>(perMinute, Math.max(1, perMinute / 10), System::nanoTime);
  }

  void request(Exchange exchange) throws IOException, RequestException {
    Purge purge = exchange.bodyAs(Purge.class, Purge.MAX_BYTES);
    if (!rate.admit("")) {
      exchange.set("Retry-After", "1");
      throw new RequestException(
          429,
          "Too many purges",
          ("more than purges.perMinute (%d) are requested; purge by prefix or tag what belongs"
                  + " together")
              .formatted(perMinute));
    }
    String by =
        exchange.remoteAddress().map(InetSocketAddress::toString).orElse("an unknown address");
    PurgeView view = purges.request(purge, by);
    exchange.set("Location", "/api/v1/purges/" + view.id());
    exchange.sendJson(201, view);
  }

  void page(Exchange exchange) throws IOException, RequestException {
    long before = PageQuery.before(exchange, "the id of a purge");
    exchange.sendJson(200, purges.page(before, PageQuery.limit(exchange, PAGE, MAX_PAGE)));
  }

  void find(Exchange exchange) throws IOException, RequestException {
    String id = exchange.pathParameter("id");
    Optional<PurgeView.Details> found =
        id.matches("\\d{1,18}") ? purges.find(Long.parseLong(id)) : Optional.empty();
    exchange.sendJson(
        200,
        found.orElseThrow(() ->
            new RequestException(
                404,
                "No such purge",
                "there is no purge \"%s\"; they are kept for a limited time (purges.keptFor)"
                    .formatted(shown(id)))));
  }

  private static String shown(String text) {
    return text.length() <= 80 ? text : text.substring(0, 77) + "...";
  }
}
