package io.peerage.adapter.http;

import io.peerage.adapter.metrics.AdapterMetrics;
import io.peerage.adapter.publish.ContentService;
import io.peerage.protocol.identity.Role;
import io.peerage.protocol.identity.SpiffeId;
import io.peerage.runtime.identity.FleetTls;
import io.peerage.runtime.server.Exchange;
import io.peerage.runtime.server.RequestException;
import io.peerage.runtime.server.Routes;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** The routes of the adapter's two listeners, which differ in who is let in. */
public final class AdapterRoutes {
  /** Who may ask the adapter. */
  public static final Set<Role> CLIENTS = Set.of(Role.AGENT, Role.TRACKER);

  private final ManifestEndpoint manifests;
  private final ContentEndpoint contents;
  private final PassThrough passThrough;
  private final Semaphore requests;
  private final InstantSource clock;
  private final Supplier<Duration> grace;

  /**
   * @param pseudonym this adapter's name in {@code Via}, unlike any other's
   * @param maxRequests how many are served at once, over both listeners
   * @param maxBodyBytes the longest request body that is passed on
   * @param grace how long certificates are good beyond their end, while no tracker renews them
   */
  public AdapterRoutes(
      Sites sites,
      ContentService contents,
      String pseudonym,
      int maxRequests,
      long maxBodyBytes,
      AdapterMetrics metrics,
      InstantSource clock,
      Supplier<Duration> grace) {
    this.manifests = new ManifestEndpoint(sites, metrics, clock);
    this.contents = new ContentEndpoint(contents, metrics);
    this.passThrough = new PassThrough(sites, pseudonym, maxBodyBytes, metrics);
    this.requests = new Semaphore(maxRequests);
    this.clock = clock;
    this.grace = grace;
  }

  /** For agents, who show a certificate. */
  public Routes forAgents() {
    return routes(this::requireClient);
  }

  /** For whoever can reach the listener. */
  public Routes forAnyone() {
    return routes(_ -> {});
  }

  private interface Door {
    void check(Exchange exchange) throws RequestException;
  }

  private Routes routes(Door door) {
    return new Routes()
        .add("GET", "/peerage/v1/sites/{site}/manifest", behind(door, manifests::manifest))
        .add("GET", "/peerage/v1/sites/{site}/roots/{version}", behind(door, manifests::root))
        .add("GET", "/peerage/v1/content/{root}/chunks/{chunk}", behind(door, contents::serve))
        .add("GET", "/peerage/v1/content/{root}/layer", behind(door, contents::serve))
        .otherwise(behind(door, passThrough::serve));
  }

  private Routes.Endpoint behind(Door door, Routes.Endpoint endpoint) {
    return exchange -> {
      door.check(exchange);
      if (!requests.tryAcquire()) {
        exchange.set("Retry-After", "1");
        throw new RequestException(503, "Too busy", "too many requests are being served");
      }
      try {
        endpoint.serve(exchange);
      } finally {
        requests.release();
      }
    };
  }

  /**
   * A connection may outlive the certificate that it was opened with; then it must be opened anew,
   * or whoever was denied a renewal could stay for ever.
   */
  private void requireClient(Exchange exchange) throws RequestException {
    Optional<X509Certificate> certificate = exchange.tls().flatMap(FleetTls::peerCertificate);
    Optional<SpiffeId> id = certificate.flatMap(SpiffeId::of);
    if (id.isEmpty() || !CLIENTS.contains(id.get().role())) {
      throw refuse(exchange, "only agents and trackers that show their certificate are served");
    }
    Instant end = certificate.get().getNotAfter().toInstant().plus(grace.get());
    if (end.isBefore(clock.instant())) {
      throw refuse(exchange, "the certificate of this connection has expired; connect again");
    }
  }

  private static RequestException refuse(Exchange exchange, String detail) {
    exchange.set("Connection", "close");
    return new RequestException(403, "Forbidden", detail);
  }
}
