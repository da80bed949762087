package io.peerage.agent.origin;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import io.peerage.agent.access.QueryRule;
import io.peerage.agent.access.SignedUrlConfig;
import io.peerage.protocol.site.RootPin;
import io.peerage.protocol.site.SiteName;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A site that the agent serves. In a list of sites, {@code query} and {@code signedUrls} may be
 * left out.
 *
 * @param name as its publisher signs it
 * @param hosts the Host values of its requests, without port; {@code "*"} for all others
 * @param adapter the https URL of its origin adapter
 * @param rootPin the pin of its first root document, as {@code peerage keys show} prints it
 * @param query which parameters of a query belong to an object's name
 * @param signedUrls whether requests need a signed URL
 */
public record SiteConfig(
    SiteName name,
    List<String> hosts,
    URI adapter,
    RootPin rootPin,
    QueryRule query,
    SignedUrlConfig signedUrls) {
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

  @JsonCreator
  static SiteConfig read(
      @JsonProperty(value = "name", required = true) SiteName name,
      @JsonProperty(value = "hosts", required = true) List<String> hosts,
      @JsonProperty(value = "adapter", required = true) URI adapter,
      @JsonProperty(value = "rootPin", required = true) RootPin rootPin,
      @JsonProperty("query") @JsonSetter(nulls = Nulls.SET) @Nullable QueryRule query,
      @JsonProperty("signedUrls") @JsonSetter(nulls = Nulls.SET)
          @Nullable SignedUrlConfig signedUrls) {
    return new SiteConfig(
        name,
        hosts,
        adapter,
        rootPin,
        query == null ? QueryRule.DEFAULT : query,
        signedUrls == null ? SignedUrlConfig.NONE : signedUrls);
  }

  /** A site that needs no signed URLs, and whose objects are told apart by all of their query. */
  public static SiteConfig of(SiteName name, List<String> hosts, URI adapter, RootPin rootPin) {
    return new SiteConfig(name, hosts, adapter, rootPin, QueryRule.DEFAULT, SignedUrlConfig.NONE);
  }

  /** The same with other rules for its URLs. */
  public SiteConfig with(QueryRule otherQuery, SignedUrlConfig otherSignedUrls) {
    return new SiteConfig(name, hosts, adapter, rootPin, otherQuery, otherSignedUrls);
  }
}
