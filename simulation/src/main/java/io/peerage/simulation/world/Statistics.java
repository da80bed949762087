package io.peerage.simulation.world;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** What is counted in a run, by minute. Only what readers do is counted, not what liars say. */
public final class Statistics {
  private long[] fromPeers = new long[64];
  private long[] wrong = new long[64];
  private long[] fromOrigin = new long[64];
  private final Map<String, Long> served = new TreeMap<>();
  private long reads;
  private long failedReads;
  private long hedges;
  private long longestReadNanos;
  private long audits;
  private int minutes;

  private void reach(int minute) {
    if (minute >= fromPeers.length) {
      int length = Math.max(minute + 1, 2 * fromPeers.length);
      fromPeers = Arrays.copyOf(fromPeers, length);
      wrong = Arrays.copyOf(wrong, length);
      fromOrigin = Arrays.copyOf(fromOrigin, length);
    }
    minutes = Math.max(minutes, minute + 1);
  }

  void peerDelivered(int minute, Participant server) {
    reach(minute);
    fromPeers[minute]++;
    served.merge(server.cohort(), 1L, Long::sum);
  }

  void peerWrong(int minute, Participant server) {
    reach(minute);
    wrong[minute]++;
    served.merge(server.cohort(), 1L, Long::sum);
  }

  void originDelivered(int minute) {
    reach(minute);
    fromOrigin[minute]++;
  }

  void hedged() {
    hedges++;
  }

  void readEnded(boolean complete, long nanos) {
    reads++;
    if (!complete) {
      failedReads++;
    }
    longestReadNanos = Math.max(longestReadNanos, nanos);
  }

  /** An audit was made. */
  public void audited() {
    audits++;
  }

  public int minutes() {
    return minutes;
  }

  /**
   * Fetches from peers that brought a bad block, among all fetches from peers, from minute {@code
   * from} to before {@code to}. What the origin sent is not in it: it would only flatter.
   */
  public double waste(int from, int to) {
    long bad = sum(wrong, from, to);
    long good = sum(fromPeers, from, to);
    return bad + good == 0 ? 0 : (double) bad / (bad + good);
  }

  public double waste() {
    return waste(0, minutes);
  }

  public long wrong(int from, int to) {
    return sum(wrong, from, to);
  }

  /** The share of chunks that the origin sent. */
  public double originShare(int from, int to) {
    long origin = sum(fromOrigin, from, to);
    long all = origin + sum(fromPeers, from, to);
    return all == 0 ? 0 : (double) origin / all;
  }

  public double originShare() {
    return originShare(0, minutes);
  }

  /** The share of all that peers sent, right or wrong, that came from a cohort. */
  public double share(String cohort) {
    long all = served.values().stream().mapToLong(Long::longValue).sum();
    return all == 0 ? 0 : (double) served.getOrDefault(cohort, 0L) / all;
  }

  public long reads() {
    return reads;
  }

  public long failedReads() {
    return failedReads;
  }

  public long hedges() {
    return hedges;
  }

  public double longestReadSeconds() {
    return longestReadNanos / 1e9;
  }

  public long audits() {
    return audits;
  }

  public long originFetches() {
    return sum(fromOrigin, 0, minutes);
  }

  private static long sum(long[] counts, int from, int to) {
    long sum = 0;
    for (int i = Math.max(0, from); i < Math.min(to, counts.length); i++) {
      sum += counts[i];
    }
    return sum;
  }
}
