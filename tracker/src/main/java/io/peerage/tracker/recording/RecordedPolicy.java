package io.peerage.tracker.recording;

import io.peerage.tracker.bans.BanParameters;
import io.peerage.tracker.trust.BrakeParameters;
import io.peerage.tracker.trust.TrustParameters;

/** The policy that was in force while evidence was recorded. */
public record RecordedPolicy(TrustParameters trust, BrakeParameters brake, BanParameters bans) {}
