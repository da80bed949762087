package io.peerage.protocol.accounting;

import io.peerage.protocol.content.Sha256Hash;
import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.identity.CertificateIssuer;
import io.peerage.protocol.identity.Role;
import io.peerage.protocol.identity.SpiffeId;
import io.peerage.protocol.key.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** An authority, a tracker, and agents that sign receipts. */
public final class AccountingFixture {
  public static final Instant NOW = Instant.parse("2026-11-21T09:00:00Z");
  public static final String EPOCH = "00112233445566778899aabbccddeeff";
  public static final AgentId CLIENT = new AgentId("client");
  public static final AgentId SERVER = new AgentId("server-0");
  public static final long MAX_BYTES = 1000;

  private static final String DOMAIN = "peerage.test";
  private static final SecureRandom RANDOM = new SecureRandom();

  public final X509Certificate authority;
  private final CertificateIssuer issuer;
  public final Signer tracker;
  public final Signer client;

  /** A key with its certificate. */
  public record Signer(SpiffeId id, PrivateKey key, X509Certificate certificate) {}

  public AccountingFixture() throws CertificateException {
    PrivateKey key = PrivateKey.generate(RANDOM);
    this.authority =
        CertificateIssuer.selfSign(
            key, DOMAIN, NOW.minus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(1)), 1);
    this.issuer = new CertificateIssuer(key, authority);
    this.tracker = signer(Role.TRACKER, "t-1");
    this.client = signer(Role.AGENT, CLIENT.value());
  }

  public Signer signer(Role role, String name) {
    PrivateKey key = PrivateKey.generate(RANDOM);
    SpiffeId id = new SpiffeId(DOMAIN, role, new AgentId(name));
    return new Signer(
        id,
        key,
        issuer.issue(
            key.publicKey(), id, NOW.minusSeconds(60), NOW.plusSeconds(3600), RANDOM.nextInt()));
  }

  public static Ticket ticket(int number) {
    return new Ticket(
        "%032x".formatted(number),
        CLIENT,
        new AgentId("server-" + number),
        MAX_BYTES,
        NOW,
        NOW.plusSeconds(60));
  }

  /** Tickets for that many servers, as {@code by} signed them. */
  public static TicketSheet sheet(int size, Signer by) {
    return TicketSheet.sign(
        IntStream.range(0, size).mapToObj(AccountingFixture::ticket).toList(),
        by.key(),
        by.certificate(),
        NOW);
  }

  public SignedTicket signedTicket() throws Exception {
    return sheet(3, tracker).open(authority).getFirst();
  }

  public static SignedPage page(
      Signer by, long sequence, Sha256Hash previous, Receipt... receipts) {
    return SignedPage.sign(
        new ReceiptPage(by.id().id(), EPOCH, sequence, previous, NOW, List.of(receipts)),
        by.key(),
        by.certificate());
  }
}
