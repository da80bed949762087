package io.peerage.tracker.trust;

import io.peerage.protocol.identity.AgentId;
import io.peerage.tracker.identity.Account;
import io.peerage.tracker.identity.NetworkGroup;

/**
 * What is kept of one agent's trust. Everything decays from {@code atMillis} on.
 *
 * @param history {@code H} of the controller
 * @param control {@code D} of the controller
 * @param auditsClean clean audits, decaying with the bad
 * @param auditsFailed audits with a mismatch, likewise
 * @param audits what audits put into good and bad
 * @param revision grows with every change: of two rows of an agent the greater is the later
 */
public record StandingRow(
    AgentId agent,
    Account account,
    NetworkGroup network,
    double good,
    double bad,
    long atMillis,
    double history,
    double control,
    double auditsClean,
    double auditsFailed,
    double credibility,
    Counted audits,
    long revision) {}
