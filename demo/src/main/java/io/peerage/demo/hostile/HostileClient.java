package io.peerage.demo.hostile;

import io.peerage.protocol.accounting.Receipt;
import io.peerage.protocol.accounting.ReceiptPage;
import io.peerage.protocol.accounting.SignedPage;
import io.peerage.protocol.accounting.SignedTicket;
import io.peerage.protocol.content.ChunkId;
import io.peerage.protocol.content.ContentMismatchException;
import io.peerage.protocol.content.ContentRoot;
import io.peerage.protocol.content.ContentVerifier;
import io.peerage.protocol.content.HashList;
import io.peerage.protocol.content.RangeProof;
import io.peerage.protocol.content.Sha256Hash;
import io.peerage.protocol.evidence.Accusation;
import io.peerage.protocol.evidence.SignedAccusation;
import io.peerage.protocol.evidence.SignedResponse;
import io.peerage.protocol.evidence.TransferFinding;
import io.peerage.protocol.identity.Certificates;
import io.peerage.protocol.identity.Role;
import io.peerage.protocol.json.MalformedMessageException;
import io.peerage.protocol.message.LocateRequest;
import io.peerage.protocol.message.LocateResponse;
import io.peerage.protocol.message.ReceiptsRequest;
import io.peerage.protocol.message.ReportRequest;
import io.peerage.protocol.message.Traffic;
import io.peerage.protocol.site.UntrustedException;
import io.peerage.protocol.transfer.BlockRun;
import io.peerage.protocol.transfer.ContentResource;
import io.peerage.protocol.transfer.TransferAnswer;
import io.peerage.protocol.transfer.TransferHeaders;
import io.peerage.protocol.transfer.TransferSignature;
import io.peerage.runtime.http.FleetClient;
import io.peerage.runtime.http.RefusedException;
import io.peerage.runtime.identity.CurrentIdentity;
import io.peerage.runtime.identity.FleetTls;
import io.peerage.runtime.identity.Identity;
import io.peerage.runtime.lifecycle.PeriodicTask;
import io.peerage.runtime.transfer.AnswerSignatures;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an agent does beside its work as a {@link HostileClients}, under its own name: asks the
 * tracker twice a second who has some content, and lies about what it got from there. It goes on
 * until the tracker turns it away.
 */
final class HostileClient implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HostileClient.class);
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Duration SILENCE = Duration.ofSeconds(10);
  private static final int MAX_LAYER_BYTES = 1024 * 1024;
  private static final int FORBIDDEN = 403;
  private static final long BOAST = 1L << 30;

  private final HostileClients harm;
  private final URI tracker;
  private final Identity self;
  private final Supplier<Optional<ContentRoot>> content;
  private final SecureRandom random = new SecureRandom();
  private final InstantSource clock = InstantSource.system();
  private final FleetClient trackerClient;
  private final FleetClient peerClient;
  private final PeriodicTask task;

  // Of the task's thread.
  private boolean over;

  /**
   * Starts at once.
   *
   * @param content something that others have
   */
  HostileClient(
      HostileClients harm, URI tracker, Identity self, Supplier<Optional<ContentRoot>> content) {
    this.harm = harm;
    this.tracker = tracker;
    this.self = self;
    this.content = content;
    CurrentIdentity own = new CurrentIdentity(self);
    this.trackerClient =
        new FleetClient(
            own, FleetTls.context(own, Set.of(Role.TRACKER), clock), clock, SILENCE, 1, 1);
    this.peerClient =
        new FleetClient(
            own, FleetTls.context(own, Set.of(Role.AGENT), clock), clock, SILENCE, 1, 16);
    this.task = PeriodicTask.start("harm", PAUSE, this::step);
  }

  private void step() {
    Optional<ContentRoot> root = content.get();
    if (over || root.isEmpty()) {
      return;
    }
    try {
      act(root.get());
    } catch (RefusedException e) {
      over = e.status() == FORBIDDEN;
      log.info("turned away: {}", e.getMessage());
    } catch (IOException
        | MalformedMessageException
        | UntrustedException
        | ContentMismatchException e) {
      log.info("no harm done yet: {}", e.getMessage());
    }
  }

  private void act(ContentRoot root)
      throws IOException, MalformedMessageException, UntrustedException, ContentMismatchException {
    LocateResponse found =
        trackerClient.postJson(
            tracker.resolve("/peerage/v1/locate"),
            new LocateRequest(root, LocateResponse.MAX_PEERS, List.of()),
            SILENCE,
            LocateResponse.MAX_BYTES,
            LocateResponse.class);
    if (found.tickets() == null || found.peers().isEmpty()) {
      return;
    }
    List<SignedTicket> tickets = found.tickets().open(self.authority());
    LocateResponse.Offer server = found.peers().getFirst();
    switch (harm) {
      case INFLATES_RECEIPTS -> claim(ticketFor(server, tickets), 1);
      case INFLATES_TRAFFIC -> {
        for (SignedTicket ticket : tickets) {
          claim(ticket, 0);
        }
        boast();
      }
      case ACCUSES_FALSELY -> accuse(root, server, ticketFor(server, tickets));
    }
  }

  private static SignedTicket ticketFor(LocateResponse.Offer server, List<SignedTicket> tickets)
      throws IOException {
    return tickets.stream()
        .filter(one -> one.ticket().server().equals(server.id()))
        .findFirst()
        .orElseThrow(() -> new IOException("no ticket for " + server.id()));
  }

  private String newEpoch() {
    byte[] epoch = new byte[16];
    random.nextBytes(epoch);
    return HexFormat.of().formatHex(epoch);
  }

  /** Tells of traffic that never was; the tracker takes it as a report after a new start. */
  private void boast() throws IOException {
    trackerClient.post(
        tracker.resolve("/peerage/v1/reports"),
        new ReportRequest(
            newEpoch(), 1, new Traffic(BOAST, BOAST / 2, BOAST / 2, 0, BOAST, 1), List.of()),
        SILENCE);
  }

  /** Signs that it received so many bytes more than {@code ticket} allows. */
  private void claim(SignedTicket ticket, long moreBytes) throws IOException {
    ReceiptPage page =
        new ReceiptPage(
            self.id().id(),
            newEpoch(),
            1,
            Sha256Hash.ZERO,
            now(),
            List.of(new Receipt(ticket, ticket.ticket().maxBytes() + moreBytes, 1)));
    trackerClient.post(
        tracker.resolve("/peerage/v1/receipts"),
        new ReceiptsRequest(
            List.of(SignedPage.sign(page, self.key(), self.certificate())), List.of()),
        SILENCE);
  }

  private void accuse(ContentRoot root, LocateResponse.Offer server, SignedTicket ticket)
      throws IOException, ContentMismatchException {
    URI endpoint = URI.create("https://" + server.endpoint());
    ContentVerifier verifier = layer(endpoint, root);
    int chunk = server.chunks().toBitSet().nextSetBit(0);
    BlockRun run = new BlockRun(0, 1);
    HttpUriRequestBase request =
        new HttpUriRequestBase(
            "GET", endpoint.resolve(new ContentResource.Chunk(new ChunkId(root, chunk)).path()));
    request.setHeader(SignedTicket.HEADER, ticket.toHeader());
    if (!run.isWhole(verifier.layout(), chunk)) {
      request.setHeader("Range", run.toRange(verifier.layout(), chunk));
    }
    Accusation accusation =
        peerClient.execute(
            request,
            SILENCE,
            (response, certificate) ->
                accusation(
                    response,
                    certificate.orElseThrow(() -> new IOException("from nobody")),
                    verifier,
                    chunk,
                    run));
    trackerClient.post(
        tracker.resolve("/peerage/v1/accusations"),
        SignedAccusation.sign(accusation, self.key(), self.certificate()),
        SILENCE);
  }

  private ContentVerifier layer(URI endpoint, ContentRoot root)
      throws IOException, ContentMismatchException {
    record Layer(long length, HashList hashes) {}
    Layer layer =
        peerClient.execute(
            new HttpUriRequestBase("GET", endpoint.resolve(new ContentResource.Layer(root).path())),
            SILENCE,
            (response, _) ->
                new Layer(
                    Long.parseLong(field(response, TransferHeaders.CONTENT_LENGTH)),
                    HashList.wrap(FleetClient.readBody(response, MAX_LAYER_BYTES))));
    return ContentVerifier.of(root, layer.length, layer.hashes);
  }

  /** Of whoever gave {@code response}, though nothing is wrong with that. */
  private Accusation accusation(
      ClassicHttpResponse response,
      X509Certificate server,
      ContentVerifier content,
      int chunk,
      BlockRun run)
      throws IOException {
    RangeProof proof;
    try {
      proof = TransferHeaders.readProof(field(response, TransferHeaders.PROOF));
    } catch (MalformedMessageException e) {
      throw new IOException(e);
    }
    TransferSignature signature =
        new AnswerSignatures(clock)
            .require(
                response,
                server,
                new TransferAnswer.Chunk(
                    content.root(), content.layout().length(), chunk, run, proof));
    return new Accusation(
        FleetClient.identityOf(Optional.of(server)).orElseThrow(),
        Certificates.der(server),
        now(),
        new SignedResponse(
            TransferFinding.ofProof(content, chunk, run.first(), run.count(), proof), signature));
  }

  private static String field(ClassicHttpResponse response, String name) throws IOException {
    Header header = response.getFirstHeader(name);
    if (header == null) {
      throw new IOException("HTTP " + response.getCode() + " without " + name);
    }
    return header.getValue();
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  @Override
  public void close() {
    task.close();
    trackerClient.close();
    peerClient.close();
  }
}
