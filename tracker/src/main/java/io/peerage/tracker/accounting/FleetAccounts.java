package io.peerage.tracker.accounting;

import org.jspecify.annotations.Nullable;

/**
 * The fleet's bytes as two ends of each transfer know them, since the beginning.
 *
 * @param creditedBytes on which both agents agree, as far as tickets allow
 * @param exchangedBytes the same, and where they do not agree, by the better word
 * @param originBytes that origins sent, by their adapters' counters
 * @param adapterBytes that adapters sent to agents, by the same
 */
public record FleetAccounts(
    long creditedBytes, long exchangedBytes, long originBytes, long adapterBytes) {
  /**
   * The part of what agents fetched that no origin had to send; null before any traffic, below 0
   * when origins sent more than agents fetched.
   */
  public @Nullable Double offloadRatio() {
    double fetched = (double) exchangedBytes + adapterBytes;
    return fetched == 0 ? null : 1 - originBytes / fetched;
  }
}
