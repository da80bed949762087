package io.peerage.protocol.message;

import java.util.List;

/**
 * {@code POST /peerage/v1/reports}, over mTLS: what an agent did and saw since its last report.
 * Idempotent: the tracker counts each sequence number of an epoch once.
 *
 * @param epoch as in announces
 * @param sequence counts reports within the epoch, from 1
 * @param traffic since the last report
 * @param observations at most {@value #MAX_OBSERVATIONS}, one per server
 */
public record ReportRequest(
    String epoch, long sequence, Traffic traffic, List<Observation> observations) {
  /** The most bytes of the request's body. */
  public static final int MAX_BYTES = 256 * 1024;

  /** The most servers of one report. */
  public static final int MAX_OBSERVATIONS = 1000;

  public ReportRequest {
    Bounds.checkText("epoch", epoch, 1, 64);
    Bounds.check("sequence", sequence, 1, Long.MAX_VALUE);
    Bounds.checkSize("observations", observations, MAX_OBSERVATIONS);
    observations = List.copyOf(observations);
    if (observations.stream().map(Observation::server).distinct().count() != observations.size()) {
      throw new IllegalArgumentException("observations names a server twice");
    }
  }
}
