package io.peerage.protocol.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.identity.Role;
import io.peerage.protocol.json.MalformedMessageException;
import io.peerage.protocol.json.StrictJson;
import io.peerage.protocol.site.UntrustedException;
import java.util.List;
import org.junit.jupiter.api.Test;

class TicketTest {
  private final AccountingFixture fixture;

  TicketTest() throws Exception {
    this.fixture = new AccountingFixture();
  }

  @Test
  void everyTicketOfASheetStandsAloneUnderTheOneSignature() throws Exception {
    for (int size = 1; size <= 20; size++) {
      TicketSheet sheet =
          StrictJson.read(
              "sheet",
              StrictJson.write(AccountingFixture.sheet(size, fixture.tracker)),
              1 << 20,
              TicketSheet.class);
      List<SignedTicket> tickets = sheet.open(fixture.authority);
      assertThat(tickets).hasSize(size);
      for (SignedTicket ticket : tickets) {
        SignedTicket shown = SignedTicket.parse(ticket.toHeader());
        shown.requireSigned(fixture.authority);
        assertThat(shown).isEqualTo(ticket);
      }
    }
  }

  @Test
  void largestSheetFitsItsAnswerAndItsTicketTheHeader() throws Exception {
    TicketSheet sheet = AccountingFixture.sheet(TicketSheet.MAX_TICKETS, fixture.tracker);
    assertThat(StrictJson.write(sheet).length).isLessThan(64 * 1024);
    assertThat(sheet.open(fixture.authority).getLast().toHeader().length()).isLessThan(4096);
  }

  @Test
  void whatTheTrackerDidNotSignIsForged() throws Exception {
    SignedTicket good = fixture.signedTicket();
    Ticket t = good.ticket();
    for (Ticket changed :
        List.of(
            new Ticket(
                t.nonce(), t.client(), t.server(), t.maxBytes() + 1, t.issued(), t.expires()),
            new Ticket(
                t.nonce(), new AgentId("x"), t.server(), t.maxBytes(), t.issued(), t.expires()),
            new Ticket(
                t.nonce(), t.client(), new AgentId("x"), t.maxBytes(), t.issued(), t.expires()),
            new Ticket(
                "f".repeat(32), t.client(), t.server(), t.maxBytes(), t.issued(), t.expires()))) {
      refuses(with(good, changed, good.index(), good.size()), "not under what was signed");
    }
    refuses(with(good, t, 1, good.size()), "not under what was signed");
    refuses(with(good, t, 0, 9), "not under what was signed");
  }

  @Test
  void agentsSignNoTickets() {
    assertThatExceptionOfType(UntrustedException.class)
        .isThrownBy(() -> AccountingFixture.sheet(2, fixture.client).open(fixture.authority))
        .withMessageContaining("not signed by a tracker");
  }

  @Test
  void trackersOfOtherDomainsSignNoTickets() throws Exception {
    AccountingFixture other = new AccountingFixture();
    assertThatExceptionOfType(UntrustedException.class)
        .isThrownBy(() -> AccountingFixture.sheet(2, other.tracker).open(fixture.authority))
        .withMessageContaining("not by that authority");
    AccountingFixture.Signer renamed =
        new AccountingFixture.Signer(
            other.tracker.id(),
            fixture.signer(Role.TRACKER, "t-2").key(),
            fixture.tracker.certificate());
    assertThatExceptionOfType(UntrustedException.class)
        .isThrownBy(() -> AccountingFixture.sheet(2, renamed).open(fixture.authority));
  }

  @Test
  void ticketLastsAtMostAMinute() {
    Ticket t = AccountingFixture.ticket(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new Ticket(
                t.nonce(),
                t.client(),
                t.server(),
                1,
                t.issued(),
                t.issued().plus(Ticket.MAX_LIFETIME).plusMillis(1)));
  }

  @Test
  void headerThatIsNoTicketIsMalformed() {
    for (String header : List.of("", ":", "::", ":e30=:", "x", ":" + "A".repeat(20_000) + ":")) {
      assertThatExceptionOfType(MalformedMessageException.class)
          .isThrownBy(() -> SignedTicket.parse(header));
    }
  }

  private static SignedTicket with(SignedTicket good, Ticket ticket, int index, int size) {
    return new SignedTicket(ticket, index, size, good.path(), good.signature(), good.certificate());
  }

  private void refuses(SignedTicket ticket, String why) {
    assertThatExceptionOfType(UntrustedException.class)
        .isThrownBy(() -> ticket.requireSigned(fixture.authority))
        .withMessageContaining(why);
  }
}
