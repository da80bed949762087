package io.peerage.protocol.evidence;

import static io.peerage.protocol.accounting.AccountingFixture.MAX_BYTES;
import static io.peerage.protocol.accounting.AccountingFixture.NOW;
import static io.peerage.protocol.accounting.AccountingFixture.page;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.peerage.protocol.accounting.AccountingFixture;
import io.peerage.protocol.accounting.Receipt;
import io.peerage.protocol.accounting.ReceiptPage;
import io.peerage.protocol.accounting.SignedPage;
import io.peerage.protocol.accounting.SignedTicket;
import io.peerage.protocol.content.Sha256Hash;
import io.peerage.protocol.identity.Role;
import io.peerage.protocol.identity.SpkiPin;
import io.peerage.protocol.identity.TrackerDocument;
import io.peerage.protocol.json.StrictJson;
import io.peerage.protocol.site.UntrustedException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AccountingEvidenceTest {
  private final AccountingFixture fixture;
  private final SignedTicket ticket;

  AccountingEvidenceTest() throws Exception {
    this.fixture = new AccountingFixture();
    this.ticket = fixture.signedTicket();
  }

  @Test
  void receiptBeyondItsTicketConvicts() throws Exception {
    assertThat(fault(Evidence.Kind.FALSE_ACCOUNTING, first(new Receipt(ticket, MAX_BYTES + 1, 1))))
        .contains("1001 bytes", "allows 1000");
  }

  @Test
  void receiptWithinItsTicketConvictsNobody() {
    provesNothing(Evidence.Kind.FALSE_ACCOUNTING, first(new Receipt(ticket, MAX_BYTES, 1)));
  }

  @Test
  void receiptForAForgedTicketConvicts() throws Exception {
    SignedTicket forged =
        new SignedTicket(
            AccountingFixture.ticket(77),
            0,
            3,
            ticket.path(),
            ticket.signature(),
            ticket.certificate());
    assertThat(fault(Evidence.Kind.FALSE_ACCOUNTING, first(new Receipt(forged, 1, 1))))
        .contains("forged ticket");
  }

  @Test
  void receiptUnderAnothersTicketConvicts() throws Exception {
    AccountingFixture.Signer other = fixture.signer(Role.AGENT, "other");
    assertThat(
            fault(
                other,
                Evidence.Kind.FALSE_ACCOUNTING,
                page(other, 1, Sha256Hash.ZERO, new Receipt(ticket, 1, 1))))
        .contains("which is of client");
  }

  @Test
  void twoPagesUnderOneNumberConvict() throws Exception {
    SignedPage one = first(new Receipt(ticket, 1, 1));
    SignedPage other = first(new Receipt(ticket, 2, 1));
    assertThat(fault(Evidence.Kind.EQUIVOCATION, one, other)).contains("two different pages");
    provesNothing(Evidence.Kind.EQUIVOCATION, one, one);
    provesNothing(Evidence.Kind.EQUIVOCATION, one);
  }

  @Test
  void pageThatDeniesTheOneBeforeItConvicts() throws Exception {
    SignedPage one = first(new Receipt(ticket, 1, 1));
    Receipt more = new Receipt(ticket, 2, 2);
    SignedPage denying = page(fixture.client, 2, Sha256Hash.hash(new byte[1]), more);
    assertThat(fault(Evidence.Kind.EQUIVOCATION, one, denying)).contains("names another one");
    provesNothing(Evidence.Kind.EQUIVOCATION, one, page(fixture.client, 2, one.hash(), more));
  }

  @Test
  void nobodyIsConvictedOfWhatAnotherSigned() {
    AccountingFixture.Signer other = fixture.signer(Role.AGENT, "other");
    assertThatExceptionOfType(UntrustedException.class)
        .isThrownBy(() ->
            fault(
                other,
                Evidence.Kind.FALSE_ACCOUNTING,
                first(new Receipt(ticket, MAX_BYTES + 1, 1))));
  }

  @Test
  void twoFullPagesFitAnEvidenceFile() throws Exception {
    List<SignedTicket> tickets =
        AccountingFixture.sheet(500, fixture.tracker).open(fixture.authority);
    List<Receipt> receipts = new ArrayList<>();
    for (int i = 0; i < ReceiptPage.MAX_RECEIPTS; i++) {
      receipts.add(new Receipt(tickets.get(i), MAX_BYTES, 1));
    }
    SignedPage one = first(receipts.toArray(Receipt[]::new));
    receipts.set(0, new Receipt(tickets.getFirst(), 1, 1));
    assertThat(fault(Evidence.Kind.EQUIVOCATION, one, first(receipts.toArray(Receipt[]::new))))
        .contains("two different pages");
  }

  private SignedPage first(Receipt... receipts) {
    return page(fixture.client, 1, Sha256Hash.ZERO, receipts);
  }

  private void provesNothing(Evidence.Kind kind, SignedPage... pages) {
    assertThatExceptionOfType(UntrustedException.class)
        .isThrownBy(() -> fault(kind, pages))
        .withMessageContaining("proves nothing");
  }

  private String fault(Evidence.Kind kind, SignedPage... pages) throws Exception {
    return fault(fixture.client, kind, pages);
  }

  private String fault(AccountingFixture.Signer accused, Evidence.Kind kind, SignedPage... pages)
      throws Exception {
    TrackerDocument document =
        TrackerDocument.sign(
            AccountingEvidence.PAYLOAD_TYPE,
            new AccountingEvidence(
                "ev-1", kind, accused.id(), pages[0].certificate(), NOW, List.of(pages)),
            fixture.tracker.key(),
            fixture.tracker.certificate(),
            fixture.authority);
    EvidenceVerifier.Verdict verdict =
        EvidenceVerifier.verify(StrictJson.write(document), SpkiPin.of(fixture.authority));
    assertThat(verdict.evidence().accused()).isEqualTo(accused.id());
    return verdict.fault();
  }
}
