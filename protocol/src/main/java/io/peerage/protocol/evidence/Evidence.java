package io.peerage.protocol.evidence;

import io.peerage.protocol.identity.SpiffeId;
import io.peerage.protocol.json.Base64Bytes;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One thing that an agent was caught at. The payload of a {@link
 * io.peerage.protocol.identity.TrackerDocument} of type {@link #payloadType}; that document, as
 * JSON, is an evidence file.
 */
public sealed interface Evidence
    permits AuditEvidence, ResponseEvidence, AccusationEvidence, AccountingEvidence {
  /** The most bytes of the payload: a block and two proofs in base64, and some words. */
  int MAX_BYTES = 64 * 1024;

  /** What an evidence file rests on. */
  enum Kind {
    /** The tracker fetched it itself, over mTLS; its signature says so. */
    AUDIT,
    /** P1: the accused signed what contradicts the content's root. */
    SIGNED_RESPONSE,
    /** P4: the accused signed an accusation that its own exhibit refutes. */
    FALSE_ACCUSATION,
    /** P2: the accused signed two statements that contradict each other. */
    EQUIVOCATION,
    /** P3: the accused signed a receipt that no ticket covers. */
    FALSE_ACCOUNTING
  }

  /** Unique at the tracker: 1 to 64 lower-case letters, digits and hyphens. */
  String id();

  Kind kind();

  SpiffeId accused();

  /** The accused's certificate, in DER. */
  Base64Bytes accusedCertificate();

  /** When the tracker had it before itself. */
  Instant observedAt();

  /** The payload's type. */
  String payloadType();

  /** Refuses an id that is none, and a kind that belongs to another type of payload. */
  static void require(String id, Kind kind, Set<Kind> expected) {
    if (!id.matches("[a-z0-9-]{1,64}")) {
      throw new IllegalArgumentException(
          "id is 1 to 64 lower-case letters, digits and hyphens, not \"" + id + '"');
    }
    if (!expected.contains(kind)) {
      throw new IllegalArgumentException(
          "kind is "
              + expected.stream().sorted().map(Kind::name).collect(Collectors.joining(" or "))
              + " here, not "
              + kind);
    }
  }
}
