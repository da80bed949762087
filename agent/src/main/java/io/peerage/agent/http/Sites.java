package io.peerage.agent.http;

import io.peerage.agent.origin.Site;
import io.peerage.runtime.config.ConfigException;
import io.peerage.runtime.config.FollowedFiles;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Which site a request is for, by its Host. Immutable. */
final class Sites {
  private static final String ANY = "*";
  private final Map<String, ServedSite> byHost = new HashMap<>();
  private final List<ServedSite> all = new ArrayList<>();

  /**
   * @throws ConfigException when a site's secrets cannot be read
   */
  Sites(List<Site> sites) throws ConfigException {
    for (Site site : sites) {
      ServedSite served = ServedSite.of(site);
      all.add(served);
      for (String host : site.config().hosts()) {
        ServedSite other = byHost.putIfAbsent(host.toLowerCase(Locale.ROOT), served);
        if (other != null) {
          throw new IllegalArgumentException(
              "sites: host %s is listed by %s and by %s"
                  .formatted(host, other.site().name(), site.name()));
        }
      }
    }
  }

  /** The site of a Host value, with or without a port. */
  Optional<ServedSite> find(String host) {
    ServedSite site = byHost.get(withoutPort(host).toLowerCase(Locale.ROOT));
    return Optional.ofNullable(site != null ? site : byHost.get(ANY));
  }

  /** Looks whether their secrets have changed. Blocks for the disk. */
  void tend() {
    all.forEach(site -> site.secrets().ifPresent(FollowedFiles::tend));
  }

  private static String withoutPort(String host) {
    int colon = host.lastIndexOf(':');
    return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
  }
}
