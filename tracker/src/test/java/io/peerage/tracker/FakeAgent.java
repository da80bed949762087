package io.peerage.tracker;

import io.peerage.protocol.content.ContentLayout;
import io.peerage.protocol.content.ContentRoot;
import io.peerage.protocol.content.HashList;
import io.peerage.protocol.content.RangeProof;
import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.identity.EnrolmentToken;
import io.peerage.protocol.identity.Role;
import io.peerage.protocol.identity.SpkiPin;
import io.peerage.protocol.identity.TrackerDocument;
import io.peerage.protocol.json.MalformedMessageException;
import io.peerage.protocol.json.StrictJson;
import io.peerage.protocol.message.AnnounceRequest;
import io.peerage.protocol.message.AnnounceResponse;
import io.peerage.protocol.message.Capacity;
import io.peerage.protocol.message.ChunkSet;
import io.peerage.protocol.message.DenyList;
import io.peerage.protocol.message.Holding;
import io.peerage.protocol.message.LocateRequest;
import io.peerage.protocol.message.LocateResponse;
import io.peerage.protocol.message.Observation;
import io.peerage.protocol.message.PeerEndpoint;
import io.peerage.protocol.message.PurgeBatch;
import io.peerage.protocol.message.ReportRequest;
import io.peerage.protocol.message.TakedownList;
import io.peerage.protocol.message.Traffic;
import io.peerage.protocol.signature.ContentDigest;
import io.peerage.protocol.signature.HttpSignature;
import io.peerage.protocol.site.UntrustedException;
import io.peerage.protocol.transfer.BlockRun;
import io.peerage.protocol.transfer.TransferAnswer;
import io.peerage.protocol.transfer.TransferHeaders;
import io.peerage.protocol.transfer.TransferSignature;
import io.peerage.runtime.config.ListenAddress;
import io.peerage.runtime.http.FleetClient;
import io.peerage.runtime.identity.CurrentIdentity;
import io.peerage.runtime.identity.Enrolment;
import io.peerage.runtime.identity.FleetTls;
import io.peerage.runtime.identity.Identity;
import io.peerage.runtime.lifecycle.PeriodicTask;
import io.peerage.runtime.server.Exchange;
import io.peerage.runtime.server.HttpServer;
import io.peerage.runtime.server.RequestException;
import io.peerage.runtime.server.Routes;
import io.peerage.testing.SeededContent;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.jspecify.annotations.Nullable;

/**
 * An agent as far as a tracker sees one: it enrols, announces what it has, follows the deny list,
 * and serves chunks well or badly. Real sockets and certificates.
 */
public final class FakeAgent implements AutoCloseable {
  static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final Behaviour behaviour;
  private final String zone;
  private final InstantSource clock;
  private final CurrentIdentity identity;
  private final URI tracker;
  private final FleetClient client;
  private final HttpServer server;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Map<ContentRoot, SeededContent> contents = new ConcurrentHashMap<>();
  private final AtomicInteger faultsLeft = new AtomicInteger(Integer.MAX_VALUE);
  private final AtomicInteger chunksAsked = new AtomicInteger();
  private final AtomicInteger layersAsked = new AtomicInteger();
  private final Set<AgentId> askers = ConcurrentHashMap.newKeySet();
  private final AtomicLong reports = new AtomicLong();
  private final ReentrantLock lock = new ReentrantLock();
  // Under lock.
  private long sequence;
  private boolean resync = true;
  private @Nullable DenyList denyList;
  private long takedownVersion;
  private @Nullable AnnounceResponse lastAnswer;
  private @Nullable PeriodicTask heart;

  private FakeAgent(
      Behaviour behaviour, String zone, Identity identity, URI tracker, InstantSource clock)
      throws IOException {
    this.clock = clock;
    this.behaviour = behaviour;
    this.zone = zone;
    this.identity = new CurrentIdentity(identity);
    this.tracker = tracker;
    this.client =
        new FleetClient(
            this.identity,
            FleetTls.context(this.identity, Set.of(Role.TRACKER), clock),
            clock,
            TIMEOUT,
            4,
            4);
    this.server =
        new HttpServer(
            "fake-agent",
            ListenAddress.parse("127.0.0.1:0"),
            Optional.of(FleetTls.context(this.identity, Set.of(Role.AGENT), clock)),
            Duration.ZERO,
            new Routes()
                .add("GET", "/peerage/v1/content/{root}/layer", this::serveLayer)
                .add("GET", "/peerage/v1/content/{root}/chunks/{n}", this::serveChunk));
    server.start("listen");
  }

  /** Enrols with {@code token} and starts to serve. */
  public static FakeAgent enrol(
      EnrolmentToken token, Behaviour behaviour, String zone, InstantSource clock)
      throws IOException {
    Identity identity = new Enrolment(clock).enrol(token, new SecureRandom());
    return new FakeAgent(behaviour, zone, identity, token.tracker(), clock);
  }

  /** An agent with an identity that is there already, at a tracker that may have moved. */
  static FakeAgent of(
      Identity identity, URI tracker, Behaviour behaviour, String zone, InstantSource clock)
      throws IOException {
    return new FakeAgent(behaviour, zone, identity, tracker, clock);
  }

  public FakeAgent with(SeededContent... more) {
    for (SeededContent content : more) {
      contents.put(content.hashed().root(), content);
    }
    return this;
  }

  /** Is honest after it behaved badly {@code times} times. */
  public FakeAgent mendingAfter(int times) {
    faultsLeft.set(times);
    return this;
  }

  public AgentId id() {
    return identity.get().id().id();
  }

  CurrentIdentity identity() {
    return identity;
  }

  /** Where it serves. */
  URI address() {
    return URI.create("https://127.0.0.1:" + server.port());
  }

  FleetClient client() {
    return client;
  }

  /** Announces everything, or nothing new, as the tracker last wanted. */
  public AnnounceResponse announce() throws IOException {
    return announce(server.port());
  }

  /** Announces that it serves where {@code other} does. */
  void announceAs(FakeAgent other) throws IOException {
    announce(other.server.port());
  }

  private AnnounceResponse announce(int port) throws IOException {
    lock.lock();
    try {
      boolean full = resync;
      List<Holding> holdings = new ArrayList<>();
      if (full) {
        contents.values().forEach(content -> holdings.add(holding(content)));
      }
      AnnounceRequest request =
          new AnnounceRequest(
              "epoch-of-" + id(),
              ++sequence,
              full,
              zone,
              new PeerEndpoint("127.0.0.1", port),
              new Capacity(16, 16),
              denyList == null ? 0 : denyList.version(),
              takedownVersion,
              holdings);
      AnnounceResponse answer = post("/peerage/v1/announce", request, AnnounceResponse.class);
      resync = answer.resync();
      if (answer.denyList() != null) {
        denyList = open(answer.denyList());
      }
      lastAnswer = answer;
      return answer;
    } finally {
      lock.unlock();
    }
  }

  private DenyList open(TrackerDocument document) throws IOException {
    try {
      DenyList claimed =
          StrictJson.read(
              "deny list",
              document.envelope().payload().toArray(),
              DenyList.MAX_BYTES,
              DenyList.class);
      return document.open(
          DenyList.PAYLOAD_TYPE,
          identity.get().authorityPin(),
          DenyList.class,
          DenyList.MAX_BYTES,
          claimed.issued());
    } catch (MalformedMessageException | UntrustedException e) {
      throw new IOException(e);
    }
  }

  /** Follows the takedown list from now on, and says so in its announces. */
  Optional<TakedownList> followTakedowns() throws IOException {
    Optional<TrackerDocument> answer =
        client.execute(
            new HttpUriRequestBase("GET", tracker.resolve("/peerage/v1/takedowns")),
            TIMEOUT,
            (response, _) -> {
              byte[] body = FleetClient.readBody(response, TakedownList.MAX_DOCUMENT_BYTES);
              FleetClient.requireSuccess(response, body);
              return response.getCode() == 204
                  ? Optional.empty()
                  : Optional.of(read(body, TrackerDocument.class));
            });
    if (answer.isEmpty()) {
      return Optional.empty();
    }
    try {
      TakedownList list =
          answer
              .get()
              .open(
                  TakedownList.PAYLOAD_TYPE,
                  identity.get().authorityPin(),
                  TakedownList.class,
                  TakedownList.MAX_BYTES,
                  Instant.now());
      followsTakedowns(list.version());
      return Optional.of(list);
    } catch (MalformedMessageException | UntrustedException e) {
      throw new IOException(e);
    }
  }

  /** Says from now on that it follows that version. */
  void followsTakedowns(long version) {
    lock.lock();
    try {
      takedownVersion = version;
    } finally {
      lock.unlock();
    }
  }

  private static Holding holding(SeededContent content) {
    ContentLayout layout = content.hashed().layout();
    return new Holding(content.hashed().root(), layout.length(), ChunkSet.of(layout.allChunks()));
  }

  /** Announces again and again, until it is closed. */
  public FakeAgent beat(Duration every) {
    heart =
        PeriodicTask.start(
            "heart",
            every,
            () -> {
              try {
                announce();
              } catch (IOException e) {
                // A tracker that restarts is tried again.
                lock.lock();
                try {
                  lastAnswer = null;
                } finally {
                  lock.unlock();
                }
              }
            });
    return this;
  }

  Optional<AnnounceResponse> lastAnswer() {
    lock.lock();
    try {
      return Optional.ofNullable(lastAnswer);
    } finally {
      lock.unlock();
    }
  }

  Optional<DenyList> denyList() {
    lock.lock();
    try {
      return Optional.ofNullable(denyList);
    } finally {
      lock.unlock();
    }
  }

  LocateResponse locate(ContentRoot root, int limit, AgentId... avoid) throws IOException {
    return post(
        "/peerage/v1/locate", new LocateRequest(root, limit, List.of(avoid)), LocateResponse.class);
  }

  public void report(Traffic traffic, Observation... observations) throws IOException {
    report(reports.incrementAndGet(), traffic, observations);
  }

  void report(long number, Traffic traffic, Observation... observations) throws IOException {
    postRaw(
        "/peerage/v1/reports",
        StrictJson.write(
            new ReportRequest("epoch-of-" + id(), number, traffic, List.of(observations))));
  }

  /** What comes of a held request for purges; nothing when it is not answered with any. */
  Optional<PurgeBatch> purges(long after) throws IOException {
    Optional<TrackerDocument> answer =
        client.execute(
            new HttpUriRequestBase("GET", tracker.resolve("/peerage/v1/purges?after=" + after)),
            Duration.ofSeconds(60),
            (response, _) -> {
              byte[] body = FleetClient.readBody(response, PurgeBatch.MAX_DOCUMENT_BYTES);
              FleetClient.requireSuccess(response, body);
              return response.getCode() == 204
                  ? Optional.empty()
                  : Optional.of(read(body, TrackerDocument.class));
            });
    if (answer.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          answer
              .get()
              .open(
                  PurgeBatch.PAYLOAD_TYPE,
                  SpkiPin.of(identity.get().authority()),
                  PurgeBatch.class,
                  PurgeBatch.MAX_BYTES,
                  Instant.now()));
    } catch (MalformedMessageException | UntrustedException e) {
      throw new IOException(e);
    }
  }

  /** Says that it stops. */
  void leavePurges(long after) throws IOException {
    client.execute(
        new HttpUriRequestBase(
            "GET", tracker.resolve("/peerage/v1/purges?leaving=1&after=" + after)),
        TIMEOUT,
        (response, _) -> response.getCode());
  }

  private static <T> T read(byte[] json, Class<T> type) throws IOException {
    try {
      return StrictJson.read("answer", json, PurgeBatch.MAX_DOCUMENT_BYTES, type);
    } catch (MalformedMessageException e) {
      throw new IOException(e);
    }
  }

  <T> T post(String path, Object body, Class<T> type) throws IOException {
    return client.postJson(tracker.resolve(path), body, TIMEOUT, AnnounceResponse.MAX_BYTES, type);
  }

  /** Posts and expects any 2xx. */
  byte[] postRaw(String path, byte[] body) throws IOException {
    HttpUriRequestBase request = new HttpUriRequestBase("POST", tracker.resolve(path));
    request.setEntity(new ByteArrayEntity(body, ContentType.APPLICATION_JSON));
    return client.execute(
        request,
        TIMEOUT,
        (response, _) -> {
          byte[] answer = FleetClient.readBody(response, AnnounceResponse.MAX_BYTES);
          FleetClient.requireSuccess(response, answer);
          return answer;
        });
  }

  int chunksAsked() {
    return chunksAsked.get();
  }

  int layersAsked() {
    return layersAsked.get();
  }

  /** Everyone who asked for anything. */
  Set<AgentId> askers() {
    return Set.copyOf(askers);
  }

  private SeededContent require(Exchange exchange) throws RequestException, InterruptedException {
    exchange.tls().flatMap(FleetTls::peer).ifPresent(asker -> askers.add(asker.id()));
    SeededContent content = contents.get(ContentRoot.parse(exchange.pathParameter("root")));
    if (content == null) {
      throw new RequestException(404, "Not here", "not here");
    }
    return content;
  }

  private void serveLayer(Exchange exchange)
      throws IOException, RequestException, InterruptedException {
    SeededContent content = require(exchange);
    layersAsked.incrementAndGet();
    long length = content.hashed().layout().length();
    byte[] layer = content.hashed().chunkHashes().toBytes();
    ContentDigest digest = ContentDigest.of(layer);
    sign(exchange, new TransferAnswer.Layer(content.hashed().root(), length, digest));
    exchange.set(ContentDigest.FIELD, digest.toField());
    exchange.set(TransferHeaders.CONTENT_LENGTH, String.valueOf(length));
    exchange.send(200, "application/octet-stream", layer);
  }

  /** Whatever it says, right or wrong, it signs. */
  private void sign(Exchange exchange, TransferAnswer answer) {
    TransferSignature signature =
        TransferSignature.sign(answer, clock.instant(), identity.get().key());
    exchange.set(HttpSignature.INPUT_FIELD, signature.input());
    exchange.set(HttpSignature.FIELD, signature.signature());
  }

  private void serveChunk(Exchange exchange)
      throws IOException, RequestException, InterruptedException {
    SeededContent content = require(exchange);
    chunksAsked.incrementAndGet();
    int chunk = Integer.parseInt(exchange.pathParameter("n"));
    ContentLayout layout = content.hashed().layout();
    byte[] bytes = new byte[layout.chunkLength(chunk)];
    content.chunk(chunk).get(bytes);
    byte[] proof = content.hashed().prove(chunk, 0, layout.blockCount(chunk)).hashes().toBytes();
    long length = layout.length();
    Behaviour now = faultsLeft.getAndDecrement() > 0 ? behaviour : Behaviour.HONEST;
    switch (now) {
      case HONEST, TRUNCATES, DOES_NOT_SIGN -> {}
      case CORRUPTS_A_BLOCK -> bytes[bytes.length / 2] ^= 1;
      case SENDS_WRONG_PROOF -> proof[0] ^= 1;
      case LIES_ABOUT_THE_LENGTH -> length++;
      case STALLS -> closed.await(1, TimeUnit.MINUTES);
      case REFUSES -> {
        exchange.set("Retry-After", "1");
        throw new RequestException(503, "Busy", "no free upload slot");
      }
    }
    exchange.set(TransferHeaders.CONTENT_LENGTH, String.valueOf(length));
    RangeProof stated = new RangeProof(HashList.wrap(proof));
    exchange.set(TransferHeaders.PROOF, TransferHeaders.write(stated));
    TransferAnswer.Chunk answer =
        new TransferAnswer.Chunk(
            content.hashed().root(), length, chunk, BlockRun.whole(layout, chunk), stated);
    exchange.set(TransferHeaders.PROOF_DIGEST, answer.proofDigest().toField());
    if (now != Behaviour.DOES_NOT_SIGN) {
      sign(exchange, answer);
    }
    if (now == Behaviour.TRUNCATES) {
      exchange.set("Content-Length", String.valueOf(bytes.length));
      OutputStream out = exchange.startBody(200, "application/octet-stream");
      out.write(bytes, 0, bytes.length / 2);
      out.flush();
      throw new IOException("broken off on purpose");
    }
    exchange.send(200, "application/octet-stream", bytes);
  }

  @Override
  public void close() {
    if (heart != null) {
      heart.close();
    }
    closed.countDown();
    client.close();
    server.close();
  }
}
