package io.peerage.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerage.protocol.content.ChunkId;
import io.peerage.protocol.content.ContentVerifier;
import io.peerage.protocol.content.ProvenBlocks;
import io.peerage.protocol.dsse.Envelope;
import io.peerage.protocol.manifest.Manifest;
import io.peerage.protocol.manifest.ManifestVerifier;
import io.peerage.protocol.manifest.ObjectPath;
import io.peerage.protocol.manifest.SeenGeneration;
import io.peerage.protocol.manifest.VerifiedManifest;
import io.peerage.protocol.site.SiteName;
import io.peerage.protocol.site.SiteRoot;
import io.peerage.protocol.site.TrustedRoot;
import io.peerage.protocol.transfer.BlockRun;
import io.peerage.protocol.transfer.ContentResource;
import io.peerage.protocol.transfer.TransferHeaders;
import io.peerage.runtime.http.FleetClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * An adapter as an agent sees it: believes only what roots, fetched over the wire from the pinned
 * first one on, and hashes prove. Remembers the generations it saw.
 */
final class AgentView {
  private static final Duration SILENCE = Duration.ofSeconds(30);

  private final FleetClient client;
  private final URI base;
  private final OriginAdapter adapter;
  private final InstantSource clock;
  private final Map<ObjectPath, SeenGeneration> seen = new ConcurrentHashMap<>();

  AgentView(FleetClient client, URI base, OriginAdapter adapter, InstantSource clock) {
    this.client = client;
    this.base = base;
    this.adapter = adapter;
    this.clock = clock;
  }

  /**
   * An answer.
   *
   * @param headers by name in lower case
   */
  record Reply(int status, Map<String, List<String>> headers, Bytes body) {
    /** A body; a class of its own, since an array is no value. */
    record Bytes(ByteBuffer buffer) {}

    byte[] bytes() {
      byte[] bytes = new byte[body.buffer().remaining()];
      body.buffer().duplicate().get(bytes);
      return bytes;
    }

    String text() {
      return new String(bytes(), StandardCharsets.UTF_8);
    }

    String header(String name) {
      return String.join(", ", headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()));
    }
  }

  Reply get(String target, String... fields) throws IOException {
    return send("GET", target, null, fields);
  }

  /** Sends a request; {@code fields} are names and values in turn. */
  Reply send(String method, String target, byte @Nullable [] body, String... fields)
      throws IOException {
    HttpUriRequestBase request = new HttpUriRequestBase(method, base);
    request.setPath(target);
    for (int i = 0; i < fields.length; i += 2) {
      request.addHeader(fields[i], fields[i + 1]);
    }
    if (body != null) {
      request.setEntity(new ByteArrayEntity(body, null));
    }
    return client.execute(
        request,
        SILENCE,
        (response, _) -> {
          Map<String, List<String>> headers = new TreeMap<>();
          for (Header header : response.getHeaders()) {
            headers
                .computeIfAbsent(header.getName().toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
                .add(header.getValue());
          }
          byte[] bytes = new byte[0];
          if (response.getEntity() != null) {
            try (InputStream in = response.getEntity().getContent()) {
              bytes = in.readAllBytes();
            }
          }
          return new Reply(response.getCode(), headers, new Reply.Bytes(ByteBuffer.wrap(bytes)));
        });
  }

  Reply manifestReply(String path, String... fields) throws IOException {
    return get(
        "/peerage/v1/sites/"
            + AdapterFixture.SITE
            + "/manifest?path="
            + URLEncoder.encode(path, StandardCharsets.UTF_8),
        fields);
  }

  /** The newest root, reached from the pinned first one over the wire. */
  TrustedRoot trusted(SiteName site) throws Exception {
    TrustedRoot trusted =
        TrustedRoot.first(site, Objects.requireNonNull(adapter.pins().get(site)), root(site, 1));
    for (int version = 2; ; version++) {
      Reply reply = get("/peerage/v1/sites/" + site + "/roots/" + version);
      if (reply.status() == 404) {
        return trusted;
      }
      trusted = trusted.next(root(site, version));
    }
  }

  private Envelope root(SiteName site, int version) throws Exception {
    Reply reply = get("/peerage/v1/sites/" + site + "/roots/" + version);
    assertThat(reply.status()).isEqualTo(200);
    return Envelope.parse("root", reply.bytes(), SiteRoot.MAX_ENVELOPE_BYTES);
  }

  /** The verified manifest of {@code path}, which must be there. */
  VerifiedManifest manifest(String path) throws Exception {
    // Asked again, as agents do, while it is being made.
    Reply reply =
        Awaitility.await()
            .atMost(Duration.ofSeconds(20))
            .until(() -> manifestReply(path), answer -> answer.status() != 202);
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    return verify(path, reply);
  }

  VerifiedManifest verify(String path, Reply reply) throws Exception {
    ObjectPath object = new ObjectPath(path);
    VerifiedManifest manifest =
        ManifestVerifier.verify(
            Envelope.parse("manifest", reply.bytes(), Manifest.MAX_ENVELOPE_BYTES),
            object,
            trusted(AdapterFixture.SITE),
            Optional.ofNullable(seen.get(object)),
            clock.instant());
    seen.merge(object, manifest.seen(), (a, b) -> a.generation() >= b.generation() ? a : b);
    return manifest;
  }

  Reply chunkReply(ContentVerifier content, int index, Optional<BlockRun> run) throws IOException {
    String path = new ContentResource.Chunk(new ChunkId(content.root(), index)).path();
    return run.isPresent()
        ? get(path, "Range", run.get().toRange(content.layout(), index))
        : get(path);
  }

  /** The verified bytes of a run of blocks, or of the whole chunk. */
  byte[] chunk(ContentVerifier content, int index, Optional<BlockRun> run) throws Exception {
    Reply reply = chunkReply(content, index, run);
    assertThat(reply.status()).as(reply.text()).isEqualTo(run.isPresent() ? 206 : 200);
    return verify(content, index, run, reply);
  }

  static byte[] verify(ContentVerifier content, int index, Optional<BlockRun> run, Reply reply)
      throws Exception {
    BlockRun blocks = run.orElseGet(() -> BlockRun.whole(content.layout(), index));
    assertThat(reply.header(TransferHeaders.CONTENT_LENGTH))
        .isEqualTo(Long.toString(content.layout().length()));
    assertThat(reply.header("Content-Type")).isEqualTo("application/octet-stream");
    ProvenBlocks proven =
        content.accept(
            index,
            blocks.first(),
            blocks.count(),
            TransferHeaders.readProof(reply.header(TransferHeaders.PROOF)));
    ByteBuffer bytes = ByteBuffer.wrap(reply.bytes());
    for (int block = blocks.first(); block < blocks.first() + blocks.count(); block++) {
      int length = content.layout().blockLength(index, block);
      proven.verify(block, bytes.slice(bytes.position(), length));
      bytes.position(bytes.position() + length);
    }
    assertThat(bytes.hasRemaining()).isFalse();
    return reply.bytes();
  }

  /** All verified bytes of {@code manifest}'s content. */
  byte[] content(VerifiedManifest manifest) throws Exception {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int index = 0; index < manifest.content().layout().chunkCount(); index++) {
      all.writeBytes(chunk(manifest.content(), index, Optional.empty()));
    }
    return all.toByteArray();
  }

  /** The verified bytes of {@code path}. */
  byte[] download(String path) throws Exception {
    return content(manifest(path));
  }
}
