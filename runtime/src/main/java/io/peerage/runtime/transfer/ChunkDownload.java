package io.peerage.runtime.transfer;

import io.peerage.protocol.accounting.SignedTicket;
import io.peerage.protocol.content.ChunkId;
import io.peerage.protocol.content.ContentLayout;
import io.peerage.protocol.content.ContentMismatchException;
import io.peerage.protocol.content.ContentVerifier;
import io.peerage.protocol.content.ProvenBlocks;
import io.peerage.protocol.content.RangeProof;
import io.peerage.protocol.content.VerifiedBlock;
import io.peerage.protocol.evidence.SignedResponse;
import io.peerage.protocol.evidence.TransferFinding;
import io.peerage.protocol.identity.SpiffeId;
import io.peerage.protocol.json.MalformedMessageException;
import io.peerage.protocol.transfer.BlockRun;
import io.peerage.protocol.transfer.ContentResource;
import io.peerage.protocol.transfer.TransferAnswer;
import io.peerage.protocol.transfer.TransferHeaders;
import io.peerage.protocol.transfer.TransferSignature;
import io.peerage.runtime.http.FleetClient;
import io.peerage.runtime.transfer.ChunkMismatchException.Exhibit;
import io.peerage.runtime.transfer.ChunkUnavailableException.Reason;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.jspecify.annotations.Nullable;

/**
 * One request for a run of blocks of one chunk. Blocking; {@link #cancel} may be called from any
 * other thread and breaks the connection.
 *
 * <p>Holds one block in memory at a time. The order of checks: status, identity of the server,
 * range, form of the proof, the server's signature under it where one is required, the proof
 * itself, then each block as it comes.
 */
public final class ChunkDownload {
  private static final int MAX_DRAINED_BYTES = 16 * 1024;

  private final FleetClient client;
  private final ContentVerifier content;
  private final int chunk;
  private final BlockRun run;
  private final HttpUriRequestBase request;
  private @Nullable AnswerSignatures signatures;
  private boolean enough;

  /** Takes what a download brings, on the thread that runs it. */
  public interface Sink {
    /** The proof is good: these are the right hashes. Comes once, before any block. */
    void proven(ProvenBlocks blocks);

    /**
     * A block, in order.
     *
     * @return whether more are wanted
     */
    boolean accept(VerifiedBlock block);
  }

  /**
   * @param server the scheme, host and port of an agent or an adapter
   */
  public ChunkDownload(
      FleetClient client, URI server, ContentVerifier content, int chunk, BlockRun run) {
    this.client = client;
    this.content = content;
    this.chunk = chunk;
    this.run = run;
    ChunkId id = new ChunkId(content.root(), chunk);
    this.request =
        new HttpUriRequestBase("GET", server.resolve(new ContentResource.Chunk(id).path()));
    ContentLayout layout = content.layout();
    if (!run.isWhole(layout, chunk)) {
      request.setHeader("Range", run.toRange(layout, chunk));
    }
  }

  /** Asks the server, as the chunk's home, to fetch it from {@code site} if it lacks it. */
  public ChunkDownload askAsHome(String site) {
    request.setHeader(TransferHeaders.SITE, site);
    return this;
  }

  /** Shows {@code ticket} to the server. */
  public ChunkDownload under(SignedTicket ticket) {
    request.setHeader(SignedTicket.HEADER, ticket.toHeader());
    return this;
  }

  /** Takes only what the server signed. */
  public ChunkDownload requireSignature(AnswerSignatures checks) {
    signatures = checks;
    return this;
  }

  /**
   * Runs the download to its end.
   *
   * @param expected who must be at the other end; nobody in particular when null
   * @param silence the longest time without a byte
   * @throws ChunkMismatchException when the server sent what is wrong
   * @throws ChunkUnavailableException when it sent nothing, for a reason
   * @throws IOException when the connection fails, is too slow, ends early, or was cancelled
   */
  public void run(@Nullable SpiffeId expected, Duration silence, Sink sink) throws IOException {
    try {
      client.execute(
          request,
          silence,
          (response, certificate) -> {
            receive(response, certificate, expected, sink);
            return "";
          });
    } catch (IOException e) {
      if (!enough) {
        throw e;
      }
      // The sink wanted no more, so the connection was broken off on purpose.
    }
  }

  /** Breaks the download off; its {@link #run} throws. */
  public void cancel() {
    request.cancel();
  }

  private void receive(
      ClassicHttpResponse response,
      Optional<X509Certificate> certificate,
      @Nullable SpiffeId expected,
      Sink sink)
      throws IOException {
    if (expected != null && !certificate.flatMap(SpiffeId::of).equals(Optional.of(expected))) {
      // Not this server's fault: an address that changed hands, or a wrong directory.
      throw unavailable(
          Reason.REFUSED,
          response,
          "at the address of " + expected + " is " + certificate.flatMap(SpiffeId::of));
    }
    requireStatus(response);
    RangeProof proof = proofOf(response);
    Exhibit signed = signatures == null ? null : signedBy(signatures, response, certificate, proof);
    ProvenBlocks proven;
    try {
      proven = content.accept(chunk, run.first(), run.count(), proof);
    } catch (ContentMismatchException e) {
      request.cancel();
      throw new ChunkMismatchException(e, signed);
    }
    sink.proven(proven);
    receiveBlocks(response, proven, sink);
  }

  /** What the server signed, as it would be shown to others if it is wrong. */
  private Exhibit signedBy(
      AnswerSignatures checks,
      ClassicHttpResponse response,
      Optional<X509Certificate> certificate,
      RangeProof proof)
      throws ChunkUnavailableException {
    if (certificate.isEmpty()) {
      throw unavailable(Reason.REFUSED, response, "from nobody");
    }
    try {
      TransferSignature signature =
          checks.require(
              response,
              certificate.get(),
              new TransferAnswer.Chunk(
                  content.root(), content.layout().length(), chunk, run, proof));
      TransferFinding stated =
          TransferFinding.ofProof(content, chunk, run.first(), run.count(), proof);
      return new Exhibit(new SignedResponse(stated, signature), certificate.get());
    } catch (IOException e) {
      throw unavailable(Reason.REFUSED, response, String.valueOf(e.getMessage()));
    }
  }

  private void receiveBlocks(ClassicHttpResponse response, ProvenBlocks proven, Sink sink)
      throws IOException {
    try (InputStream in = response.getEntity().getContent()) {
      for (int block = run.first(); block < run.first() + run.count(); block++) {
        byte[] bytes = new byte[content.layout().blockLength(chunk, block)];
        int read = in.readNBytes(bytes, 0, bytes.length);
        if (read < bytes.length) {
          throw new EOFException(
              "the server closed after %d of %d bytes of block %d"
                  .formatted(read, bytes.length, block));
        }
        VerifiedBlock verified;
        try {
          verified = proven.verify(block, ByteBuffer.wrap(bytes));
        } catch (ContentMismatchException e) {
          request.cancel();
          // It signed the right hash, and what it sent instead it did not sign.
          throw new ChunkMismatchException(e, null);
        }
        if (!sink.accept(verified)) {
          enough = true;
          request.cancel();
          return;
        }
      }
      if (in.read() >= 0) {
        request.cancel();
        throw new IOException("the server sent more than the " + run.count() + " blocks asked for");
      }
    }
  }

  private void requireStatus(ClassicHttpResponse response) throws ChunkUnavailableException {
    boolean whole = run.isWhole(content.layout(), chunk);
    int wanted = whole ? 200 : 206;
    switch (response.getCode()) {
      case 200, 206 -> {
        if (response.getCode() != wanted || response.getEntity() == null) {
          throw unavailable(Reason.REFUSED, response, "instead of " + wanted);
        }
        Header range = response.getFirstHeader("Content-Range");
        if (!whole
            && (range == null
                || !range.getValue().equals(run.toContentRange(content.layout(), chunk)))) {
          throw unavailable(Reason.REFUSED, response, "with another range than asked for");
        }
      }
      case 404 -> throw unavailable(Reason.NOT_HERE, response, "the chunk is not here");
      case 451 -> throw unavailable(Reason.NOT_HERE, response, "the content is taken down there");
      case 410 -> throw unavailable(Reason.GONE, response, "this version is gone");
      case 503 -> throw unavailable(Reason.BUSY, response, "no free slot");
      default -> throw unavailable(Reason.REFUSED, response, "no chunk");
    }
  }

  private ChunkUnavailableException unavailable(
      Reason reason, ClassicHttpResponse response, String detail) {
    long retryAfterMillis = 0;
    Header retryAfter = response.getFirstHeader("Retry-After");
    if (retryAfter != null && retryAfter.getValue().matches("\\d{1,5}")) {
      retryAfterMillis = 1000 * Long.parseLong(retryAfter.getValue());
    }
    HttpEntity entity = response.getEntity();
    if (entity != null) {
      long length = entity.getContentLength();
      if (length >= 0 && length <= MAX_DRAINED_BYTES) {
        // Reading a short answer to its end keeps the connection for the next request.
        EntityUtils.consumeQuietly(entity);
      } else {
        request.cancel();
      }
    }
    return new ChunkUnavailableException(
        reason, response.getCode(), "HTTP " + response.getCode() + ": " + detail, retryAfterMillis);
  }

  private RangeProof proofOf(ClassicHttpResponse response) throws ChunkUnavailableException {
    Header header = response.getFirstHeader(TransferHeaders.PROOF);
    if (header == null) {
      throw unavailable(Reason.REFUSED, response, "no " + TransferHeaders.PROOF);
    }
    try {
      return TransferHeaders.readProof(header.getValue());
    } catch (MalformedMessageException e) {
      throw unavailable(Reason.REFUSED, response, String.valueOf(e.getMessage()));
    }
  }
}
