package io.peerage.tracker.reports;

import io.peerage.protocol.message.Traffic;

/** Adds traffic up to a limit that no liar can push over: sums stand still at 2^62 bytes. */
public final class TrafficSum {
  /** The greatest sum; one more report still fits a long. */
  public static final long MOST = 1L << 62;

  private TrafficSum() {}

  /** The sum of both; {@code more} is of one report, or a sum itself. */
  public static Traffic add(Traffic sum, Traffic more) {
    return new Traffic(
        add(sum.clientBytes(), more.clientBytes()),
        add(sum.storeBytes(), more.storeBytes()),
        add(sum.peerBytes(), more.peerBytes()),
        add(sum.originBytes(), more.originBytes()),
        add(sum.servedBytes(), more.servedBytes()),
        add(sum.requests(), more.requests()));
  }

  private static long add(long sum, long more) {
    return Math.min(MOST, sum + Math.min(MOST - 1, more));
  }
}
