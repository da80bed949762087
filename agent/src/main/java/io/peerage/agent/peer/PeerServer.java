package io.peerage.agent.peer;

import io.peerage.agent.accounting.Admission;
import io.peerage.agent.store.ChunkStore;
import io.peerage.agent.takedown.TakedownEvents;
import io.peerage.agent.takedown.Takedowns;
import io.peerage.agent.tracker.FleetView;
import io.peerage.agent.traffic.TrafficMeter;
import io.peerage.agent.undertow.BodyWriter;
import io.peerage.protocol.accounting.SignedTicket;
import io.peerage.protocol.content.ChunkId;
import io.peerage.protocol.content.ContentLayout;
import io.peerage.protocol.content.ContentRoot;
import io.peerage.protocol.content.ContentVerifier;
import io.peerage.protocol.content.HashList;
import io.peerage.protocol.content.RangeProof;
import io.peerage.protocol.content.VerifiedBytes;
import io.peerage.protocol.content.VerifiedChunk;
import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.identity.Role;
import io.peerage.protocol.identity.SpiffeId;
import io.peerage.protocol.json.StrictJson;
import io.peerage.protocol.message.AgentState;
import io.peerage.protocol.message.Capacity;
import io.peerage.protocol.signature.ContentDigest;
import io.peerage.protocol.signature.HttpSignature;
import io.peerage.protocol.site.SiteName;
import io.peerage.protocol.transfer.BlockRun;
import io.peerage.protocol.transfer.ContentResource;
import io.peerage.protocol.transfer.TransferAnswer;
import io.peerage.protocol.transfer.TransferHeaders;
import io.peerage.protocol.transfer.TransferSignature;
import io.peerage.runtime.identity.CurrentIdentity;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.SSLSessionInfo;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives chunks to other agents, within its upload slots and rate, and signs each answer. What is
 * read from disk is hashed before it is sent, always: no agent should be blamed for its disk.
 * Thread-safe.
 */
public final class PeerServer implements HttpHandler {
  private static final Logger log = LoggerFactory.getLogger(PeerServer.class);
  private static final HttpString PROOF = new HttpString(TransferHeaders.PROOF);
  private static final HttpString PROOF_DIGEST = new HttpString(TransferHeaders.PROOF_DIGEST);
  private static final HttpString CONTENT_DIGEST = new HttpString(ContentDigest.FIELD);
  private static final HttpString SIGNATURE_INPUT = new HttpString(HttpSignature.INPUT_FIELD);
  private static final HttpString SIGNATURE = new HttpString(HttpSignature.FIELD);
  private static final HttpString CONTENT_LENGTH = new HttpString(TransferHeaders.CONTENT_LENGTH);
  private static final Duration CLIENT_PATIENCE = Duration.ofSeconds(5);
  private static final int PIECE_BYTES = 4 * ContentLayout.BLOCK_BYTES;

  private final CurrentIdentity identity;
  private final InstantSource clock;
  private final ChunkStore store;
  private final HomeChunks homes;
  private final FleetView fleet;
  private final Admission admission;
  private final Takedowns takedowns;
  private final TrafficMeter traffic;
  private final Executor virtualThreads;
  private final Semaphore slots;
  private final int slotCount;
  private final UploadRate rate;

  /**
   * @param identity whose key signs
   */
  public PeerServer(
      PeerConfig config,
      CurrentIdentity identity,
      InstantSource clock,
      ChunkStore store,
      HomeChunks homes,
      FleetView fleet,
      Admission admission,
      Takedowns takedowns,
      TrafficMeter traffic,
      Executor virtualThreads,
      LongSupplier nanoClock) {
    this.identity = identity;
    this.clock = clock;
    this.store = store;
    this.homes = homes;
    this.fleet = fleet;
    this.admission = admission;
    this.takedowns = takedowns;
    this.traffic = traffic;
    this.virtualThreads = virtualThreads;
    this.slotCount = config.uploadSlots();
    this.slots = new Semaphore(slotCount);
    this.rate = new UploadRate(config.uploadRate().bytes(), nanoClock);
  }

  /** The slots, and how many are free. */
  public Capacity capacity() {
    return new Capacity(slotCount, Math.min(slotCount, slots.availablePermits()));
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    Optional<SpiffeId> asker = asker(exchange);
    if (asker.isEmpty() || asker.get().role() != Role.AGENT) {
      refuse(exchange, 403, 0);
      return;
    }
    if (fleet.denied(asker.get().id()).equals(Optional.of(AgentState.BANNED))) {
      refuse(exchange, 403, 0);
      return;
    }
    if (!exchange.getRequestMethod().equals(Methods.GET)) {
      refuse(exchange, 405, 0);
      return;
    }
    Optional<ContentResource> resource = ContentResource.parse(exchange.getRequestURI());
    if (resource.isEmpty()) {
      refuse(exchange, 404, 0);
      return;
    }
    if (takedowns.against(rootOf(resource.get())).isPresent()) {
      takedowns.refused(TakedownEvents.Asker.PEER);
      refuse(exchange, 451, 0);
      return;
    }
    if (!slots.tryAcquire()) {
      refuse(exchange, 503, 1);
      return;
    }
    exchange.dispatch(
        virtualThreads,
        () -> {
          try {
            serve(exchange, asker.get().id(), resource.get());
          } catch (IOException | RuntimeException e) {
            log.debug("an upload of {} ended early", exchange.getRequestURI(), e);
            BodyWriter.abort(exchange);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            BodyWriter.abort(exchange);
          } finally {
            slots.release();
          }
        });
  }

  private static ContentRoot rootOf(ContentResource resource) {
    return switch (resource) {
      case ContentResource.Layer layer -> layer.root();
      case ContentResource.Chunk chunk -> chunk.id().root();
    };
  }

  private void serve(HttpServerExchange exchange, AgentId asker, ContentResource resource)
      throws IOException, InterruptedException {
    switch (resource) {
      case ContentResource.Layer layer -> serveLayer(exchange, layer.root());
      case ContentResource.Chunk chunk -> serveChunk(exchange, asker, chunk.id());
    }
  }

  private void serveLayer(HttpServerExchange exchange, ContentRoot root) throws IOException {
    Optional<ContentVerifier> content = store.verifier(root);
    if (content.isEmpty()) {
      refuse(exchange, 404, 0);
      return;
    }
    byte[] hashes = content.get().chunkHashes().toBytes();
    ContentDigest digest = ContentDigest.of(hashes);
    long length = content.get().layout().length();
    sign(exchange, new TransferAnswer.Layer(root, length, digest));
    exchange
        .getResponseHeaders()
        .put(CONTENT_DIGEST, digest.toField())
        .put(CONTENT_LENGTH, length)
        .put(Headers.CONTENT_TYPE, "application/octet-stream");
    exchange.setResponseContentLength(hashes.length);
    BodyWriter body = new BodyWriter(exchange, CLIENT_PATIENCE);
    body.write(ByteBuffer.wrap(hashes));
    body.end();
  }

  private void serveChunk(HttpServerExchange exchange, AgentId asker, ChunkId id)
      throws IOException, InterruptedException {
    Optional<VerifiedChunk> chunk = store.load(id);
    if (chunk.isPresent()) {
      serveStored(exchange, asker, chunk.get());
      return;
    }
    String site = exchange.getRequestHeaders().getFirst(TransferHeaders.SITE);
    if (site == null) {
      refuse(exchange, 404, 0);
      return;
    }
    Optional<HomeChunks.Incoming> incoming;
    HashList hashes;
    try {
      incoming = homes.fetch(new SiteName(site), id);
      hashes = incoming.isEmpty() ? HashList.of() : incoming.get().awaitBlockHashes();
    } catch (IOException | IllegalArgumentException e) {
      log.debug("cannot be the home of {}: {}", id, e.getMessage());
      refuse(exchange, 404, 0);
      return;
    }
    if (incoming.isPresent()) {
      serveIncoming(exchange, asker, id, incoming.get(), hashes);
      return;
    }
    // It came into the store between the two looks, or the site is none of ours.
    chunk = store.load(id);
    if (chunk.isPresent()) {
      serveStored(exchange, asker, chunk.get());
    } else {
      refuse(exchange, 404, 0);
    }
  }

  private void serveStored(HttpServerExchange exchange, AgentId asker, VerifiedChunk chunk)
      throws IOException {
    ContentLayout layout = chunk.layout();
    BlockRun run = run(exchange, layout, chunk.id().index());
    if (run == null) {
      refuse(exchange, 416, 0);
      return;
    }
    int at = run.firstByte();
    int end = at + run.bytes(layout, chunk.id().index());
    Admission.Entry entry = enter(exchange, asker, end - at);
    if (entry == null) {
      return;
    }
    try (entry) {
      BodyWriter body =
          begin(exchange, chunk.id(), layout, run, chunk.prove(run.first(), run.count()));
      while (at < end) {
        int length = Math.min(PIECE_BYTES, end - at);
        send(body, chunk.bytes().slice(at, length), entry);
        at += length;
      }
      body.end();
    }
  }

  private void serveIncoming(
      HttpServerExchange exchange,
      AgentId asker,
      ChunkId id,
      HomeChunks.Incoming incoming,
      HashList hashes)
      throws IOException, InterruptedException {
    ContentLayout layout = incoming.layout();
    BlockRun run = run(exchange, layout, id.index());
    if (run == null) {
      refuse(exchange, 416, 0);
      return;
    }
    int at = run.firstByte();
    int end = at + run.bytes(layout, id.index());
    Admission.Entry entry = enter(exchange, asker, end - at);
    if (entry == null) {
      return;
    }
    try (entry) {
      RangeProof proof = RangeProof.of(layout, id.index(), hashes, run.first(), run.count());
      BodyWriter body = begin(exchange, id, layout, run, proof);
      while (at < end) {
        VerifiedBytes bytes = incoming.await(at, Math.min(PIECE_BYTES, end - at));
        send(body, bytes, entry);
        body.flush();
        at += bytes.length();
      }
      body.end();
    }
  }

  /** Lets a request in by its ticket; null, and it is answered, when it is refused. */
  private Admission.@Nullable Entry enter(HttpServerExchange exchange, AgentId asker, int bytes) {
    return switch (admission.admit(
        asker, exchange.getRequestHeaders().getFirst(SignedTicket.HEADER), bytes)) {
      case Admission.Ruling.Admitted admitted -> admitted.entry();
      case Admission.Ruling.Refused refused -> {
        refuseTicket(exchange, refused.why());
        yield null;
      }
      case Admission.Ruling.Full _ -> {
        refuse(exchange, 503, 1);
        yield null;
      }
    };
  }

  private static void refuseTicket(HttpServerExchange exchange, String why) {
    exchange.setStatusCode(403);
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/problem+json");
    exchange
        .getResponseSender()
        .send(StrictJson.writeText(new Problem("Ticket refused", 403, why)));
  }

  /** A problem (RFC 9457). */
  private record Problem(String title, int status, String detail) {}

  private BodyWriter begin(
      HttpServerExchange exchange,
      ChunkId id,
      ContentLayout layout,
      BlockRun run,
      RangeProof proof) {
    int chunk = id.index();
    TransferAnswer.Chunk answer =
        new TransferAnswer.Chunk(id.root(), layout.length(), chunk, run, proof);
    sign(exchange, answer);
    exchange
        .getResponseHeaders()
        .put(PROOF, TransferHeaders.write(proof))
        .put(PROOF_DIGEST, answer.proofDigest().toField())
        .put(CONTENT_LENGTH, layout.length())
        .put(Headers.CONTENT_TYPE, "application/octet-stream");
    if (!run.isWhole(layout, chunk)) {
      exchange.setStatusCode(206);
      exchange.getResponseHeaders().put(Headers.CONTENT_RANGE, run.toContentRange(layout, chunk));
    }
    exchange.setResponseContentLength(run.bytes(layout, chunk));
    return new BodyWriter(exchange, CLIENT_PATIENCE);
  }

  private void sign(HttpServerExchange exchange, TransferAnswer answer) {
    TransferSignature signature =
        TransferSignature.sign(answer, clock.instant(), identity.get().key());
    exchange
        .getResponseHeaders()
        .put(SIGNATURE_INPUT, signature.input())
        .put(SIGNATURE, signature.signature());
  }

  private void send(BodyWriter body, VerifiedBytes bytes, Admission.Entry entry)
      throws IOException {
    rate.take(bytes.length());
    body.write(bytes.buffer());
    traffic.toPeer(bytes.length());
    entry.sent(bytes.length());
  }

  private static @Nullable BlockRun run(
      HttpServerExchange exchange, ContentLayout layout, int chunk) {
    String range = exchange.getRequestHeaders().getFirst(Headers.RANGE);
    return range == null
        ? BlockRun.whole(layout, chunk)
        : BlockRun.parseRange(range, layout, chunk).orElse(null);
  }

  private static void refuse(HttpServerExchange exchange, int status, int retryAfterSeconds) {
    exchange.setStatusCode(status);
    if (retryAfterSeconds > 0) {
      exchange.getResponseHeaders().put(Headers.RETRY_AFTER, retryAfterSeconds);
    }
    exchange.setResponseContentLength(0);
    exchange.endExchange();
  }

  private static Optional<SpiffeId> asker(HttpServerExchange exchange) {
    SSLSessionInfo session = exchange.getConnection().getSslSessionInfo();
    if (session == null) {
      return Optional.empty();
    }
    try {
      Certificate[] chain = session.getPeerCertificates();
      return chain.length > 0 && chain[0] instanceof X509Certificate certificate
          ? SpiffeId.of(certificate)
          : Optional.empty();
    } catch (SSLPeerUnverifiedException | io.undertow.server.RenegotiationRequiredException e) {
      return Optional.empty();
    }
  }
}
