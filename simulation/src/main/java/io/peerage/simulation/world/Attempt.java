package io.peerage.simulation.world;

import io.peerage.agent.swarm.Outcome;
import io.peerage.agent.swarm.Source;
import io.peerage.agent.swarm.SourcePlanner.AttemptView;
import org.jspecify.annotations.Nullable;

/**
 * One source at work for a read. What it will do is known when it begins; how far it is, is
 * computed when asked.
 */
final class Attempt {
  static final int BLOCK_BYTES = 16 * 1024;

  /** Null for the origin. */
  final @Nullable Participant server;

  final Source source;
  final long begunNanos;
  final long firstBlockLimitNanos;

  /** The block at which it begins. */
  final int from;

  /** When its first block comes, and the time between blocks. */
  final long firstAtNanos;

  final long gapNanos;

  /** How many right blocks it sends. */
  final int blocks;

  final Ending ending;
  boolean overtaken;

  /** How it ends when nobody stops it. */
  enum Ending {
    WHOLE,
    WRONG,
    SILENT,
    REFUSED,
    MISSING
  }

  Attempt(
      @Nullable Participant server,
      Source source,
      long begunNanos,
      long firstBlockLimitNanos,
      int from,
      long firstAtNanos,
      long gapNanos,
      int blocks,
      Ending ending) {
    this.server = server;
    this.source = source;
    this.begunNanos = begunNanos;
    this.firstBlockLimitNanos = firstBlockLimitNanos;
    this.from = from;
    this.firstAtNanos = firstAtNanos;
    this.gapNanos = gapNanos;
    this.blocks = blocks;
    this.ending = ending;
  }

  int blocksAt(long now) {
    return now < firstAtNanos || blocks == 0
        ? 0
        : (int) Math.min(blocks, 1 + (now - firstAtNanos) / gapNanos);
  }

  long lastBlockAt(long now) {
    int count = blocksAt(now);
    return count == 0 ? begunNanos : firstAtNanos + (count - 1) * gapNanos;
  }

  /** When it ends by itself. */
  long endsAt(long silenceNanos) {
    return switch (ending) {
      case WHOLE -> firstAtNanos + (blocks - 1) * gapNanos;
      case WRONG -> firstAtNanos + blocks * gapNanos;
      case REFUSED, MISSING -> firstAtNanos;
      case SILENT ->
          (blocks == 0 ? begunNanos : firstAtNanos + (blocks - 1) * gapNanos) + silenceNanos;
    };
  }

  AttemptView view(long now) {
    return new AttemptView(
        source,
        begunNanos,
        firstBlockLimitNanos,
        lastBlockAt(now),
        (long) blocksAt(now) * BLOCK_BYTES);
  }

  /** The outcome when it ends by itself at {@code now}. */
  Outcome outcome(long now) {
    return switch (ending) {
      case WHOLE ->
          new Outcome.Delivered(
              (long) blocks * BLOCK_BYTES, firstAtNanos - begunNanos, now - begunNanos);
      case WRONG -> new Outcome.Mismatch("a wrong block");
      case SILENT -> new Outcome.TooSlow();
      case REFUSED -> new Outcome.Refused("refused", 0);
      case MISSING -> new Outcome.NotHere();
    };
  }
}
