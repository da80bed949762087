package io.peerage.agent.accounting;

import static io.peerage.agent.accounting.TicketFixture.CLIENT;
import static io.peerage.agent.accounting.TicketFixture.MAX_BYTES;
import static io.peerage.agent.accounting.TicketFixture.NOW;
import static io.peerage.agent.accounting.TicketFixture.OTHER;
import static io.peerage.agent.accounting.TicketFixture.SERVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.peerage.protocol.accounting.Receipt;
import io.peerage.protocol.accounting.ReceiptPage;
import io.peerage.protocol.accounting.SignedPage;
import io.peerage.protocol.content.Sha256Hash;
import io.peerage.protocol.evidence.AccountingEvidence;
import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.identity.Role;
import io.peerage.runtime.identity.CurrentIdentity;
import io.peerage.testing.FakeClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReceiptBookTest {
  private final TicketFixture fixture = new TicketFixture();
  private final FakeClock clock = new FakeClock(NOW);
  private final CurrentIdentity identity = fixture.domain.current(Role.AGENT, CLIENT.value());
  private final TicketWallet wallet = wallet();
  private int starts;

  @TempDir Path folder;

  @Test
  void pagesFormAChainAndSayWhatCameSoFar() throws Exception {
    ReceiptBook book = open();
    receive(SERVER, 100, true);
    List<SignedPage> first = book.unacknowledged(8);
    book.acknowledged(first);
    receive(SERVER, 50, false);
    List<SignedPage> second = book.unacknowledged(8);

    ReceiptPage one = read(first.getFirst());
    ReceiptPage two = read(second.getFirst());
    assertThat(one.sequence()).isEqualTo(1);
    assertThat(one.previous()).isEqualTo(Sha256Hash.ZERO);
    assertThat(two.sequence()).isEqualTo(2);
    assertThat(two.previous()).isEqualTo(first.getFirst().hash());
    assertThat(two.receipts())
        .extracting(Receipt::bytes, Receipt::transfers)
        .containsExactly(tuple(150L, 1));
    book.acknowledged(second);
    assertThat(book.unacknowledged(8)).isEmpty();
    assertThat(files()).isEmpty();
  }

  @Test
  void pageIsSentAgainAsItWasAfterACrash() throws Exception {
    receive(SERVER, 100, true);
    List<SignedPage> sent = open().unacknowledged(8);

    ReceiptBook again = open();
    assertThat(again.unacknowledged(8)).isEqualTo(sent);
    again.acknowledged(sent);
    assertThat(open().unacknowledged(8)).isEmpty();
  }

  @Test
  void whateverBecomesOfTheFilesNoNumberIsUsedForTwoPages() throws Exception {
    List<SignedPage> all = new ArrayList<>();
    for (int start = 0; start < 6; start++) {
      ReceiptBook book = open();
      receive(SERVER, 10, true);
      all.addAll(book.unacknowledged(8));
      receive(OTHER, 10, true);
      all.addAll(book.unacknowledged(8));
      switch (start) {
        // A crash leaves the files; a backup brings back old ones; a lost disk none; a kill half.
        case 1 -> deleteFiles();
        case 2 -> book.acknowledged(all);
        case 3 -> Files.writeString(folder.resolve("receipts/half.json"), "{\"envel");
        case 4 -> Files.write(folder.resolve("receipts/x.json.part"), new byte[10]);
        default -> {}
      }
    }
    List<ReceiptPage> pages = new ArrayList<>();
    for (SignedPage page : all.stream().distinct().toList()) {
      pages.add(read(page));
    }
    assertThat(pages)
        .extracting(page -> page.epoch() + " " + page.sequence())
        .doesNotHaveDuplicates();
    for (ReceiptPage page : pages) {
      for (Receipt receipt : page.receipts()) {
        assertThat(AccountingEvidence.falseReceipt(page, receipt, fixture.tracker.authority()))
            .isEmpty();
      }
    }
  }

  @Test
  void noMoreIsAskedForOrClaimedThanTheTicketAllows() throws Exception {
    TicketWallet.Spending spending = wallet.spend(SERVER, MAX_BYTES).orElseThrow();
    assertThat(wallet.spend(SERVER, 1)).isEmpty();
    spending.ended(MAX_BYTES + 500, true);
    assertThat(wallet.spend(SERVER, 1)).isEmpty();
    assertThat(read(open().unacknowledged(1).getFirst()).receipts().getFirst().bytes())
        .isEqualTo(MAX_BYTES);
  }

  @Test
  void manyReceiptsMakeSeveralPagesAndNoneWaitForEver() throws Exception {
    AgentId[] servers =
        IntStream.range(0, 20).mapToObj(i -> new AgentId("s-" + i)).toArray(AgentId[]::new);
    wallet.offer(fixture.sheet(NOW, CLIENT, servers));
    for (AgentId server : servers) {
      receive(server, 10, true);
    }
    ReceiptBook book = open();
    List<SignedPage> pages = book.unacknowledged(8);
    int receipts = 0;
    for (SignedPage page : pages) {
      receipts += read(page).receipts().size();
    }
    assertThat(receipts).isEqualTo(20);
    assertThat(pages).hasSize(3);
  }

  @Test
  void ticketsOfOthersAndForgedOnesAreNotTaken() {
    TicketWallet own = new TicketWallet(CLIENT, fixture.tracker.authority(), clock);
    own.offer(fixture.sheet(NOW, OTHER, SERVER));
    own.offer(fixture.sheet(fixture.domain.identity(Role.AGENT, "x"), NOW, CLIENT, SERVER));
    assertThat(own.spend(SERVER, 1)).isEmpty();
  }

  @Test
  void ticketAboutToEndIsNotShown() {
    clock.advance(Duration.ofSeconds(57));
    assertThat(wallet.spend(SERVER, 1)).isPresent();
    clock.advance(Duration.ofSeconds(1));
    assertThat(wallet.spend(SERVER, 1)).isEmpty();
    wallet.offer(fixture.sheet(NOW.plusSeconds(30), CLIENT, SERVER));
    assertThat(wallet.spend(SERVER, 1)).isPresent();
  }

  private TicketWallet wallet() {
    TicketWallet made = new TicketWallet(CLIENT, fixture.tracker.authority(), clock);
    made.offer(fixture.sheet(NOW, CLIENT, SERVER, OTHER));
    return made;
  }

  private ReceiptBook open() throws IOException {
    return ReceiptBook.open(
        folder.resolve("receipts"), wallet, identity, clock, "%032x".formatted(++starts));
  }

  private void receive(AgentId server, long bytes, boolean well) {
    wallet.spend(server, bytes).orElseThrow().ended(bytes, well);
  }

  private ReceiptPage read(SignedPage page) throws Exception {
    return page.open(fixture.tracker.authority());
  }

  private List<Path> files() throws IOException {
    try (var files = Files.list(folder.resolve("receipts"))) {
      return files.toList();
    }
  }

  private void deleteFiles() throws IOException {
    for (Path file : files()) {
      Files.delete(file);
    }
  }
}
