package io.peerage.adapter.http;

import io.peerage.adapter.metrics.AdapterMetrics;
import io.peerage.adapter.metrics.AdapterMetrics.Kind;
import io.peerage.adapter.publish.ContentService;
import io.peerage.adapter.publish.GoneException;
import io.peerage.adapter.publish.ProvenRun;
import io.peerage.adapter.publish.VerifiedRun;
import io.peerage.adapter.source.SourceException;
import io.peerage.protocol.content.ContentLayout;
import io.peerage.protocol.content.ContentRoot;
import io.peerage.protocol.content.ContentVerifier;
import io.peerage.protocol.content.VerifiedBytes;
import io.peerage.protocol.transfer.BlockRun;
import io.peerage.protocol.transfer.ContentResource;
import io.peerage.protocol.transfer.TransferHeaders;
import io.peerage.runtime.server.Exchange;
import io.peerage.runtime.server.RequestException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/** Serves chunks and chunk layers by content root. */
final class ContentEndpoint {
  private static final String OCTETS = "application/octet-stream";

  private final ContentService contents;
  private final AdapterMetrics metrics;

  ContentEndpoint(ContentService contents, AdapterMetrics metrics) {
    this.contents = contents;
    this.metrics = metrics;
  }

  void serve(Exchange exchange) throws IOException, RequestException, InterruptedException {
    Optional<ContentResource> resource = ContentResource.parse(exchange.path());
    switch (resource.orElse(null)) {
      case ContentResource.Chunk chunk ->
          chunk(exchange, find(chunk.id().root(), Kind.CHUNK), chunk.id().index());
      case ContentResource.Layer layer -> layer(exchange, find(layer.root(), Kind.LAYER));
      case null ->
          throw refused(Kind.CHUNK, 404, "Not found", "a root is 64 lower-case hexadecimal digits");
    }
  }

  private ContentVerifier find(ContentRoot root, Kind kind) throws RequestException {
    return contents
        .find(root)
        .orElseThrow(() ->
            refused(
                kind,
                404,
                "Not found",
                "this adapter knows no content " + root + "; ask for the manifest again"));
  }

  private void layer(Exchange exchange, ContentVerifier content) throws IOException {
    byte[] layer = content.chunkHashes().toBytes();
    exchange.set(TransferHeaders.CONTENT_LENGTH, Long.toString(content.layout().length()));
    metrics.answered(Kind.LAYER, 200);
    exchange.send(200, OCTETS, layer);
    metrics.sent(Kind.LAYER, layer.length);
  }

  private void chunk(Exchange exchange, ContentVerifier content, int index)
      throws IOException, RequestException, InterruptedException {
    ContentLayout layout = content.layout();
    if (index >= layout.chunkCount()) {
      throw refused(
          Kind.CHUNK,
          404,
          "Not found",
          "content " + content.root() + " has only " + layout.chunkCount() + " chunks");
    }
    Optional<String> range = exchange.header("Range");
    Optional<BlockRun> run =
        range.isEmpty()
            ? Optional.of(BlockRun.whole(layout, index))
            : BlockRun.parseRange(range.get(), layout, index);
    if (run.isEmpty()) {
      exchange.set("Content-Range", "bytes */" + layout.chunkLength(index));
      throw refused(
          Kind.CHUNK,
          416,
          "Not whole blocks",
          "Range is bytes=a-b, on borders of 16384 bytes, within the chunk; not " + range.get());
    }
    try {
      send(exchange, contents.prove(content, index, run.get()), range.isPresent());
    } catch (GoneException e) {
      throw refused(Kind.CHUNK, 410, "Gone", String.valueOf(e.getMessage()));
    }
  }

  private void send(Exchange exchange, ProvenRun run, boolean partial)
      throws IOException, RequestException, InterruptedException, GoneException {
    try (VerifiedRun blocks = contents.open(run)) {
      // The first blocks come before the answer begins: so far, it can still be another one.
      List<VerifiedBytes> next = exchange.isHead() ? List.of() : first(exchange, blocks);
      int status = partial ? 206 : 200;
      exchange
          .set(TransferHeaders.PROOF, TransferHeaders.write(run.proof()))
          .set(TransferHeaders.CONTENT_LENGTH, Long.toString(run.layout().length()))
          .set("Content-Length", Integer.toString(run.bytes()));
      if (partial) {
        exchange.set("Content-Range", run.run().toContentRange(run.layout(), run.index()));
      }
      metrics.answered(Kind.CHUNK, status);
      OutputStream out = exchange.startBody(status, OCTETS);
      while (!next.isEmpty()) {
        for (VerifiedBytes bytes : next) {
          write(out, bytes);
        }
        next = following(blocks);
      }
      out.close();
    }
  }

  private List<VerifiedBytes> first(Exchange exchange, VerifiedRun blocks)
      throws RequestException, InterruptedException, GoneException {
    try {
      return blocks.next();
    } catch (SourceException e) {
      if (e.status() == 503) {
        exchange.set("Retry-After", RetryAfter.seconds(e.retryAfter()));
      }
      throw refused(
          Kind.CHUNK, e.status(), "The origin does not give it", String.valueOf(e.getMessage()));
    }
  }

  /** Blocks in the middle of an answer, which can only be broken off. */
  private static List<VerifiedBytes> following(VerifiedRun blocks)
      throws IOException, InterruptedException {
    try {
      return blocks.next();
    } catch (GoneException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private void write(OutputStream out, VerifiedBytes bytes) throws IOException {
    byte[] copy = new byte[bytes.length()];
    bytes.buffer().get(copy);
    out.write(copy);
    metrics.sent(Kind.CHUNK, copy.length);
  }

  private RequestException refused(Kind kind, int status, String title, String detail) {
    metrics.answered(kind, status);
    return new RequestException(status, title, detail);
  }
}
