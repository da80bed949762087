package io.peerage.agent.origin;

import io.peerage.protocol.site.RootPin;
import io.peerage.protocol.site.SiteName;
import java.net.URI;
import java.util.List;

/**
 * A site that the agent serves.
 *
 * @param name as its publisher signs it
 * @param hosts the Host values of its requests, without port; {@code "*"} for all others
 * @param adapter the https URL of its origin adapter
 * @param rootPin the pin of its first root document, as {@code peerage keys show} prints it
 */
public record SiteConfig(SiteName name, List<String> hosts, URI adapter, RootPin rootPin) {
  public SiteConfig {
    if (hosts.isEmpty()) {
      throw new IllegalArgumentException("hosts names at least one host, or \"*\"");
    }
    if (!"https".equals(adapter.getScheme()) || adapter.getHost() == null) {
      throw new IllegalArgumentException(
          "adapter is an https URL such as https://origin.example.com:7445, not " + adapter);
    }
    hosts = List.copyOf(hosts);
  }
}
