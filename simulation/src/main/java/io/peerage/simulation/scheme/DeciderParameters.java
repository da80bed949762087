package io.peerage.simulation.scheme;

import io.peerage.tracker.audit.AuditParameters;
import io.peerage.tracker.bans.BanParameters;
import io.peerage.tracker.selection.SelectionParameters;
import io.peerage.tracker.trust.BrakeParameters;
import io.peerage.tracker.trust.TrustParameters;

/** The parameters of all of the tracker's deciders: what an operator can set. */
public record DeciderParameters(
    TrustParameters trust,
    BrakeParameters brake,
    BanParameters bans,
    AuditParameters audit,
    SelectionParameters selection) {
  public static final DeciderParameters DEFAULTS =
      new DeciderParameters(
          TrustParameters.DEFAULTS,
          BrakeParameters.DEFAULTS,
          BanParameters.DEFAULTS,
          AuditParameters.DEFAULTS,
          SelectionParameters.DEFAULTS);
}
