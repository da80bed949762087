package io.peerage.protocol.transfer;

import io.peerage.protocol.content.HashList;
import io.peerage.protocol.content.RangeProof;
import io.peerage.protocol.json.MalformedMessageException;

/** The header fields of a transfer. */
public final class TransferHeaders {
  /** Response: the {@link RangeProof} of the blocks in the body, a byte sequence (RFC 8941). */
  public static final String PROOF = "Peerage-Proof";

  /**
   * Response of an agent: SHA-256 of the hashes in {@link #PROOF}, as {@code Content-Digest} would
   * have it. This is what is signed of them.
   */
  public static final String PROOF_DIGEST = "Peerage-Proof-Digest";

  /** Response: bytes of the whole content, in decimal. */
  public static final String CONTENT_LENGTH = "Peerage-Content-Length";

  /** Request to an agent: the site whose adapter to ask if it is the chunk's home and lacks it. */
  public static final String SITE = "Peerage-Site";

  private TransferHeaders() {}

  /** A proof as the value of {@link #PROOF}. */
  public static String write(RangeProof proof) {
    return ":" + proof.hashes().toBase64() + ":";
  }

  /** Reads the value of {@link #PROOF}. */
  public static RangeProof readProof(String value) throws MalformedMessageException {
    if (value.length() < 2 || !value.startsWith(":") || !value.endsWith(":")) {
      throw new MalformedMessageException(PROOF, "", "not a byte sequence between colons");
    }
    try {
      return new RangeProof(
          HashList.parseBase64(value.substring(1, value.length() - 1), RangeProof.MAX_HASHES));
    } catch (IllegalArgumentException e) {
      throw new MalformedMessageException(PROOF, "", String.valueOf(e.getMessage()));
    }
  }
}
