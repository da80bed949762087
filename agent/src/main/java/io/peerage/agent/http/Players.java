package io.peerage.agent.http;

import io.peerage.agent.prefetch.Cmcd;
import io.peerage.agent.prefetch.Link;
import io.peerage.agent.prefetch.Prefetcher;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Shows the prefetcher what players ask for, and keeps what players say of themselves (CTA-5004)
 * out of targets. Thread-safe.
 */
final class Players {
  private static final String PARAMETER = "CMCD=";
  private static final HttpString REQUEST = new HttpString("CMCD-Request");
  private static final HttpString SESSION = new HttpString("CMCD-Session");
  private static final HttpString OBJECT = new HttpString("CMCD-Object");
  private static final List<HttpString> FIELDS = List.of(SESSION, OBJECT, REQUEST);
  private static final Set<String> PLAYLIST_TYPES =
      Set.of(
          "application/vnd.apple.mpegurl",
          "application/x-mpegurl",
          "audio/mpegurl",
          "audio/x-mpegurl");

  private final Prefetcher prefetcher;
  private final ForwardedFields forwarded;

  Players(Prefetcher prefetcher, ForwardedFields forwarded) {
    this.prefetcher = prefetcher;
    this.forwarded = forwarded;
  }

  /**
   * The target without the query parameter {@code CMCD}: it tells of the player, not of the object.
   */
  static String withoutCmcd(String target) {
    int query = target.indexOf('?');
    if (query < 0 || target.indexOf(PARAMETER, query) < 0) {
      return target;
    }
    List<String> kept = new ArrayList<>();
    for (String parameter : target.substring(query + 1).split("&", -1)) {
      if (!parameter.startsWith(PARAMETER)) {
        kept.add(parameter);
      }
    }
    String path = target.substring(0, query);
    return kept.isEmpty() ? path : path + '?' + String.join("&", kept);
  }

  /** An object is asked for. */
  void requested(HttpServerExchange exchange, ServedSite site, String name) {
    if (prefetcher.isOn() && exchange.getRequestMethod().equals(Methods.GET)) {
      prefetcher.requested(observed(exchange, site, name));
    }
  }

  /** An object was answered for, or at least the head of the answer is made. */
  void answered(HttpServerExchange exchange, ServedSite site, String name) {
    if (prefetcher.isOn()
        && exchange.getStatusCode() == 200
        && exchange.getRequestMethod().equals(Methods.GET)
        && isPlaylist(exchange.getResponseHeaders().getFirst(Headers.CONTENT_TYPE))) {
      prefetcher.playlistServed(observed(exchange, site, name));
    }
  }

  private static boolean isPlaylist(@Nullable String contentType) {
    if (contentType == null || contentType.startsWith("video/")) {
      return false;
    }
    int end = contentType.indexOf(';');
    String type = end < 0 ? contentType : contentType.substring(0, end);
    return PLAYLIST_TYPES.contains(type.strip().toLowerCase(Locale.ROOT));
  }

  private Prefetcher.Observed observed(HttpServerExchange exchange, ServedSite site, String name) {
    String host = exchange.getRequestHeaders().getFirst(Headers.HOST);
    Cmcd says = says(exchange);
    return new Prefetcher.Observed(
        site.site(),
        host == null ? "" : host,
        says.sid().isEmpty() ? whereFrom(exchange) : says.sid(),
        name,
        says,
        link -> {
          ServedSite.Meaning meaning = site.read(withoutCmcd(link), true);
          return new Link(meaning.name(), meaning.passedOn());
        },
        () -> forwarded.forwarded(exchange).without(Players::isOfThisRequest));
  }

  /** Fields that are about the one object that was asked for. */
  private static boolean isOfThisRequest(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.equals("range") || lower.startsWith("if-") || lower.startsWith("cmcd-");
  }

  private static Cmcd says(HttpServerExchange exchange) {
    HeaderMap header = exchange.getRequestHeaders();
    StringBuilder text = new StringBuilder();
    for (HttpString name : FIELDS) {
      HeaderValues values = header.get(name);
      if (values != null) {
        text.append(text.isEmpty() ? "" : ",").append(String.join(",", values));
      }
    }
    int parameter = exchange.getQueryString().indexOf(PARAMETER);
    if (text.isEmpty() && parameter >= 0) {
      String rest = exchange.getQueryString().substring(parameter + PARAMETER.length());
      int end = rest.indexOf('&');
      try {
        text.append(
            URLDecoder.decode(end < 0 ? rest : rest.substring(0, end), StandardCharsets.UTF_8));
      } catch (IllegalArgumentException _) {
        // Not percent-encoded as it should be: nothing is said.
      }
    }
    return text.isEmpty() ? Cmcd.NONE : Cmcd.parse(text.toString());
  }

  /** Tells a player from most others when it does not say its session. */
  private static String whereFrom(HttpServerExchange exchange) {
    String program = exchange.getRequestHeaders().getFirst(Headers.USER_AGENT);
    return exchange.getSourceAddress().getAddress().getHostAddress()
        + ' '
        + (program == null ? "" : program);
  }
}
