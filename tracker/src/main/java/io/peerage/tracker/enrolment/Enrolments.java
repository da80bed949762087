package io.peerage.tracker.enrolment;

import io.peerage.protocol.content.Sha256Hash;
import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.identity.CertificateRequests;
import io.peerage.protocol.identity.Certificates;
import io.peerage.protocol.identity.EnrolmentToken;
import io.peerage.protocol.identity.Role;
import io.peerage.protocol.identity.SpiffeId;
import io.peerage.protocol.json.Base64Bytes;
import io.peerage.protocol.key.PublicKey;
import io.peerage.protocol.message.AgentState;
import io.peerage.protocol.message.CertificateBundle;
import io.peerage.protocol.message.EnrolRequest;
import io.peerage.protocol.message.RenewRequest;
import io.peerage.tracker.bans.Bans;
import io.peerage.tracker.bans.Status;
import io.peerage.tracker.enrolment.EnrolmentRefusedException.Reason;
import io.peerage.tracker.events.EventLog;
import io.peerage.tracker.events.EventType;
import io.peerage.tracker.identity.Account;
import io.peerage.tracker.identity.Authority;
import java.net.URI;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives out identities: a token from an operator is exchanged once for a certificate, which is
 * renewed for as long as its holder is not banned. Thread-safe.
 */
public final class Enrolments {
  private static final Logger log = LoggerFactory.getLogger(Enrolments.class);

  private final Authority authority;
  private final EnrolmentLimits limits;
  private final EnrolmentStore store;
  private final Bans bans;
  private final Supplier<URI> publicUrl;
  private final InstantSource clock;
  private final SecureRandom random;
  private final EventLog events;
  private final Map<AgentId, Enrolled> enrolled = new ConcurrentHashMap<>();

  /**
   * Reads the store.
   *
   * @param publicUrl where agents reach the tracker; it goes into tokens
   */
  public Enrolments(
      Authority authority,
      EnrolmentLimits limits,
      EnrolmentStore store,
      Bans bans,
      Supplier<URI> publicUrl,
      InstantSource clock,
      SecureRandom random,
      EventLog events) {
    this.authority = authority;
    this.limits = limits;
    this.store = store;
    this.bans = bans;
    this.publicUrl = publicUrl;
    this.clock = clock;
    this.random = random;
    this.events = events;
    store.enrolled().forEach(this::admit);
  }

  private void admit(Enrolled newcomer) {
    enrolled.put(newcomer.id(), newcomer);
    AgentState state =
        switch (newcomer.role()) {
          case AGENT -> AgentState.PROBATION;
          // They are the publishers' own and serve nobody else's bytes.
          case ORIGIN_ADAPTER, TRACKER -> AgentState.TRUSTED;
        };
    bans.admit(newcomer.id(), state, newcomer.enrolledAt());
  }

  public Authority authority() {
    return authority;
  }

  /**
   * Makes a token, which is shown once and kept nowhere.
   *
   * @param lifetime one second to {@link EnrolmentToken#MAX_LIFETIME}
   */
  public EnrolmentToken createToken(Role role, Account account, Duration lifetime)
      throws EnrolmentRefusedException {
    if (role == Role.TRACKER) {
      throw new EnrolmentRefusedException(
          Reason.MALFORMED, "role is agent or origin-adapter, not tracker");
    }
    if (lifetime.compareTo(Duration.ofSeconds(1)) < 0
        || lifetime.compareTo(EnrolmentToken.MAX_LIFETIME) > 0) {
      throw new EnrolmentRefusedException(
          Reason.MALFORMED,
          "lifetimeSeconds is 1 to %d, not %d"
              .formatted(EnrolmentToken.MAX_LIFETIME.toSeconds(), lifetime.toSeconds()));
    }
    Instant now = clock.instant();
    if (store.openTokens(now) >= limits.tokens()) {
      throw new EnrolmentRefusedException(
          Reason.FULL,
          limits.tokens()
              + " tokens are neither used nor expired (limits.tokens); wait until some are");
    }
    byte[] secret = new byte[EnrolmentToken.SECRET_BYTES];
    random.nextBytes(secret);
    Instant expires = now.plus(lifetime);
    store.addToken(new TokenRecord(Sha256Hash.hash(secret), role, account, now, expires));
    return new EnrolmentToken(
        publicUrl.get(), authority.pin(), role, Base64Bytes.of(secret), expires);
  }

  /** Exchanges a token's secret for an identity. */
  public CertificateBundle enrol(EnrolRequest request) throws EnrolmentRefusedException {
    Sha256Hash secretHash = Sha256Hash.hash(request.secret().toArray());
    TokenRecord token =
        store.token(secretHash).orElseThrow(() -> refusal(Redemption.UNKNOWN, Optional.empty()));
    PublicKey key = requireKey(request.csr());
    if (enrolled.size() >= limits.identities()) {
      throw new EnrolmentRefusedException(
          Reason.FULL,
          "the tracker remembers as many identities as it may (limits.identities is %d)"
              .formatted(limits.identities()));
    }
    SpiffeId id = authority.newName(token.role());
    X509Certificate certificate = authority.issue(key, id);
    Instant now = clock.instant();
    Enrolled newcomer =
        new Enrolled(
            id.id(), token.role(), token.account(), now, certificate.getNotAfter().toInstant());
    int room = limits.identitiesPerAccount() - lapsedAndDenied(token.account(), now);
    Redemption redemption = store.redeem(secretHash, newcomer, room, now);
    if (redemption != Redemption.GRANTED) {
      throw refusal(redemption, Optional.of(token));
    }
    admit(newcomer);
    events.add(
        EventType.AGENT_ENROLLED,
        newcomer.id(),
        "enrolled as %s of account %s".formatted(token.role().segment(), token.account()));
    log.info("enrolled {} of account {}", id, token.account());
    return bundle(id, certificate);
  }

  /** Those count on, or else a ban would cost an account nothing. */
  private int lapsedAndDenied(Account account, Instant now) {
    return Math.toIntExact(
        enrolled.values().stream()
            .filter(one -> one.account().equals(account) && !now.isBefore(one.certificateUntil()))
            .filter(one -> !bans.state(one.id()).isOffered())
            .count());
  }

  private EnrolmentRefusedException refusal(Redemption redemption, Optional<TokenRecord> token) {
    return switch (redemption) {
      case UNKNOWN, GRANTED ->
          new EnrolmentRefusedException(
              Reason.FORBIDDEN, "the token is not known here; ask the operator for a new one");
      case USED ->
          new EnrolmentRefusedException(
              Reason.FORBIDDEN, "the token was used already; ask the operator for a new one");
      case EXPIRED ->
          new EnrolmentRefusedException(
              Reason.FORBIDDEN,
              "the token expired%s; ask the operator for a new one"
                  .formatted(token.map(t -> " at " + t.expires()).orElse("")));
      case ACCOUNT_FULL ->
          new EnrolmentRefusedException(
              Reason.FULL,
              "account%s has as many identities as it may (limits.identitiesPerAccount is %d)"
                  .formatted(
                      token.map(t -> " " + t.account()).orElse(""), limits.identitiesPerAccount()));
    };
  }

  /**
   * Renews a certificate, also one that has ended, of an identity that is still remembered.
   *
   * @param certificate that the asker showed in TLS
   */
  public CertificateBundle renew(SpiffeId id, X509Certificate certificate, RenewRequest request)
      throws EnrolmentRefusedException {
    Enrolled asker =
        find(id.id())
            .orElseThrow(() ->
                new EnrolmentRefusedException(
                    Reason.FORBIDDEN, id.id() + " is not enrolled here; enrol it again"));
    requireNotBanned(id.id());
    PublicKey key = requireKey(request.csr());
    try {
      if (!key.equals(Certificates.publicKey(certificate))) {
        throw new EnrolmentRefusedException(
            Reason.MALFORMED, "csr is for the same key as the certificate that is renewed");
      }
    } catch (CertificateException e) {
      throw new EnrolmentRefusedException(Reason.MALFORMED, String.valueOf(e.getMessage()));
    }
    X509Certificate renewed = authority.issue(key, id);
    Instant until = renewed.getNotAfter().toInstant();
    store.renewed(asker.id(), until);
    enrolled.computeIfPresent(asker.id(), (_, known) -> known.renewedUntil(until));
    return bundle(id, renewed);
  }

  private void requireNotBanned(AgentId agent) throws EnrolmentRefusedException {
    Optional<Status> status = bans.status(agent);
    if (status.isPresent() && status.get().state() == AgentState.BANNED) {
      throw new EnrolmentRefusedException(
          Reason.FORBIDDEN,
          "%s is banned until %s on the evidence %s"
              .formatted(agent, status.get().until(), String.join(", ", status.get().evidence())));
    }
  }

  private static PublicKey requireKey(Base64Bytes csr) throws EnrolmentRefusedException {
    try {
      return CertificateRequests.requireKey(csr);
    } catch (IllegalArgumentException e) {
      throw new EnrolmentRefusedException(Reason.MALFORMED, String.valueOf(e.getMessage()));
    }
  }

  private CertificateBundle bundle(SpiffeId id, X509Certificate certificate) {
    return new CertificateBundle(
        id, Certificates.der(certificate), Certificates.der(authority.certificate()));
  }

  /** Who has that name. */
  public Optional<Enrolled> find(AgentId agent) {
    return Optional.ofNullable(enrolled.get(agent));
  }

  /** Everyone, lapsed ones included. */
  public List<Enrolled> all() {
    return List.copyOf(enrolled.values());
  }

  /** Removes an identity whose certificate has lapsed. */
  public void forget(AgentId agent) {
    store.forget(agent);
    enrolled.remove(agent);
  }

  /** Removes tokens that nobody can use any more. */
  public void removeOldTokens() {
    store.removeTokensExpiredBefore(clock.instant().minus(EnrolmentToken.MAX_LIFETIME));
  }
}
