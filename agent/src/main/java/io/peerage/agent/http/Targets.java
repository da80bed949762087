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
    // Nothing when it leads above the root.
    return path != null && (path.equals("/peerage/v1") || path.startsWith("/peerage/v1/"));
  }

  /**
   * Whether a segment of the path is {@code .} or {@code ..}, however it is spelt: clients remove
   * those before they ask (RFC 3986 section 5.2.4), and what is behind might read them.
   */
  static boolean hasDotSegments(String target) {
    int query = target.indexOf('?');
    String path = query < 0 ? target : target.substring(0, query);
    if (path.indexOf("/.") < 0 && path.indexOf('%') < 0) {
      return false;
    }
    String plain =
        path.replaceAll("(?i)%2e", ".").replaceAll("(?i)%2f|%5c", "/").replace('\\', '/');
    for (String segment : plain.split("/", -1)) {
      // What follows a semicolon is a parameter to some servers.
      String name = segment.indexOf(';') < 0 ? segment : segment.substring(0, segment.indexOf(';'));
      if (name.equals(".") || name.equals("..")) {
        return true;
      }
    }
    return false;
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
