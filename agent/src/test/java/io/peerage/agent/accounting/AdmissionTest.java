package io.peerage.agent.accounting;

import static io.peerage.agent.accounting.TicketFixture.CLIENT;
import static io.peerage.agent.accounting.TicketFixture.MAX_BYTES;
import static io.peerage.agent.accounting.TicketFixture.NOW;
import static io.peerage.agent.accounting.TicketFixture.OTHER;
import static io.peerage.agent.accounting.TicketFixture.SERVER;
import static org.assertj.core.api.Assertions.assertThat;

import io.peerage.agent.accounting.Admission.Ruling;
import io.peerage.protocol.accounting.SignedTicket;
import io.peerage.protocol.accounting.Ticket;
import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.identity.Role;
import io.peerage.testing.FakeClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  private final TicketFixture fixture = new TicketFixture();
  private final FakeClock clock = new FakeClock(NOW);
  private Instant lastContact = NOW;
  private final Admission admission =
      new Admission(SERVER, fixture.tracker.authority(), 4, () -> lastContact, clock);
  private final SignedTicket ticket = fixture.ticket(NOW, CLIENT, SERVER);

  @Test
  void ticketIsGoodForManyRequestsUntilItsBytesAreUsedUp() {
    for (int i = 0; i < 10; i++) {
      serve(CLIENT, ticket, 100, 100);
    }
    assertThat(refusal(CLIENT, ticket, 1)).contains("allows 1000 bytes");
    assertThat(admission.untold(5))
        .singleElement()
        .satisfies(sent -> assertThat(sent.bytes()).isEqualTo(MAX_BYTES));
  }

  @Test
  void bytesThatWereNotSentMayBeFetchedAgain() {
    serve(CLIENT, ticket, 1000, 300);
    serve(CLIENT, ticket, 700, 700);
    assertThat(refusal(CLIENT, ticket, 1)).contains("fewer than 1 are left");
  }

  @Test
  void requestsUnderWayTogetherNeverExceedTheTicket() {
    try (Admission.Entry entry = entry(CLIENT, ticket, 800)) {
      assertThat(refusal(CLIENT, ticket, 201)).contains("allows 1000 bytes");
      entry.sent(1);
    }
    serve(CLIENT, ticket, 999, 999);
  }

  @Test
  void othersTicketsAndTicketsForOthersAreRefused() {
    assertThat(refusal(OTHER, ticket, 1)).contains("is of client, not of other");
    assertThat(refusal(CLIENT, fixture.ticket(NOW, CLIENT, OTHER), 1)).contains("is for other");
  }

  @Test
  void ticketThatWasUsedByItsClientIsNoGoodToAnyoneElse() {
    serve(CLIENT, ticket, 10, 10);
    assertThat(refusal(OTHER, ticket, 1)).contains("is of client");
  }

  @Test
  void forgedTicketsAreRefused() {
    SignedTicket forged = signedByAnAgent();
    assertThat(refusal(CLIENT, forged, 1)).contains("not to be believed");
    assertThat(admission.admit(CLIENT, ":e30=:", 1)).isInstanceOf(Ruling.Refused.class);
  }

  private SignedTicket signedByAnAgent() {
    return new SignedTicket(
        ticket.ticket(),
        ticket.index(),
        ticket.size(),
        ticket.path(),
        fixture
            .sheet(fixture.domain.identity(Role.AGENT, "client"), NOW, CLIENT, SERVER)
            .signature(),
        ticket.certificate());
  }

  @Test
  void ticketLastsItsMinuteAndTheDifferenceOfClocks() {
    clock.advance(Duration.ofSeconds(89));
    serve(CLIENT, ticket, 1, 1);
    clock.advance(Duration.ofSeconds(1));
    assertThat(refusal(CLIENT, ticket, 1)).contains("ended at");
    SignedTicket early = fixture.ticket(NOW.plusSeconds(121), CLIENT, SERVER);
    assertThat(refusal(CLIENT, early, 1)).contains("from");
  }

  @Test
  void thoseWithoutATicketGetHalfTheSlotsAndNoCredit() {
    List<Admission.Entry> entries = new ArrayList<>();
    entries.add(entry(CLIENT, null, 5000));
    entries.add(entry(OTHER, null, 5000));
    assertThat(admission.admit(CLIENT, null, 1)).isInstanceOf(Ruling.Full.class);
    serve(CLIENT, ticket, 1, 1);
    entries.forEach(entry -> {
      entry.sent(5000);
      entry.close();
    });
    entry(CLIENT, null, 1).close();
    assertThat(admission.untold(5)).hasSize(1);
  }

  @Test
  void whileTheTrackerIsAwayAllMayComeWithoutATicket() {
    clock.advance(Admission.TRACKER_SILENT.plusMillis(1));
    for (int i = 0; i < 20; i++) {
      assertThat(admission.admit(CLIENT, null, 1)).isInstanceOf(Ruling.Admitted.class);
    }
    lastContact = clock.instant();
    admission.admit(CLIENT, null, 1);
    admission.admit(CLIENT, null, 1);
    assertThat(admission.admit(CLIENT, null, 1)).isInstanceOf(Ruling.Full.class);
  }

  @Test
  void whatWasSentIsToldUntilTheTrackerHasIt() {
    serve(CLIENT, ticket, 10, 10);
    assertThat(admission.untold(5)).isEqualTo(admission.untold(5)).hasSize(1);
    admission.told(admission.untold(5));
    assertThat(admission.untold(5)).isEmpty();
    serve(CLIENT, ticket, 10, 10);
    assertThat(admission.untold(5).getFirst().bytes()).isEqualTo(20);
  }

  @Test
  void rememberedTicketsAreBoundedAndEnd() {
    TicketGate gate = new TicketGate(SERVER);
    for (int i = 0; i <= TicketGate.MAX_REMEMBERED; i++) {
      AgentId client = new AgentId("c-" + i);
      SignedTicket one =
          new SignedTicket(
              new Ticket("%032x".formatted(i), client, SERVER, 10, NOW, NOW.plusSeconds(60)),
              0,
              1,
              "",
              ticket.signature(),
              ticket.certificate());
      TicketGate.Decision decision = gate.take(one, client, 0, NOW);
      assertThat(decision)
          .isEqualTo(
              i < TicketGate.MAX_REMEMBERED
                  ? TicketGate.Decision.ADMITTED
                  : TicketGate.Decision.TOO_MANY);
    }
    SignedTicket later = fixture.ticket(NOW.plusSeconds(100), CLIENT, SERVER);
    assertThat(gate.take(later, CLIENT, 1, NOW.plusSeconds(100)))
        .isEqualTo(TicketGate.Decision.ADMITTED);
  }

  private void serve(AgentId asker, SignedTicket shown, long asked, int sent) {
    try (Admission.Entry entry = entry(asker, shown, asked)) {
      entry.sent(sent);
    }
  }

  private Admission.Entry entry(AgentId asker, @Nullable SignedTicket shown, long bytes) {
    Ruling ruling = admission.admit(asker, shown == null ? null : shown.toHeader(), bytes);
    assertThat(ruling).isInstanceOf(Ruling.Admitted.class);
    return ((Ruling.Admitted) ruling).entry();
  }

  private String refusal(AgentId asker, SignedTicket shown, long bytes) {
    Ruling ruling = admission.admit(asker, shown.toHeader(), bytes);
    assertThat(ruling).isInstanceOf(Ruling.Refused.class);
    return ((Ruling.Refused) ruling).why();
  }
}
