package io.peerage.tracker.reports;

import io.peerage.protocol.message.Traffic;
import io.peerage.tracker.accounting.FleetAccounts;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What was reported within one step of time, and what was known at its end.
 *
 * @param at when the step begins
 * @param traffic within the step, as agents say
 * @param accounts since the beginning, as they stood at the step's end; null while nothing was kept
 */
public record TrafficStep(Instant at, Traffic traffic, @Nullable FleetAccounts accounts) {}
