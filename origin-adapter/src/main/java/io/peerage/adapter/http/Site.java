package io.peerage.adapter.http;

import io.peerage.adapter.keys.SiteSigner;
import io.peerage.adapter.publish.Publisher;
import io.peerage.adapter.source.Source;
import io.peerage.protocol.site.SiteName;
import java.util.List;

/**
 * A site as it is served.
 *
 * @param hosts the {@code Host} values it answers to, in lower case; {@code *} for all the others
 */
public record Site(
    SiteName name, List<String> hosts, SiteSigner signer, Publisher publisher, Source source) {
  public Site {
    hosts = List.copyOf(hosts);
  }
}
