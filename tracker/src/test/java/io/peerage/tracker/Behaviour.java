package io.peerage.tracker;

/** How a fake agent serves chunks. */
public enum Behaviour {
  /** As the protocol says. */
  HONEST,
  /** With a bit turned in a block of each chunk. */
  CORRUPTS_A_BLOCK,
  /** With a bit turned in the proof, and the right bytes. */
  SENDS_WRONG_PROOF,
  /** With half of the bytes, and the connection broken off. */
  TRUNCATES,
  /** Not at all, for as long as the other end waits. */
  STALLS,
  /** With 503. */
  REFUSES,
  /** With another length of the content than it announces. */
  LIES_ABOUT_THE_LENGTH,
  /** Rightly, but without a signature under the chunks. */
  DOES_NOT_SIGN
}
