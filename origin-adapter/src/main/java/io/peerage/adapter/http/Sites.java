package io.peerage.adapter.http;

import io.peerage.protocol.site.SiteName;
import io.peerage.runtime.server.Exchange;
import io.peerage.runtime.server.RequestException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Finds the site that a request is for. Immutable. */
public final class Sites {
  private static final String ANY_HOST = "*";

  private final Map<String, Site> byHost = new HashMap<>();
  private final Map<SiteName, Site> byName = new HashMap<>();

  public Sites(List<Site> sites) {
    for (Site site : sites) {
      byName.put(site.name(), site);
      site.hosts().forEach(host -> byHost.put(host.toLowerCase(Locale.ROOT), site));
    }
  }

  /** The site that lists the request's {@code Host}, as it is or without its port. */
  Site ofHost(Exchange exchange) throws RequestException {
    String host = exchange.header("Host").orElse("").strip().toLowerCase(Locale.ROOT);
    return Optional.ofNullable(byHost.get(host))
        .or(() -> Optional.ofNullable(byHost.get(withoutPort(host))))
        .or(() -> Optional.ofNullable(byHost.get(ANY_HOST)))
        .orElseThrow(() ->
            new RequestException(
                421,
                "Misdirected request",
                "no site of this adapter has the host \""
                    + host
                    + "\"; list it under hosts of the site that it belongs to"));
  }

  /** The site named in the request's path. */
  Site ofPath(Exchange exchange) throws RequestException {
    String name = exchange.pathParameter("site");
    try {
      Site site = byName.get(new SiteName(name));
      if (site != null) {
        return site;
      }
    } catch (IllegalArgumentException e) {
      // No site has such a name.
    }
    throw new RequestException(404, "No such site", "this adapter has no site \"" + name + '"');
  }

  private static String withoutPort(String host) {
    int colon = host.lastIndexOf(':');
    return colon < 0 || host.endsWith("]") ? host : host.substring(0, colon);
  }
}
