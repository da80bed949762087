package io.peerage.tracker.bans;

import io.peerage.protocol.evidence.Evidence;

/** What anyone can check from signatures alone, without believing the tracker. */
public enum ProofKind {
  /** P1: a signed response whose digest contradicts the manifest. */
  SIGNED_MISMATCH,
  /** P2: two statements under one ticket or number, or two manifests of one generation. */
  EQUIVOCATION,
  /** P3: a ticket or receipt that is forged, used again, or claims more than the ticket gave. */
  FALSE_ACCOUNTING,
  /** P4: an accusation whose own exhibit, a signed response, is correct. */
  FALSE_ACCUSATION;

  /**
   * What an evidence file of {@code kind} is.
   *
   * @throws IllegalArgumentException for an audit: that rests on the tracker's word
   */
  public static ProofKind of(Evidence.Kind kind) {
    return switch (kind) {
      case SIGNED_RESPONSE -> SIGNED_MISMATCH;
      case EQUIVOCATION -> EQUIVOCATION;
      case FALSE_ACCOUNTING -> FALSE_ACCOUNTING;
      case FALSE_ACCUSATION -> FALSE_ACCUSATION;
      case AUDIT -> throw new IllegalArgumentException("an audit is the tracker's word, no proof");
    };
  }

  /** Whether one is enough for a ban: nobody does it by mistake. */
  boolean bansAtOnce() {
    return switch (this) {
      case EQUIVOCATION, FALSE_ACCOUNTING -> true;
      case SIGNED_MISMATCH, FALSE_ACCUSATION -> false;
    };
  }
}
