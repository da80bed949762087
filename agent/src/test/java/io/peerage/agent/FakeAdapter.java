package io.peerage.agent;

import io.peerage.protocol.content.ContentRoot;
import io.peerage.protocol.dsse.Envelope;
import io.peerage.protocol.identity.Role;
import io.peerage.protocol.manifest.Manifest;
import io.peerage.protocol.transfer.BlockRun;
import io.peerage.protocol.transfer.ContentResource;
import io.peerage.protocol.transfer.TransferHeaders;
import io.peerage.runtime.config.ListenAddress;
import io.peerage.runtime.identity.FleetTls;
import io.peerage.runtime.server.Exchange;
import io.peerage.runtime.server.HttpServer;
import io.peerage.runtime.server.RequestException;
import io.peerage.runtime.server.Routes;
import io.peerage.testing.SeededContent;
import io.peerage.testing.TestSite;
import io.peerage.testing.TestTrustDomain;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** An origin adapter in a few lines: objects in memory, counted fetches, and faults on request. */
public final class FakeAdapter implements AutoCloseable {
  private final TestSite site;
  private final InstantSource clock;
  private final HttpServer server;
  private final Map<String, Published> objects = new ConcurrentHashMap<>();
  private final Map<ContentRoot, SeededContent> contents = new ConcurrentHashMap<>();
  public final AtomicInteger chunkRequests = new AtomicInteger();
  public final AtomicInteger manifestRequests = new AtomicInteger();
  public final AtomicLong chunkBytes = new AtomicLong();
  public volatile Fault fault = Fault.NONE;
  public volatile Duration delay = Duration.ZERO;

  /** Called when a manifest was looked up and is not yet sent. */
  public volatile Runnable beforeManifest = () -> {};

  /** What questions for manifests said in {@code Cache-Control}, "" for nothing. */
  public final List<String> manifestControls = new CopyOnWriteArrayList<>();

  private final Map<String, BeingSigned> beingSigned = new ConcurrentHashMap<>();

  /** An object that is read for the first time: its clients get it from the origin meanwhile. */
  public static final class BeingSigned {
    private final SeededContent content;
    public final AtomicLong passedBytes = new AtomicLong();

    private BeingSigned(SeededContent content) {
      this.content = content;
    }

    /** Sends a part, and the rest slowly. */
    private void pass(Exchange exchange) throws IOException {
      byte[] bytes = content.bytes();
      exchange.set("ETag", "\"v1\"");
      exchange.set("Content-Length", Long.toString(bytes.length));
      try (OutputStream out = exchange.startBody(200, "video/mp2t")) {
        for (int at = 0; at < bytes.length; at += 64 * 1024) {
          if (at >= 2 * 1024 * 1024) {
            // Slowly, so that whoever looks for the manifest has time to find it.
            out.flush();
            TimeUnit.MILLISECONDS.sleep(20);
          }
          int length = Math.min(64 * 1024, bytes.length - at);
          out.write(bytes, at, length);
          passedBytes.addAndGet(length);
        }
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
  }

  /** What the origin answers to requests that pass through. */
  public interface Script {
    /** Answers the request with {@code number}, counted from 1 for each path. */
    void answer(Exchange exchange, int number)
        throws IOException, RequestException, InterruptedException;
  }

  private record Scripted(Script script, AtomicInteger asked) {}

  private final Map<String, Scripted> scripts = new ConcurrentHashMap<>();

  /** Answers requests for {@code path}, with any query, by {@code script}. */
  public void script(String path, Script script) {
    scripts.put(path, new Scripted(script, new AtomicInteger()));
  }

  /** Answers requests for {@code path} with 200, {@code body}, {@code fields} and X-Number. */
  public void serve(String path, byte[] body, String... fields) {
    script(
        path,
        (exchange, number) -> {
          exchange.set("X-Number", Integer.toString(number));
          for (int i = 0; i < fields.length; i += 2) {
            exchange.set(fields[i], fields[i + 1]);
          }
          exchange.send(200, "text/plain", body);
        });
  }

  /** How many requests for {@code path} came to the script. */
  public int asked(String path) {
    Scripted scripted = scripts.get(path);
    return scripted == null ? 0 : scripted.asked.get();
  }

  /** What it does wrong. */
  public enum Fault {
    NONE,
    DOWN,
    HANGS,
    CORRUPTS,
    FORGES_MANIFESTS
  }

  private final Map<String, CountDownLatch> holds = new ConcurrentHashMap<>();
  private final AtomicInteger held = new AtomicInteger();

  /** Answers the question for the manifest of {@code path} when {@code gate} opens. */
  public void holdManifest(String path, CountDownLatch gate) {
    holds.put(path, gate);
  }

  /** How many questions for manifests wait for their gate. */
  public int held() {
    return held.get();
  }

  private record Published(Manifest manifest, Envelope envelope) {}

  public FakeAdapter(TestTrustDomain domain, TestSite site, InstantSource clock)
      throws IOException {
    this.site = site;
    this.clock = clock;
    Routes routes =
        new Routes()
            .add("GET", "/peerage/v1/sites/{site}/roots/{version}", this::root)
            .add("GET", "/peerage/v1/sites/{site}/manifest", this::manifest)
            .otherwise(this::contentOrPass);
    this.server =
        new HttpServer(
            "fake-adapter",
            ListenAddress.parse("127.0.0.1:0"),
            Optional.of(
                FleetTls.context(
                    domain.current(Role.ORIGIN_ADAPTER, "origin"), Set.of(Role.AGENT), clock)),
            Duration.ZERO,
            routes);
    server.start("listen");
  }

  public URI uri() {
    return URI.create("https://127.0.0.1:" + server.port());
  }

  /** Publishes content for a minute of freshness. */
  public void publish(String path, long generation, SeededContent content) {
    publish(
        path,
        generation,
        content,
        Map.of(
            "content-type",
            "video/mp2t",
            "cache-control",
            "max-age=60",
            "etag",
            "\"v" + generation + "\""));
  }

  public void publish(
      String path, long generation, SeededContent content, Map<String, String> headers) {
    publish(path, generation, content, headers, clock.instant());
  }

  /** Lets {@code content} pass through at {@code path}, and says that it is being signed. */
  public BeingSigned sign(String path, SeededContent content) {
    BeingSigned signing = new BeingSigned(content);
    beingSigned.put(path, signing);
    return signing;
  }

  public void publish(
      String path,
      long generation,
      SeededContent content,
      Map<String, String> headers,
      Instant issued) {
    Manifest manifest = site.manifest(path, generation, content.hashed(), headers, issued);
    contents.put(content.hashed().root(), content);
    objects.put(path, new Published(manifest, site.sign(manifest)));
  }

  /** Forgets content, as an origin does whose object changed. */
  public void forget(SeededContent content) {
    contents.remove(content.hashed().root());
  }

  private void root(Exchange exchange) throws IOException, RequestException {
    misbehave();
    if (!exchange.pathParameter("version").equals("1")) {
      throw new RequestException(404, "No such root", "there is only version 1");
    }
    exchange.send(200, "application/json", site.firstRoot().toJson());
  }

  private void manifest(Exchange exchange) throws IOException, RequestException {
    misbehave();
    manifestRequests.incrementAndGet();
    manifestControls.add(exchange.header("Cache-Control").orElse(""));
    String path = exchange.queryParameter("path").orElse("");
    CountDownLatch gate = holds.get(path);
    if (gate != null) {
      held.incrementAndGet();
      try {
        gate.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        held.decrementAndGet();
      }
    }
    Published object = objects.get(path);
    BeingSigned signing = beingSigned.get(path);
    if (object == null) {
      exchange.set("Retry-After", "1");
      exchange.sendStatus(signing == null ? 204 : 202);
      return;
    }
    beforeManifest.run();
    Envelope envelope = object.envelope;
    if (fault == Fault.FORGES_MANIFESTS) {
      envelope =
          object.manifest.sign(new TestSite("evil.example", clock.instant()).publishingKey());
    }
    exchange.send(200, "application/json", envelope.toJson());
  }

  private void contentOrPass(Exchange exchange) throws IOException, RequestException {
    misbehave();
    Optional<ContentResource> resource = ContentResource.parse(exchange.path());
    if (resource.isEmpty()) {
      pass(exchange);
      return;
    }
    switch (resource.get()) {
      case ContentResource.Layer layer -> {
        SeededContent content = content(layer.root());
        exchange.set(
            TransferHeaders.CONTENT_LENGTH, Long.toString(content.hashed().layout().length()));
        exchange.send(200, "application/octet-stream", content.hashed().chunkHashes().toBytes());
      }
      case ContentResource.Chunk chunk -> chunk(exchange, chunk);
    }
  }

  private void chunk(Exchange exchange, ContentResource.Chunk chunk)
      throws IOException, RequestException {
    chunkRequests.incrementAndGet();
    SeededContent content = content(chunk.id().root());
    int index = chunk.id().index();
    BlockRun run =
        exchange
            .header("Range")
            .map(
                range -> BlockRun.parseRange(range, content.hashed().layout(), index).orElseThrow())
            .orElse(BlockRun.whole(content.hashed().layout(), index));
    byte[] body = new byte[run.bytes(content.hashed().layout(), index)];
    content.chunk(index).get(run.firstByte(), body);
    if (fault == Fault.CORRUPTS) {
      body[body.length / 2] ^= 1;
    }
    exchange.set(
        TransferHeaders.PROOF,
        TransferHeaders.write(content.hashed().prove(index, run.first(), run.count())));
    exchange.set(TransferHeaders.CONTENT_LENGTH, Long.toString(content.hashed().layout().length()));
    int status = 200;
    if (exchange.header("Range").isPresent()) {
      status = 206;
      exchange.set("Content-Range", run.toContentRange(content.hashed().layout(), index));
    }
    chunkBytes.addAndGet(body.length);
    exchange.send(status, "application/octet-stream", body);
  }

  private SeededContent content(ContentRoot root) throws RequestException {
    SeededContent content = contents.get(root);
    if (content == null) {
      throw new RequestException(410, "Gone", "this version is gone");
    }
    return content;
  }

  /** Echoes what came, so that tests see what an origin sees. */
  private void pass(Exchange exchange) throws IOException, RequestException {
    Scripted scripted = scripts.get(exchange.path());
    if (scripted != null) {
      try {
        scripted.script.answer(exchange, scripted.asked.incrementAndGet());
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      return;
    }
    BeingSigned signing = beingSigned.get(exchange.path());
    if (signing != null) {
      signing.pass(exchange);
      return;
    }
    byte[] body = exchange.body().readAllBytes();
    exchange.set("X-Method", exchange.method());
    exchange.set("X-Target", exchange.pathQuery());
    exchange.set("X-Host", exchange.header("Host").orElse(""));
    exchange.set("X-Custom-Seen", exchange.header("X-Custom").orElse("none"));
    exchange.set("X-Hop-Seen", exchange.header("X-Hop").orElse("none"));
    exchange.set("X-Via-Seen", exchange.header("Via").orElse("none"));
    exchange.set("Connection", "X-Internal");
    exchange.set("X-Internal", "secret");
    if (exchange.path().equals("/missing")) {
      exchange.send(404, "text/plain", "no".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    } else if (exchange.path().equals("/breaks")) {
      exchange.set("Content-Length", "1000");
      try (OutputStream out = exchange.startBody(200, "text/plain")) {
        out.write(new byte[100]);
        out.flush();
        throw new IOException("broken on purpose");
      }
    } else {
      exchange.send(200, "text/plain", body);
    }
  }

  private void misbehave() throws IOException, RequestException {
    try {
      if (fault == Fault.HANGS) {
        Thread.sleep(Duration.ofMinutes(1));
      }
      if (!delay.isZero()) {
        Thread.sleep(delay);
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    if (fault == Fault.DOWN) {
      throw new RequestException(502, "Origin down", "on purpose");
    }
  }

  @Override
  public void close() {
    fault = Fault.NONE;
    server.close();
  }
}
