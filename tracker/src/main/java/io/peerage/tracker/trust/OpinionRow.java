package io.peerage.tracker.trust;

import io.peerage.protocol.identity.AgentId;

/**
 * What is kept of one client's experience with one server. Everything decays from {@code atMillis}
 * on.
 *
 * @param good transfers ever, halving by the opinion's half-life
 * @param bad failures ever, likewise
 * @param recentGood transfers lately, halving by the recent half-life
 * @param recentBad failures lately, likewise
 * @param day days since 1970, in UTC, to which the next two belong
 * @param creditedToday transfers that counted as good
 * @param blamedToday failures that counted as bad
 * @param counted what it put into the server's good and bad
 * @param asideUntilMillis until when an upheld appeal has set it aside; 0 for never
 * @param revision grows with every change
 */
public record OpinionRow(
    AgentId client,
    AgentId server,
    double good,
    double bad,
    double recentGood,
    double recentBad,
    long atMillis,
    long day,
    double creditedToday,
    double blamedToday,
    Counted counted,
    long asideUntilMillis,
    long revision) {}
