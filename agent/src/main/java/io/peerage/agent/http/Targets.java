package io.peerage.agent.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.CanonicalPathUtils;

/** The target of a request in origin form (RFC 9112 section 3.2.1), as it stood on the line. */
final class Targets {
  private Targets() {}

  /**
   * Whether the path is one of the fleet's own, which only members of the trust domain may use;
   * however it is spelt.
   */
  static boolean isReserved(HttpServerExchange exchange) {
    String path = CanonicalPathUtils.canonicalize(exchange.getRequestPath(), true);
    return path.equals("/peerage/v1") || path.startsWith("/peerage/v1/");
  }

  static String originForm(HttpServerExchange exchange) {
    String uri = exchange.getRequestURI();
    if (exchange.isHostIncludedInRequestURI()) {
      // Absolute form: what follows the authority.
      int authority = uri.indexOf("//");
      int path = uri.indexOf('/', authority + 2);
      uri = path < 0 ? "/" : uri.substring(path);
    }
    String query = exchange.getQueryString();
    return query.isEmpty() ? uri : uri + "?" + query;
  }
}
