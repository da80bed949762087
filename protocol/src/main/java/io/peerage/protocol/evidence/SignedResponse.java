package io.peerage.protocol.evidence;

import io.peerage.protocol.content.HashList;
import io.peerage.protocol.content.RangeProof;
import io.peerage.protocol.key.PublicKey;
import io.peerage.protocol.transfer.BlockRun;
import io.peerage.protocol.transfer.TransferAnswer;
import io.peerage.protocol.transfer.TransferSignature;
import java.time.Instant;
import java.util.Optional;

/**
 * An answer to a request for blocks, with its signature. Of the answer there is what was signed:
 * the hashes that it stated for the blocks. The body is not among it, so that a body which was
 * damaged on its way, or made up afterwards, is no part of a proof.
 *
 * @param finding what was stated, and the right hash of the chunk; without a block
 */
public record SignedResponse(TransferFinding finding, TransferSignature signature) {

  public SignedResponse {
    if (finding.block() != null) {
      throw new IllegalArgumentException(
          "block is null here: a signature covers the proof, and no block shows what was sent");
    }
  }

  /** What a signed response says about the holder of a key. */
  public sealed interface Meaning {
    /** It signed, at {@code signedAt} as it says, what is wrong. */
    record Contradiction(String fault, Instant signedAt) implements Meaning {}

    /** It signed what is right. */
    record Right() implements Meaning {}

    /** It did not sign this. */
    record NotSigned() implements Meaning {}
  }

  /**
   * What this says about the holder of {@code key}.
   *
   * @throws IllegalArgumentException when it says nothing: its numbers do not fit together, the
   *     right hash is not shown, or the signature is of another kind, or under another name
   */
  public Meaning meaning(PublicKey key) {
    Optional<String> fault = finding.fault();
    TransferAnswer answer = answer();
    if (!signature.claims(answer, key)) {
      throw new IllegalArgumentException(
          "the signature is not over what this protocol signs, or not under that key's name");
    }
    Optional<Instant> signedAt = signature.verify(answer, key);
    if (signedAt.isEmpty()) {
      return new Meaning.NotSigned();
    }
    return fault.isPresent()
        ? new Meaning.Contradiction(fault.get(), signedAt.get())
        : new Meaning.Right();
  }

  private TransferAnswer answer() {
    return new TransferAnswer.Chunk(
        finding.root(),
        finding.length(),
        finding.chunk(),
        new BlockRun(finding.firstBlock(), finding.blockCount()),
        new RangeProof(HashList.parseBase64(finding.receivedProof(), RangeProof.MAX_HASHES)));
  }
}
