package io.peerage.tracker.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.peerage.protocol.identity.AgentId;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AccountingTest {
  private static final Instant NOW = Instant.parse("2026-11-21T09:00:00Z");
  private static final AgentId CLIENT = new AgentId("client");
  private static final AgentId SERVER = new AgentId("server");
  private static final AgentId OTHER = new AgentId("other");

  private final TicketGate gate = new TicketGate(SERVER);
  private final ReceiptLedger ledger = new ReceiptLedger();

  @Test
  void ticketIsGoodOnceForItsClientAtItsServerInItsTime() {
    assertThat(gate.check(ticket(1), OTHER, NOW)).isEqualTo(TicketGate.Decision.NOT_THE_CLIENT);
    assertThat(new TicketGate(OTHER).check(ticket(1), CLIENT, NOW))
        .isEqualTo(TicketGate.Decision.NOT_THIS_SERVER);
    assertThat(gate.check(ticket(1), CLIENT, NOW.plusSeconds(60)))
        .isEqualTo(TicketGate.Decision.EXPIRED);
    assertThat(gate.check(ticket(1), CLIENT, NOW)).isEqualTo(TicketGate.Decision.ADMITTED);
    assertThat(gate.check(ticket(1), CLIENT, NOW)).isEqualTo(TicketGate.Decision.USED_BEFORE);
  }

  @Test
  void rememberedTicketsAreBoundedAndExpire() {
    for (int i = 0; i < TicketGate.MAX_REMEMBERED; i++) {
      gate.check(ticket(i), CLIENT, NOW);
    }
    assertThat(gate.check(ticket(-1), CLIENT, NOW)).isEqualTo(TicketGate.Decision.TOO_MANY);
    Instant later = NOW.plusSeconds(61);
    Ticket next = new Ticket(-2, CLIENT, SERVER, 100, later, later.plusSeconds(60));
    assertThat(gate.check(next, CLIENT, later)).isEqualTo(TicketGate.Decision.ADMITTED);
  }

  @Test
  void nothingIsCreditedWithoutTicketOrBeyondIt() {
    assertThat(ledger.take(new Receipt(CLIENT, 1, SERVER, 5)))
        .isEqualTo(ReceiptLedger.Decision.FORGED);
    ledger.issued(ticket(1));
    assertThat(ledger.take(new Receipt(SERVER, 1, SERVER, 5)))
        .isEqualTo(ReceiptLedger.Decision.FORGED);
    assertThat(ledger.take(new Receipt(CLIENT, 1, OTHER, 5)))
        .isEqualTo(ReceiptLedger.Decision.FORGED);
    assertThat(ledger.take(new Receipt(CLIENT, 1, SERVER, 101)))
        .isEqualTo(ReceiptLedger.Decision.EXCESSIVE);
    assertThat(ledger.total()).isZero();
  }

  @Test
  void receiptCountsOnceAndAnotherOneContradictsIt() {
    ledger.issued(ticket(1));
    Receipt receipt = new Receipt(CLIENT, 1, SERVER, 100);
    assertThat(ledger.take(receipt)).isEqualTo(ReceiptLedger.Decision.CREDITED);
    assertThat(ledger.take(receipt)).isEqualTo(ReceiptLedger.Decision.REPEATED);
    assertThat(ledger.take(new Receipt(CLIENT, 1, SERVER, 99)))
        .isEqualTo(ReceiptLedger.Decision.CONTRADICTORY);
    assertThat(ledger.credited(SERVER)).isEqualTo(100);
    ledger.forget(NOW.plusSeconds(61));
    assertThat(ledger.take(receipt)).isEqualTo(ReceiptLedger.Decision.FORGED);
  }

  @Test
  void ticketLastsAtMostAMinute() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Ticket(1, CLIENT, SERVER, 1, NOW, NOW.plusSeconds(61)));
  }

  private static Ticket ticket(long nonce) {
    return new Ticket(nonce, CLIENT, SERVER, 100, NOW, NOW.plusSeconds(60));
  }
}
