package io.peerage.tracker.accounting;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerage.protocol.accounting.Ticket;
import io.peerage.protocol.identity.AgentId;
import io.peerage.tracker.accounting.ReceiptLedger.Decision;
import io.peerage.tracker.accounting.ReceiptLedger.Outcome;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ReceiptLedgerTest {
  private static final Instant NOW = Instant.parse("2026-11-21T09:00:00Z");
  private static final AgentId CLIENT = new AgentId("client");
  private static final AgentId SERVER = new AgentId("server");
  private static final AgentId OTHER = new AgentId("other");
  private static final String EPOCH = "a".repeat(32);

  private final ReceiptLedger ledger = new ReceiptLedger(Duration.ofMinutes(10), 0);
  private final Ticket ticket = ticket(1, CLIENT, SERVER);

  @Test
  void nothingIsCreditedUnlessBothEndsSayIt() {
    assertThat(received(100).creditedBytes()).isZero();
    assertThat(sent(80).creditedBytes()).isEqualTo(80);
    assertThat(sent(100).creditedBytes()).isEqualTo(20);
    assertThat(received(100).decision()).isEqualTo(Decision.REPEATED);
    assertThat(sent(50).decision()).isEqualTo(Decision.REPEATED);
  }

  @Test
  void serverThatInflatesIsCreditedWhatTheClientGot() {
    sent(1000);
    assertThat(received(10).creditedBytes()).isEqualTo(10);
  }

  @Test
  void clientThatInflatesAddsNothingToWhatTheServerSent() {
    sent(10);
    assertThat(received(1000).creditedBytes()).isEqualTo(10);
  }

  @Test
  void receiptsUnderOthersTicketsAndBeyondTheTicketProveAFraud() {
    assertThat(ledger.received(OTHER, ticket, EPOCH, 1, 1, NOW).decision())
        .isEqualTo(Decision.NOT_ITS_TICKET);
    assertThat(ledger.sent(OTHER, ticket, 1, NOW).decision()).isEqualTo(Decision.NOT_ITS_TICKET);
    assertThat(received(1001).decision()).isEqualTo(Decision.EXCESSIVE);
    assertThat(ledger.size()).isZero();
  }

  @Test
  void receiptsOfANewEpochAddToThoseBeforeItUpToTheTicket() {
    sent(5000);
    received(600);
    Outcome more = ledger.received(CLIENT, ticket, "b".repeat(32), 300, 1, NOW);
    assertThat(more.creditedBytes()).isEqualTo(300);
    Outcome beyond = ledger.received(CLIENT, ticket, "c".repeat(32), 900, 1, NOW);
    assertThat(beyond.creditedBytes()).isEqualTo(100);
  }

  @Test
  void transfersCountOnceAndOnlyWithBytes() {
    assertThat(ledger.received(CLIENT, ticket, EPOCH, 10, 3, NOW).transfers()).isZero();
    assertThat(sent(10).transfers()).isEqualTo(3);
    assertThat(ledger.received(CLIENT, ticket, EPOCH, 20, 4, NOW).transfers()).isEqualTo(1);
  }

  @Test
  void whatComesAfterTheTicketIsForgottenCountsForNothing() {
    sent(100);
    received(100);
    Instant over = ticket.expires().plus(Duration.ofMinutes(10)).plusMillis(1);
    assertThat(ledger.settle(over)).containsExactly(ticket.nonce());
    assertThat(ledger.exchangedBytes()).isEqualTo(100);
    assertThat(ledger.received(CLIENT, ticket, EPOCH, 100, 1, over).decision())
        .isEqualTo(Decision.LATE);
    assertThat(ledger.sent(SERVER, ticket, 100, over).decision()).isEqualTo(Decision.LATE);
    assertThat(ledger.size()).isZero();
  }

  @Test
  void whoContradictsAllOthersIsNotBelieved() {
    AgentId liar = new AgentId("liar");
    for (int i = 0; i < 6; i++) {
      AgentId honest = new AgentId("h-" + i);
      // The liar got 400 and says 40; the honest among themselves agree.
      exchange(ticket(10 + i, liar, honest), 40, 400);
      exchange(ticket(20 + i, honest, new AgentId("h-" + (i + 1))), 400, 400);
      // As a server it sent 400 and says 1000.
      exchange(ticket(30 + i, honest, liar), 400, 1000);
    }
    ledger.settle(NOW);
    assertThat(ledger.exchangedBytes()).isEqualTo(18 * 400);
  }

  @Test
  void whoSaysNothingIsOverruledOnceItsTicketIsOver() {
    for (int i = 0; i < 4; i++) {
      exchange(ticket(10 + i, new AgentId("h-" + i), SERVER), 400, 400);
    }
    ledger.sent(SERVER, ticket, 400, NOW);
    ledger.settle(NOW);
    assertThat(ledger.exchangedBytes()).isEqualTo(1600);
    ledger.settle(ticket.expires().plusSeconds(31));
    assertThat(ledger.exchangedBytes()).isEqualTo(2000);
  }

  private Outcome received(long bytes) {
    return ledger.received(CLIENT, ticket, EPOCH, bytes, 1, NOW);
  }

  private Outcome sent(long bytes) {
    return ledger.sent(SERVER, ticket, bytes, NOW);
  }

  private void exchange(Ticket under, long received, long sent) {
    ledger.received(under.client(), under, EPOCH, received, 1, NOW);
    ledger.sent(under.server(), under, sent, NOW);
  }

  private static Ticket ticket(int number, AgentId client, AgentId server) {
    return new Ticket("%032x".formatted(number), client, server, 1000, NOW, NOW.plusSeconds(60));
  }
}
