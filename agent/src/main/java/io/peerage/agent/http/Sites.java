package io.peerage.agent.http;

import io.peerage.agent.origin.Site;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Which site a request is for, by its Host. Immutable. */
final class Sites {
  private static final String ANY = "*";
  private final Map<String, Site> byHost = new HashMap<>();

  Sites(List<Site> sites) {
    for (Site site : sites) {
      for (String host : site.config().hosts()) {
        Site other = byHost.putIfAbsent(host.toLowerCase(Locale.ROOT), site);
        if (other != null) {
          throw new IllegalArgumentException(
              "sites: host %s is listed by %s and by %s"
                  .formatted(host, other.name(), site.name()));
        }
      }
    }
  }

  /** The site of a Host value, with or without a port. */
  Optional<Site> find(String host) {
    Site site = byHost.get(withoutPort(host).toLowerCase(Locale.ROOT));
    return Optional.ofNullable(site != null ? site : byHost.get(ANY));
  }

  private static String withoutPort(String host) {
    int colon = host.lastIndexOf(':');
    return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
  }
}
