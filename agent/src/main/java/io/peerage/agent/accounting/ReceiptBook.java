package io.peerage.agent.accounting;

import io.peerage.protocol.accounting.Receipt;
import io.peerage.protocol.accounting.ReceiptPage;
import io.peerage.protocol.accounting.SignedPage;
import io.peerage.protocol.content.Sha256Hash;
import io.peerage.protocol.json.MalformedMessageException;
import io.peerage.protocol.json.StrictJson;
import io.peerage.protocol.site.UntrustedException;
import io.peerage.runtime.identity.CurrentIdentity;
import io.peerage.runtime.identity.Identity;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This agent's pages of receipts, each a file until the tracker has it:
 *
 * <pre>
 * receipts/00112233445566778899aabbccddeeff-0000000001.json    {"envelope": ..., "certificate": ...}
 * </pre>
 *
 * <p>A page is in its file before it is sent, and is sent again just as it stands there. Numbers
 * begin anew, under a new epoch, with every start; so whatever a crash, a full disk or a restored
 * backup does to the files, no number is used twice for different pages: what is lost is credit,
 * never honour. At most {@value #MAX_PAGES} pages wait; beyond that receipts wait in memory, where
 * the later ones take in the earlier ones. Used by one thread.
 */
public final class ReceiptBook {
  static final int MAX_PAGES = 1000;

  private static final Logger log = LoggerFactory.getLogger(ReceiptBook.class);
  private static final int MAX_FILE_BYTES = 64 * 1024;

  private final Path folder;
  private final TicketWallet wallet;
  private final CurrentIdentity identity;
  private final InstantSource clock;
  private final String epoch;
  private final Map<Path, SignedPage> waiting = new LinkedHashMap<>();
  private long sequence;
  private Sha256Hash last = Sha256Hash.ZERO;

  private ReceiptBook(
      Path folder,
      TicketWallet wallet,
      CurrentIdentity identity,
      InstantSource clock,
      String epoch) {
    this.folder = folder;
    this.wallet = wallet;
    this.identity = identity;
    this.clock = clock;
    this.epoch = epoch;
  }

  /**
   * Opens the book in {@code folder}, with what the tracker does not have yet.
   *
   * @param epoch 32 random hexadecimal digits, never used before
   */
  public static ReceiptBook open(
      Path folder, TicketWallet wallet, CurrentIdentity identity, InstantSource clock, String epoch)
      throws IOException {
    Files.createDirectories(folder);
    ReceiptBook book = new ReceiptBook(folder, wallet, identity, clock, epoch);
    book.load();
    return book;
  }

  private record Found(Path file, SignedPage signed, ReceiptPage page) {}

  private void load() throws IOException {
    List<Found> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        if (found.size() < MAX_PAGES) {
          read(file).ifPresentOrElse(found::add, () -> delete(file));
        }
      }
    }
    found.sort(
        Comparator.comparing((Found one) -> one.page.made())
            .thenComparingLong(one -> one.page.sequence()));
    found.forEach(one -> waiting.put(one.file, one.signed));
  }

  private Optional<Found> read(Path file) {
    try {
      if (Files.size(file) > MAX_FILE_BYTES) {
        return Optional.empty();
      }
      SignedPage signed =
          StrictJson.read("receipts", Files.readAllBytes(file), MAX_FILE_BYTES, SignedPage.class);
      return Optional.of(new Found(file, signed, signed.open(identity.get().authority())));
    } catch (IOException | MalformedMessageException e) {
      return Optional.empty();
    } catch (UntrustedException e) {
      log.warn("{} is not signed by this trust domain, and deleted: {}", file, e.getMessage());
      return Optional.empty();
    }
  }

  /** The pages that the tracker does not have, at most {@code max}, the oldest first. */
  public List<SignedPage> unacknowledged(int max) {
    while (waiting.size() < Math.min(max, MAX_PAGES)) {
      List<Receipt> receipts = wallet.takeReceipts(ReceiptPage.MAX_RECEIPTS);
      if (receipts.isEmpty()) {
        break;
      }
      write(receipts);
    }
    return waiting.values().stream().limit(max).toList();
  }

  private void write(List<Receipt> receipts) {
    Identity signer = identity.get();
    ReceiptPage page =
        new ReceiptPage(
            signer.id().id(),
            epoch,
            ++sequence,
            last,
            clock.instant().truncatedTo(ChronoUnit.MILLIS),
            receipts);
    SignedPage signed = SignedPage.sign(page, signer.key(), signer.certificate());
    last = signed.hash();
    Path file = folder.resolve("%s-%010d.json".formatted(epoch, sequence));
    Path part = folder.resolve(file.getFileName() + ".part");
    try {
      Files.write(part, StrictJson.write(signed));
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      // It is sent all the same; a crash before that loses credit.
      log.warn("cannot keep receipts in {}: {}", file, e.toString());
    }
    waiting.put(file, signed);
  }

  /** The tracker has these, or refuses them for good. */
  public void acknowledged(List<SignedPage> pages) {
    waiting
        .entrySet()
        .removeIf(entry -> {
          boolean done = pages.contains(entry.getValue());
          if (done) {
            delete(entry.getKey());
          }
          return done;
        });
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      log.debug("cannot delete {}: {}", file, e.toString());
    }
  }
}
