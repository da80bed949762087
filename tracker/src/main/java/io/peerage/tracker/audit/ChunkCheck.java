package io.peerage.tracker.audit;

import io.peerage.protocol.content.ContentLayout;
import io.peerage.protocol.content.ContentMismatchException;
import io.peerage.protocol.content.ContentVerifier;
import io.peerage.protocol.content.ProvenBlocks;
import io.peerage.protocol.content.RangeProof;
import io.peerage.protocol.evidence.TransferFinding;
import io.peerage.protocol.json.MalformedMessageException;
import io.peerage.protocol.transfer.BlockRun;
import io.peerage.protocol.transfer.TransferAnswer;
import io.peerage.protocol.transfer.TransferHeaders;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;

/**
 * Compares the answer to a request for a whole chunk with what the chunk is.
 *
 * <p>A mismatch is only what an evidence file can show: a well-formed proof that does not lead to
 * the chunk's hash, or a whole block that is not the proven one. The agent must itself have said
 * how long the content is, when it announced it and in the answer: otherwise someone else's wrong
 * word on that could make its right proof look wrong.
 */
final class ChunkCheck {
  private final ContentVerifier content;
  private final int chunk;
  private final X509Certificate certificate;
  private final Instant observedAt;

  /** Whether the agent signed an answer. */
  interface Signed {
    /**
     * Says nothing if it did.
     *
     * @throws IOException saying what is missing
     */
    void require(TransferAnswer answer) throws IOException;
  }

  ChunkCheck(ContentVerifier content, int chunk, X509Certificate certificate, Instant observedAt) {
    this.content = content;
    this.chunk = chunk;
    this.certificate = certificate;
    this.observedAt = observedAt;
  }

  /**
   * Reads the answer as far as needed.
   *
   * @param lengthField the value of {@code Peerage-Content-Length}
   * @param proofField the value of {@code Peerage-Proof}
   * @throws IOException when it cannot be read to its end, or is not signed
   */
  Finding check(
      Optional<String> lengthField, Optional<String> proofField, Signed signed, TimedBody body)
      throws IOException {
    ContentLayout layout = content.layout();
    if (!lengthField.equals(Optional.of(String.valueOf(layout.length())))) {
      return new Finding.Unavailable(
          "the content has %d bytes as announced, %s in the answer"
              .formatted(layout.length(), lengthField.orElse("none")));
    }
    if (proofField.isEmpty()) {
      return new Finding.Unavailable("no proof in the answer");
    }
    RangeProof proof;
    try {
      proof = TransferHeaders.readProof(proofField.get());
    } catch (MalformedMessageException e) {
      return new Finding.Unavailable(String.valueOf(e.getMessage()));
    }
    int blocks = layout.blockCount(chunk);
    signed.require(
        new TransferAnswer.Chunk(
            content.root(), layout.length(), chunk, BlockRun.whole(layout, chunk), proof));
    ProvenBlocks proven;
    try {
      proven = content.accept(chunk, 0, blocks, proof);
    } catch (ContentMismatchException e) {
      return mismatch(
          "wrong proof for " + name(), TransferFinding.ofProof(content, chunk, 0, blocks, proof));
    }
    for (int block = 0; block < blocks; block++) {
      byte[] bytes = body.read(layout.blockLength(chunk, block));
      if (bytes.length < layout.blockLength(chunk, block)) {
        return new Finding.Unavailable(
            "the answer broke off in block %d of %s".formatted(block, name()));
      }
      try {
        proven.verify(block, ByteBuffer.wrap(bytes));
      } catch (ContentMismatchException e) {
        return mismatch(
            "wrong block %d of %s".formatted(block, name()),
            TransferFinding.ofBlock(content, chunk, 0, blocks, proof, block, bytes));
      }
    }
    return body.read(1).length == 0
        ? new Finding.Clean(name() + ", " + blocks + " blocks")
        : new Finding.Unavailable("the answer goes on after the end of " + name());
  }

  private Finding mismatch(String detail, TransferFinding finding) {
    return new Finding.Mismatch(detail, finding, certificate, observedAt);
  }

  private String name() {
    return "chunk " + chunk + " of " + content.root();
  }
}
