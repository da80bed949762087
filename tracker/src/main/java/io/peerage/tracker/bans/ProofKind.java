package io.peerage.tracker.bans;

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

  /** Whether one is enough for a ban: nobody does it by mistake. */
  boolean bansAtOnce() {
    return switch (this) {
      case EQUIVOCATION, FALSE_ACCOUNTING -> true;
      case SIGNED_MISMATCH, FALSE_ACCUSATION -> false;
    };
  }
}
