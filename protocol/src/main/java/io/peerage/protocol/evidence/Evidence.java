package io.peerage.protocol.evidence;

import io.peerage.protocol.identity.SpiffeId;
import io.peerage.protocol.json.Base64Bytes;
import java.time.Instant;

/**
 * One thing that an agent was caught at. The payload of a {@link
 * io.peerage.protocol.identity.TrackerDocument} of type {@link #PAYLOAD_TYPE}; that document, as
 * JSON, is an evidence file.
 *
 * @param id unique at the tracker
 * @param accusedCertificate DER: the certificate that the accused showed in the TLS handshake
 * @param observedAt when the response came
 */
public record Evidence(
    String id,
    Kind kind,
    SpiffeId accused,
    Base64Bytes accusedCertificate,
    Instant observedAt,
    TransferFinding finding)
    implements Exhibit {
  public static final String PAYLOAD_TYPE = "application/vnd.peerage.evidence.v1+json";

  /** The most bytes of the payload: a block and two proofs in base64, and some words. */
  public static final int MAX_BYTES = 64 * 1024;

  /** What an evidence file rests on. */
  public enum Kind {
    /** The tracker fetched it itself, over mTLS; its signature says so. */
    AUDIT,
    /** P2: the accused signed two statements that contradict each other. */
    EQUIVOCATION,
    /** P3: the accused signed a receipt that no ticket covers. */
    FALSE_ACCOUNTING
  }

  public Evidence {
    requireId(id);
  }

  static void requireId(String id) {
    if (!id.matches("[a-z0-9-]{1,64}")) {
      throw new IllegalArgumentException(
          "id is 1 to 64 lower-case letters, digits and hyphens, not \"" + id + '"');
    }
  }
}
