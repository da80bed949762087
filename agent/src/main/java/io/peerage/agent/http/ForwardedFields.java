package io.peerage.agent.http;

import io.peerage.agent.caching.HeaderFields;
import io.peerage.runtime.http.ConnectionFields;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The header fields of requests, as they came and as they go on. Immutable. */
final class ForwardedFields {
  /** A request that came through more caches than these is going round in circles. */
  private static final int MAX_CDNS = 16;

  private static final String CDN_LOOP = "CDN-Loop";

  private final String via;
  private final String cdnInfo;

  /**
   * @param name of this cache
   * @param instance tells this agent from others of that name
   */
  ForwardedFields(String name, String instance) {
    this.via = "1.1 " + name;
    this.cdnInfo = name + "; agent=" + instance;
  }

  /** As they came. */
  static HeaderFields received(HttpServerExchange exchange) {
    List<HeaderFields.Field> fields = new ArrayList<>();
    for (HeaderValues values : exchange.getRequestHeaders()) {
      String name = values.getHeaderName().toString();
      for (int i = 0; i < values.size(); i++) {
        fields.add(new HeaderFields.Field(name, values.get(i)));
      }
    }
    return new HeaderFields(fields);
  }

  /**
   * As they came, but for those that {@code Connection} names: the origin does not see them, so no
   * answer may be stored as if it had.
   */
  static HeaderFields believed(HttpServerExchange exchange) {
    HeaderValues connection = exchange.getRequestHeaders().get(Headers.CONNECTION);
    if (connection == null || isUsual(connection)) {
      return received(exchange);
    }
    Set<String> named = new HashSet<>();
    for (String value : connection) {
      for (String option : value.split(",", -1)) {
        named.add(option.strip().toLowerCase(Locale.ROOT));
      }
    }
    return received(exchange).without(name -> named.contains(name.toLowerCase(Locale.ROOT)));
  }

  private static boolean isUsual(HeaderValues connection) {
    return connection.size() == 1
        && (connection.getFirst().equalsIgnoreCase("keep-alive")
            || connection.getFirst().equalsIgnoreCase("close"));
  }

  /** Without those of the client's connection, and with those that say which way they came. */
  HeaderFields forwarded(HttpServerExchange exchange) {
    HeaderMap received = exchange.getRequestHeaders();
    HeaderValues connection = received.get(Headers.CONNECTION);
    ConnectionFields dropped = new ConnectionFields(connection == null ? List.of() : connection);
    return received(exchange).without(dropped::contains).with("Via", via).with(CDN_LOOP, cdnInfo);
  }

  /** Whether the request came through this agent before (RFC 8586), or through very many. */
  boolean isLoop(HttpServerExchange exchange) {
    HeaderValues values = exchange.getRequestHeaders().get(CDN_LOOP);
    if (values == null) {
      return false;
    }
    int cdns = 0;
    for (String value : values) {
      for (String info : value.split(",", -1)) {
        cdns += info.isBlank() ? 0 : 1;
        if (normal(info).equals(normal(cdnInfo))) {
          return true;
        }
      }
    }
    return cdns > MAX_CDNS;
  }

  private static String normal(String info) {
    return info.replaceAll("[\\s\"]", "").toLowerCase(Locale.ROOT);
  }
}
