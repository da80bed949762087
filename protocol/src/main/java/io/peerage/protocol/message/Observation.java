package io.peerage.protocol.message;

import io.peerage.protocol.identity.AgentId;

/**
 * What a client saw of one server since its last report: testimony, which lowers a rank and draws
 * audits, and never more.
 *
 * @param server the agent that it is about
 * @param transfers transfers that ended with verified bytes
 * @param bytes verified bytes
 * @param mismatches transfers with a byte or a proof that did not match
 * @param timeouts transfers that did not end in time
 * @param refusals requests that were turned away, or connections that failed
 */
public record Observation(
    AgentId server, int transfers, long bytes, int mismatches, int timeouts, int refusals) {
  private static final int MAX_COUNT = 1_000_000;

  public Observation {
    Bounds.check("transfers", transfers, 0, MAX_COUNT);
    Bounds.check("bytes", bytes, 0, Long.MAX_VALUE);
    Bounds.check("mismatches", mismatches, 0, MAX_COUNT);
    Bounds.check("timeouts", timeouts, 0, MAX_COUNT);
    Bounds.check("refusals", refusals, 0, MAX_COUNT);
  }
}
