package io.peerage.benchmarks;

import io.peerage.agent.accounting.Admission;
import io.peerage.protocol.accounting.Receipt;
import io.peerage.protocol.accounting.ReceiptPage;
import io.peerage.protocol.accounting.SignedPage;
import io.peerage.protocol.accounting.SignedTicket;
import io.peerage.protocol.accounting.Ticket;
import io.peerage.protocol.accounting.TicketSheet;
import io.peerage.protocol.content.Sha256Hash;
import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.identity.CertificateIssuer;
import io.peerage.protocol.identity.Role;
import io.peerage.protocol.identity.SpiffeId;
import io.peerage.protocol.key.PrivateKey;
import io.peerage.protocol.site.UntrustedException;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What tickets and receipts cost: each transfer, each minute, each page. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class TicketBenchmark {
  private static final Instant NOW = Instant.parse("2026-11-21T09:00:00Z");
  private static final String DOMAIN = "peerage.test";
  private static final AgentId CLIENT = new AgentId("client");

  private final SecureRandom random = new SecureRandom();
  private final PrivateKey key = PrivateKey.generate(random);
  private final X509Certificate authority =
      CertificateIssuer.selfSign(
          key, DOMAIN, NOW.minus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(1)), 1);
  private final X509Certificate tracker;
  private final X509Certificate client;
  private final List<Ticket> tickets = new ArrayList<>();
  private final SignedTicket ticket;
  private final String header;
  private final List<Receipt> receipts = new ArrayList<>();
  private final SignedPage page;
  private final Admission admission;

  public TicketBenchmark() {
    try {
      CertificateIssuer issuer = new CertificateIssuer(key, authority);
      this.tracker = certificate(issuer, Role.TRACKER, "t-1");
      this.client = certificate(issuer, Role.AGENT, CLIENT.value());
      for (int i = 0; i < TicketSheet.MAX_TICKETS; i++) {
        tickets.add(
            new Ticket(
                "%032x".formatted(i),
                CLIENT,
                new AgentId("server-" + i),
                Ticket.MOST_BYTES,
                NOW,
                NOW.plusSeconds(60)));
      }
      List<SignedTicket> signed = TicketSheet.sign(tickets, key, tracker, NOW).open(authority);
      this.ticket = signed.getFirst();
      for (int i = 0; i < ReceiptPage.MAX_RECEIPTS; i++) {
        receipts.add(new Receipt(signed.get(i), 1 << 20, 1));
      }
    } catch (CertificateException | UntrustedException e) {
      throw new IllegalStateException(e);
    }
    this.header = ticket.toHeader();
    this.page = signPage();
    this.admission =
        new Admission(ticket.ticket().server(), authority, 32, () -> NOW, InstantSource.fixed(NOW));
  }

  private X509Certificate certificate(CertificateIssuer issuer, Role role, String name) {
    return issuer.issue(
        key.publicKey(),
        new SpiffeId(DOMAIN, role, new AgentId(name)),
        NOW.minusSeconds(60),
        NOW.plusSeconds(3600),
        7);
  }

  /** The tracker, once a heartbeat for each agent. */
  @Benchmark
  public TicketSheet issue500() {
    return TicketSheet.sign(tickets, key, tracker, NOW);
  }

  /** A server, when a client shows a ticket for the first time. */
  @Benchmark
  public SignedTicket checkNew() throws Exception {
    SignedTicket shown = SignedTicket.parse(header);
    shown.requireSigned(authority);
    return shown;
  }

  /** A server, at each further request under it. */
  @Benchmark
  public Admission.Ruling admitAgain() {
    Admission.Ruling ruling = admission.admit(CLIENT, header, 1 << 20);
    if (ruling instanceof Admission.Ruling.Admitted admitted) {
      admitted.entry().close();
    }
    return ruling;
  }

  /** A client, at each request. */
  @Benchmark
  public String show() {
    return ticket.toHeader();
  }

  /** A client, once a heartbeat for eight servers. */
  @Benchmark
  public SignedPage signPage() {
    return SignedPage.sign(
        new ReceiptPage(CLIENT, "a".repeat(32), 1, Sha256Hash.ZERO, NOW, receipts), key, client);
  }

  /** The tracker, for the same. */
  @Benchmark
  public ReceiptPage openPage() throws Exception {
    return page.open(authority);
  }
}
