package io.peerage.runtime.http;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * The header fields that belong to one connection and are not forwarded by an intermediary (RFC
 * 9110 section 7.6.1): the standard ones, those that {@code Connection} names, and framing, which
 * client and server libraries write themselves.
 */
public final class ConnectionFields {
  private static final Set<String> ALWAYS =
      Set.of(
          "connection",
          "content-length",
          "expect",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private final Set<String> names = new HashSet<>(ALWAYS);

  /**
   * @param connectionValues the values of the message's {@code Connection} fields
   */
  public ConnectionFields(Iterable<String> connectionValues) {
    for (String value : connectionValues) {
      for (String name : value.split(",", -1)) {
        names.add(name.strip().toLowerCase(Locale.ROOT));
      }
    }
  }

  /** Whether the field {@code name}, in any case, stays behind. */
  public boolean contains(String name) {
    return names.contains(name.toLowerCase(Locale.ROOT));
  }
}
