package io.peerage.tracker.http;

import io.peerage.runtime.server.Exchange;
import io.peerage.runtime.server.RequestException;
import java.util.Optional;

/** The query by which lists are read page by page: {@code ?limit=50&before=n}. */
final class PageQuery {
  private PageQuery() {}

  /**
   * Below which number the page begins.
   *
   * @param what it is the number of, for the error
   */
  static long before(Exchange exchange, String what) throws RequestException {
    return number(exchange, "before", Long.MAX_VALUE, Long.MAX_VALUE, what);
  }

  /** How many there are on the page. */
  static int limit(Exchange exchange, int otherwise, int max) throws RequestException {
    return (int) number(exchange, "limit", otherwise, max, "1 to " + max);
  }

  private static long number(Exchange exchange, String name, long otherwise, long max, String what)
      throws RequestException {
    Optional<String> asked = exchange.queryParameter(name);
    if (asked.isEmpty()) {
      return otherwise;
    }
    String text = asked.get();
    long value = text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
    if (value < 1 || value > max) {
      throw new RequestException(
          400,
          "Malformed request",
          "%s is %s, not \"%s\""
              .formatted(name, what, text.length() <= 80 ? text : text.substring(0, 77) + "..."));
    }
    return value;
  }
}
