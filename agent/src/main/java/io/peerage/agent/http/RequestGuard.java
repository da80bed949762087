package io.peerage.agent.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.Protocols;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Stands in front of the edge and refuses what no honest client sends, so that nothing that two
 * parsers could read in two ways goes on to an origin: what Undertow lets through of odd framing,
 * targets and fields. What it refuses ends its connection, since where the next request begins is
 * not sure. Thread-safe.
 */
final class RequestGuard implements HttpHandler {
  private static final int MAX_FIELDS = 128;
  private static final int MAX_HEADER_CHARS = 32 * 1024;
  private static final int MAX_TARGET_CHARS = 8 * 1024;

  /** Fields that are for all who handle a request, or that frame it: not the connection's own. */
  private static final Set<String> END_TO_END =
      Set.of(
          "accept",
          "accept-encoding",
          "accept-language",
          "authorization",
          "cache-control",
          "cdn-loop",
          "content-encoding",
          "content-length",
          "content-range",
          "content-type",
          "cookie",
          "date",
          "expect",
          "forwarded",
          "host",
          "if-match",
          "if-modified-since",
          "if-none-match",
          "if-range",
          "if-unmodified-since",
          "max-forwards",
          "origin",
          "pragma",
          "range",
          "referer",
          "transfer-encoding",
          "user-agent",
          "via",
          "x-forwarded-for",
          "x-forwarded-host",
          "x-forwarded-proto");

  private final Problems problems;
  private final long maxBodyBytes;
  private final HttpHandler next;

  /**
   * @param maxBodyBytes the longest body of a request
   */
  RequestGuard(Problems problems, long maxBodyBytes, HttpHandler next) {
    this.problems = problems;
    this.maxBodyBytes = maxBodyBytes;
    this.next = next;
  }

  /** Why a request is refused. */
  private record Refusal(int status, String why, String title, String detail) {
    static Optional<Refusal> malformed(String detail) {
      return Optional.of(new Refusal(400, "malformed", "Malformed request", detail));
    }
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    Optional<Refusal> refusal =
        line(exchange).or(() -> fields(exchange)).or(() -> framing(exchange));
    if (refusal.isEmpty()) {
      if (!exchange.isRequestComplete()) {
        exchange.setMaxEntitySize(maxBodyBytes);
      }
      next.handleRequest(exchange);
      return;
    }
    Refusal said = refusal.get();
    exchange.setPersistent(false);
    problems.send(exchange, said.status, said.why, said.title, said.detail);
  }

  // ---- the request line ----

  private static Optional<Refusal> line(HttpServerExchange exchange) {
    HttpString protocol = exchange.getProtocol();
    if (!protocol.equals(Protocols.HTTP_1_1)
        && !protocol.equals(Protocols.HTTP_2_0)
        && !protocol.equals(Protocols.HTTP_1_0)) {
      return Optional.of(
          new Refusal(
              505,
              "version",
              "HTTP version not supported",
              "HTTP/1.0, HTTP/1.1 and HTTP/2 are; the request says " + protocol + "."));
    }
    HttpString method = exchange.getRequestMethod();
    if (method.equals(Methods.CONNECT) || method.equals(Methods.TRACE)) {
      return Optional.of(
          new Refusal(
              405,
              "method",
              "Method not allowed",
              "The agent opens no tunnels and shows nobody's request to others: no "
                  + method
                  + "."));
    }
    String uri = exchange.getRequestURI();
    if (uri.length() + exchange.getQueryString().length() > MAX_TARGET_CHARS) {
      return Optional.of(
          new Refusal(
              414,
              "long",
              "Target too long",
              "Path and query have at most " + MAX_TARGET_CHARS + " characters."));
    }
    return exchange.isHostIncludedInRequestURI() ? absolute(exchange, uri) : origin(uri);
  }

  private static Optional<Refusal> origin(String uri) {
    return uri.startsWith("/")
        ? path(uri)
        : Refusal.malformed(
            "A target is a path that begins with /, or an http URL; not what the request asks for.");
  }

  /** An absolute form must not name another host than Host does: one of them would be believed. */
  private static Optional<Refusal> absolute(HttpServerExchange exchange, String uri) {
    int authority = uri.indexOf("://") + 3;
    String scheme = uri.substring(0, Math.max(0, authority - 3)).toLowerCase(Locale.ROOT);
    if (authority < 3 || !(scheme.equals("http") || scheme.equals("https"))) {
      return Refusal.malformed("The URL in the request line is neither http nor https.");
    }
    int end = uri.indexOf('/', authority);
    String host = exchange.getRequestHeaders().getFirst(Headers.HOST);
    if (!uri.substring(authority, end < 0 ? uri.length() : end)
        .equalsIgnoreCase(host == null ? "" : host)) {
      return Refusal.malformed("The URL in the request line is of another host than Host says.");
    }
    return end < 0 ? Optional.empty() : path(uri.substring(end));
  }

  /** Control characters are in no path's name, however they are written. */
  private static Optional<Refusal> path(String path) {
    for (int i = path.indexOf('%'); i >= 0; i = path.indexOf('%', i + 1)) {
      int value = i + 2 < path.length() ? Character.digit(path.charAt(i + 1), 16) : -1;
      int low = i + 2 < path.length() ? Character.digit(path.charAt(i + 2), 16) : -1;
      if (value < 0 || low < 0) {
        return Refusal.malformed("After % in the path stand two hexadecimal digits.");
      }
      int octet = value * 16 + low;
      if (octet < ' ' || octet == 0x7f) {
        return Refusal.malformed(
            "The path has a control character, %" + path.substring(i + 1, i + 3));
      }
    }
    return Optional.empty();
  }

  // ---- the fields ----

  private static Optional<Refusal> fields(HttpServerExchange exchange) {
    HeaderMap header = exchange.getRequestHeaders();
    int count = 0;
    int chars = 0;
    for (long at = header.fastIterateNonEmpty(); at != -1; at = header.fiNextNonEmpty(at)) {
      HeaderValues values = header.fiCurrent(at);
      HttpString name = values.getHeaderName();
      if (!isToken(name)) {
        return Refusal.malformed("A field's name has characters that no name has.");
      }
      for (int i = 0; i < values.size(); i++) {
        String value = values.get(i);
        count++;
        chars += name.length() + value.length() + 4;
        if (hasControl(value)) {
          return Refusal.malformed("The field " + name + " has a control character.");
        }
      }
    }
    if (count > MAX_FIELDS || chars > MAX_HEADER_CHARS) {
      return Optional.of(
          new Refusal(
              431,
              "large",
              "Header too large",
              "A header has at most %d fields and %d characters; this one has %d and %d."
                  .formatted(MAX_FIELDS, MAX_HEADER_CHARS, count, chars)));
    }
    return host(exchange).or(() -> connection(exchange));
  }

  private static boolean isToken(HttpString name) {
    for (int i = 0; i < name.length(); i++) {
      byte c = name.byteAt(i);
      boolean fits =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
      if (!fits) {
        return false;
      }
    }
    return name.length() > 0;
  }

  static boolean hasControl(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if ((c < ' ' && c != '\t') || c == 0x7f) {
        return true;
      }
    }
    return false;
  }

  private static Optional<Refusal> host(HttpServerExchange exchange) {
    HeaderValues hosts = exchange.getRequestHeaders().get(Headers.HOST);
    if (hosts == null || hosts.isEmpty()) {
      return exchange.getProtocol().equals(Protocols.HTTP_1_0)
          ? Optional.empty()
          : Refusal.malformed("Host (in HTTP/2 :authority) is missing.");
    }
    if (hosts.size() > 1) {
      return Refusal.malformed("Host stands there more than once.");
    }
    String host = hosts.getFirst();
    for (int i = 0; i < host.length(); i++) {
      char c = host.charAt(i);
      boolean fits =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || "-._~:[]%".indexOf(c) >= 0;
      if (!fits) {
        return Refusal.malformed("Host is a name or an address and perhaps a port.");
      }
    }
    return Optional.empty();
  }

  /** Who says that an end-to-end field is the connection's own wants it to vanish on the way. */
  private static Optional<Refusal> connection(HttpServerExchange exchange) {
    HeaderValues values = exchange.getRequestHeaders().get(Headers.CONNECTION);
    if (values == null) {
      return Optional.empty();
    }
    for (String value : values) {
      for (String option : value.split(",", -1)) {
        String name = option.strip().toLowerCase(Locale.ROOT);
        if (name.equals("close")) {
          // Undertow sees it only where it stands alone.
          exchange.setPersistent(false);
        }
        if (END_TO_END.contains(name)) {
          return Refusal.malformed(
              "Connection names " + name + ", which is not for this connection alone.");
        }
      }
    }
    return Optional.empty();
  }

  // ---- where the request ends ----

  private Optional<Refusal> framing(HttpServerExchange exchange) {
    HeaderMap header = exchange.getRequestHeaders();
    HeaderValues codings = header.get(Headers.TRANSFER_ENCODING);
    HeaderValues lengths = header.get(Headers.CONTENT_LENGTH);
    if (codings != null) {
      if (lengths != null || codings.size() > 1) {
        return Refusal.malformed(
            "Transfer-Encoding stands there with Content-Length, or more than once.");
      }
      if (!exchange.getProtocol().equals(Protocols.HTTP_1_1)) {
        return Refusal.malformed("Transfer-Encoding is of HTTP/1.1 alone.");
      }
      if (!codings.getFirst().equalsIgnoreCase("chunked")) {
        return Optional.of(
            new Refusal(
                501,
                "coding",
                "Transfer coding not implemented",
                "A request's body is sent with Content-Length, or chunked and nothing else."));
      }
      // Undertow takes chunks apart that are none, and what is left over must not be a request.
      exchange.setPersistent(false);
    }
    if (lengths != null) {
      String length = lengths.getFirst();
      if (lengths.size() > 1 || !isLength(length)) {
        return Refusal.malformed("Content-Length is one whole number.");
      }
      if (Long.parseLong(length) > maxBodyBytes) {
        return Optional.of(
            new Refusal(
                413,
                "large",
                "Content too large",
                "A request's body has at most %d bytes, not %s.".formatted(maxBodyBytes, length)));
      }
    }
    return Optional.empty();
  }

  private static boolean isLength(String text) {
    return !text.isEmpty()
        && text.length() <= 18
        && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
