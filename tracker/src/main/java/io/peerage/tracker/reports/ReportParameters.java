package io.peerage.tracker.reports;

import io.peerage.runtime.config.ByteSize;
import io.peerage.runtime.config.TimeSpan;

/**
 * What is believed of a report, and what is kept.
 *
 * @param maxBytesPerReport the most bytes that any field of a report's traffic may claim; more is
 *     refused, since no host moves so much in a heartbeat
 * @param seriesKept how long the traffic's time series is kept, in steps of ten seconds
 * @param seriesSavedEvery how often the series goes to disk; sums go there with every report
 */
public record ReportParameters(
    ByteSize maxBytesPerReport, TimeSpan seriesKept, TimeSpan seriesSavedEvery) {
  public static final ReportParameters DEFAULTS =
      new ReportParameters(ByteSize.parse("1TiB"), TimeSpan.parse("24h"), TimeSpan.parse("1m"));

  private static final long MOST_BYTES = 1L << 50;

  public ReportParameters {
    if (maxBytesPerReport.bytes() < 1 || maxBytesPerReport.bytes() > MOST_BYTES) {
      throw new IllegalArgumentException(
          "maxBytesPerReport is 1B to 1024TiB, not " + maxBytesPerReport);
    }
    if (seriesKept.duration().toMinutes() < 1 || seriesKept.duration().toDays() > 7) {
      throw new IllegalArgumentException("seriesKept is 1m to 7d, not " + seriesKept);
    }
    if (seriesSavedEvery.toMillis() < 100) {
      throw new IllegalArgumentException(
          "seriesSavedEvery is at least 100ms, not " + seriesSavedEvery);
    }
  }
}
