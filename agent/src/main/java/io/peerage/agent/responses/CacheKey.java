package io.peerage.agent.responses;

import io.peerage.protocol.site.SiteName;
import java.util.Locale;

/**
 * What a response is stored under (RFC 9111 section 2): the target URI. The variants of one target
 * are told apart by {@code Vary}.
 *
 * @param host the request's {@code Host} in lower case, with its port if it has one
 * @param target path and query as on the request line
 */
public record CacheKey(SiteName site, String host, String target) {
  public CacheKey {
    host = host.toLowerCase(Locale.ROOT);
  }

  /** The same site and host with another target. */
  CacheKey withTarget(String other) {
    return new CacheKey(site, host, other);
  }
}
