package io.peerage.tracker.shadow;

import io.peerage.tracker.bans.BanParameters;
import io.peerage.tracker.trust.TrustParameters;

/**
 * The policy that runs beside the one in force without acting.
 *
 * @param enabled whether there is one. It takes as much memory and computing as the one in force
 * @param trust its trust model; {@code round} is not looked at, its rounds end with the others
 * @param bans its rules for states
 */
public record ShadowParameters(boolean enabled, TrustParameters trust, BanParameters bans) {
  public static final ShadowParameters DEFAULTS =
      new ShadowParameters(false, TrustParameters.DEFAULTS, BanParameters.DEFAULTS);
}
