package io.peerage.agent.swarm;

/** How an attempt to fetch from one source ended. */
public sealed interface Outcome {
  /** With bytes, all verified. */
  record Delivered(long bytes, long firstBlockNanos, long nanos) implements Outcome {}

  /** With a wrong byte or proof. */
  record Mismatch(String detail) implements Outcome {}

  /** Too slowly: it was hedged, or timed out. */
  record TooSlow() implements Outcome {}

  /** It does not have the chunk. */
  record NotHere() implements Outcome {}

  /** It was refused, or the connection failed. */
  record Refused(String detail, long retryAfterMillis) implements Outcome {}

  /** It was not needed any more. */
  record Cancelled() implements Outcome {}
}
