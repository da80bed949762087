package io.peerage.simulation.world;

/** What an agent does with a request for a chunk. */
public sealed interface Serving {
  Serving WHOLE = new Whole();
  Serving REFUSE = new Refuse();
  Serving MISSING = new Missing();
  Serving SILENT = new Stall(0);

  /** Sends what was asked for. */
  record Whole() implements Serving {}

  /** Sends a wrong block after {@code blocks} right ones. */
  record WrongAfter(int blocks) implements Serving {}

  /** Sends {@code blocks} blocks and then nothing more. */
  record Stall(int blocks) implements Serving {}

  /** Sends right blocks, one each {@code gapNanos}. */
  record Drip(long gapNanos) implements Serving {}

  /** Says no. */
  record Refuse() implements Serving {}

  /** Says that it lacks the chunk. */
  record Missing() implements Serving {}
}
