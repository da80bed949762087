package io.peerage.tracker.reports;

import io.peerage.protocol.message.Traffic;
import java.time.Instant;

/**
 * What was reported within one step of time.
 *
 * @param at when the step begins
 */
public record TrafficStep(Instant at, Traffic traffic) {}
