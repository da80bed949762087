package io.peerage.tracker.http;

import io.peerage.runtime.server.Exchange;
import io.peerage.runtime.server.RequestException;
import io.peerage.runtime.server.Routes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.Optional;

/**
 * Who may use the admin API: whoever shows the token, or a session that the token began.
 *
 * <p>A request by cookie that changes something must come from the dashboard's own pages: the
 * browser says so by {@code Sec-Fetch-Site} or {@code Origin}. Wrong tokens are limited per
 * address; over the limit no token is looked at, while sessions go on.
 */
final class AdminAccess {
  private static final String COOKIE = "peerage-session";
  private static final String BEARER = "Bearer ";
  private static final int MAX_LOGIN_BYTES = 1024;

  private final AdminToken token;
  private final Sessions sessions;
  private final RequestRate<String> wrongTokens;

  /**
   * @param wrongTokens how many wrong tokens one address may try
   */
  AdminAccess(AdminToken token, Sessions sessions, RequestRate<String> wrongTokens) {
    this.token = token;
    this.sessions = sessions;
    this.wrongTokens = wrongTokens;
  }

  /** The body of a login. */
  record Login(String token) {}

  /** {@code endpoint}, for those who may. */
  Routes.Endpoint guarded(Routes.Endpoint endpoint) {
    return exchange -> {
      exchange.set("Cache-Control", "no-store");
      exchange.set("X-Content-Type-Options", "nosniff");
      requireAccess(exchange);
      endpoint.serve(exchange);
    };
  }

  private void requireAccess(Exchange exchange) throws RequestException {
    Optional<String> authorization = exchange.header("Authorization");
    if (authorization.isPresent()) {
      String value = authorization.get();
      requireToken(
          exchange, value.startsWith(BEARER) ? value.substring(BEARER.length()).strip() : "");
      return;
    }
    if (session(exchange).filter(sessions::isOpen).isEmpty()) {
      exchange.set("WWW-Authenticate", "Bearer");
      throw new RequestException(
          401,
          "Not signed in",
          "send Authorization: Bearer with the token from the data folder's file admin-token, or"
              + " sign in at POST /api/v1/session");
    }
    boolean changes = !exchange.isHead() && !exchange.method().equals("GET");
    if (changes && !isOwnPage(exchange)) {
      throw new RequestException(
          403,
          "Foreign page",
          "a request by cookie must come from the dashboard itself (Sec-Fetch-Site or Origin)");
    }
  }

  private void requireToken(Exchange exchange, String candidate) throws RequestException {
    String address =
        exchange
            .remoteAddress()
            .map(remote -> remote.getAddress())
            .map(InetAddress::getHostAddress)
            .orElse("");
    if (!wrongTokens.hasRoom(address)) {
      exchange.set("Retry-After", "60");
      throw new RequestException(
          429, "Too many wrong tokens", "wait a minute before you try another token");
    }
    if (!token.matches(candidate)) {
      wrongTokens.admit(address);
      exchange.set("WWW-Authenticate", "Bearer");
      throw new RequestException(
          401, "Wrong token", "the token is in the data folder's file admin-token");
    }
  }

  private static boolean isOwnPage(Exchange exchange) {
    Optional<String> site = exchange.header("Sec-Fetch-Site");
    if (site.isPresent()) {
      return site.get().equals("same-origin");
    }
    Optional<String> origin = exchange.header("Origin");
    Optional<String> host = exchange.header("Host");
    try {
      return origin.isPresent()
          && host.isPresent()
          && host.get().equalsIgnoreCase(URI.create(origin.get()).getRawAuthority());
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static Optional<String> session(Exchange exchange) {
    return exchange
        .header("Cookie")
        .flatMap(cookies ->
            Arrays.stream(cookies.split(";", 100))
                .map(String::strip)
                .filter(cookie -> cookie.startsWith(COOKIE + "="))
                .map(cookie -> cookie.substring(COOKIE.length() + 1))
                .findFirst());
  }

  /** What {@code GET /api/v1/session} says. */
  record SessionState(boolean signedIn) {}

  /** {@code GET /api/v1/session}: for pages, which have to know whether to ask for the token. */
  void state(Exchange exchange) throws IOException {
    exchange.set("Cache-Control", "no-store");
    exchange.set("X-Content-Type-Options", "nosniff");
    exchange.sendJson(
        200, new SessionState(session(exchange).filter(sessions::isOpen).isPresent()));
  }

  /** {@code POST /api/v1/session}. */
  void signIn(Exchange exchange) throws IOException, RequestException {
    exchange.set("Cache-Control", "no-store");
    if (exchange.header("Origin").isPresent() && !isOwnPage(exchange)) {
      throw new RequestException(403, "Foreign page", "sign in on the dashboard itself");
    }
    requireToken(exchange, exchange.bodyAs(Login.class, MAX_LOGIN_BYTES).token());
    setCookie(exchange, sessions.start(), sessions.lifetime().toSeconds());
    exchange.sendStatus(204);
  }

  /** {@code DELETE /api/v1/session}. */
  void signOut(Exchange exchange) {
    session(exchange).ifPresent(sessions::end);
    setCookie(exchange, "", 0);
    exchange.sendStatus(204);
  }

  private static void setCookie(Exchange exchange, String value, long seconds) {
    exchange.set(
        "Set-Cookie",
        "%s=%s; Path=/; Max-Age=%d; HttpOnly; SameSite=Strict".formatted(COOKIE, value, seconds));
  }
}
