package io.peerage.tracker.http;

import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.identity.Role;
import io.peerage.protocol.identity.SpiffeId;
import io.peerage.runtime.identity.FleetTls;
import io.peerage.runtime.server.Exchange;
import io.peerage.runtime.server.RequestException;
import io.peerage.tracker.enrolment.Enrolled;
import io.peerage.tracker.enrolment.Enrolments;
import io.peerage.tracker.identity.Caller;
import io.peerage.tracker.identity.NetworkGroup;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who makes a request on the agents' listener. That the certificate is of our authority was checked
 * in the handshake; here, whether it still holds, for whom, and whether that one may ask this.
 */
final class CallerCheck {
  private final Enrolments enrolments;
  private final InstantSource clock;
  private final RequestRate<AgentId> rate;

  /**
   * @param rate of each identity
   */
  CallerCheck(Enrolments enrolments, InstantSource clock, RequestRate<AgentId> rate) {
    this.enrolments = enrolments;
    this.clock = clock;
    this.rate = rate;
  }

  /** A caller with the certificate it showed. */
  record Holder(SpiffeId id, X509Certificate certificate, Caller caller) {}

  /** The agent that asks. */
  Caller requireAgent(Exchange exchange) throws RequestException {
    return require(exchange, Set.of(Role.AGENT)).caller();
  }

  /** Whoever asks, if it has one of {@code roles} and is enrolled. */
  Holder require(Exchange exchange, Set<Role> roles) throws RequestException {
    X509Certificate certificate = certificate(exchange);
    // A connection may outlive the certificate that it began with.
    if (!clock.instant().isBefore(certificate.getNotAfter().toInstant())) {
      throw new RequestException(
          401,
          "Certificate expired",
          "the certificate ended at %s; renew it".formatted(certificate.getNotAfter()));
    }
    return holder(exchange, certificate, roles);
  }

  /** The same, but its certificate may have ended, as when it or the tracker was away. */
  Holder requireToRenew(Exchange exchange, Set<Role> roles) throws RequestException {
    return holder(exchange, certificate(exchange), roles);
  }

  private static X509Certificate certificate(Exchange exchange) throws RequestException {
    return exchange
        .tls()
        .flatMap(FleetTls::peerCertificate)
        .orElseThrow(() ->
            new RequestException(
                401,
                "No client certificate",
                "this path needs a certificate; enrol at /peerage/v1/enrol for one"));
  }

  private Holder holder(Exchange exchange, X509Certificate certificate, Set<Role> roles)
      throws RequestException {
    SpiffeId id =
        SpiffeId.of(certificate)
            .orElseThrow(
                () -> new RequestException(403, "No identity", "the certificate has no SPIFFE id"));
    if (!roles.contains(id.role())) {
      throw new RequestException(
          403,
          "Wrong role",
          "%s is no %s"
              .formatted(
                  id,
                  roles.stream().map(Role::segment).sorted().collect(Collectors.joining(" or "))));
    }
    Enrolled enrolled =
        enrolments
            .find(id.id())
            .filter(one ->
                one.role() == id.role()
                    && id.trustDomain().equals(enrolments.authority().trustDomain()))
            .orElseThrow(() ->
                new RequestException(
                    403, "Not enrolled", id + " is not enrolled here; enrol it again"));
    if (!rate.admit(id.id())) {
      exchange.set("Retry-After", "1");
      throw new RequestException(
          429, "Too many requests", id.id() + " asks too often (agents.requestsPerSecond)");
    }
    return new Holder(id, certificate, new Caller(id.id(), enrolled.account(), network(exchange)));
  }

  static NetworkGroup network(Exchange exchange) {
    return exchange
        .remoteAddress()
        .map(address -> NetworkGroup.of(address.getAddress()))
        .orElse(NetworkGroup.UNKNOWN);
  }
}
