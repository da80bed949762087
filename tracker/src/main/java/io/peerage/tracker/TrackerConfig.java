package io.peerage.tracker;

import io.peerage.runtime.config.ListenAddress;
import io.peerage.runtime.config.TimeSpan;
import io.peerage.tracker.accounting.AccountingParameters;
import io.peerage.tracker.appeals.AppealParameters;
import io.peerage.tracker.audit.AuditParameters;
import io.peerage.tracker.bans.BanParameters;
import io.peerage.tracker.enrolment.EnrolmentLimits;
import io.peerage.tracker.http.AdminSettings;
import io.peerage.tracker.purges.PurgeParameters;
import io.peerage.tracker.recording.RecordingParameters;
import io.peerage.tracker.reports.ReportParameters;
import io.peerage.tracker.retention.RetentionParameters;
import io.peerage.tracker.selection.SelectionParameters;
import io.peerage.tracker.shadow.ShadowParameters;
import io.peerage.tracker.swarm.SwarmParameters;
import io.peerage.tracker.trust.BrakeParameters;
import io.peerage.tracker.trust.TrustParameters;
import java.net.URI;

/**
 * The tracker's configuration. {@code config/tracker.yaml} shows every key with its default.
 *
 * @param dataFolder where the authority's key, the store and the admin token are; one tracker at a
 *     time
 * @param trustDomain the name of the trust domain; fixed once the authority was made
 * @param agents the agents' listener
 * @param admin the operators' listener
 * @param certificateLifetime of agents' and adapters' certificates, and of the tracker's own. Also
 *     how long a ban could be overlooked by one who never hears of it
 * @param heartbeat how often agents announce themselves, 100ms to 10m
 * @param drain how long requests under way may go on when the tracker stops
 */
public record TrackerConfig(
    String dataFolder,
    String trustDomain,
    Agents agents,
    AdminSettings admin,
    TimeSpan certificateLifetime,
    TimeSpan heartbeat,
    TimeSpan drain,
    EnrolmentLimits limits,
    SwarmParameters swarm,
    SelectionParameters selection,
    ReportParameters reports,
    TrustParameters trust,
    BrakeParameters brake,
    BanParameters bans,
    ShadowParameters shadow,
    RecordingParameters recording,
    AppealParameters appeals,
    AuditParameters audit,
    RetentionParameters retention,
    PurgeParameters purges,
    AccountingParameters accounting) {

  /** The prefix of the environment variables that set keys. */
  public static final String ENVIRONMENT_PREFIX = "PEERAGE_TRACKER";

  /**
   * The agents' listener.
   *
   * @param publicUrl where agents reach it, an https URL without a path, which goes into enrolment
   *     tokens; empty for the listener's own address, or localhost when it listens on all
   * @param requestsPerSecond that one agent may make in the long run; five times as many at once
   */
  public record Agents(ListenAddress listen, String publicUrl, int requestsPerSecond) {
    public Agents {
      if (!publicUrl.isEmpty()) {
        URI url = URI.create(publicUrl);
        if (!"https".equals(url.getScheme())
            || url.getHost() == null
            || !(url.getRawPath().isEmpty() || url.getRawPath().equals("/"))) {
          throw new IllegalArgumentException(
              "publicUrl is an https URL without a path, such as https://tracker.example.com:7443,"
                  + " not \""
                  + publicUrl
                  + '"');
        }
      }
      if (requestsPerSecond < 1 || requestsPerSecond > 100_000) {
        throw new IllegalArgumentException(
            "requestsPerSecond is 1 to 100000, not " + requestsPerSecond);
      }
    }
  }

  public static final TrackerConfig DEFAULTS =
      new TrackerConfig(
          "data/tracker",
          "peerage.internal",
          new Agents(ListenAddress.parse("0.0.0.0:7443"), "", 100),
          AdminSettings.DEFAULTS,
          TimeSpan.parse("1h"),
          TimeSpan.parse("10s"),
          TimeSpan.parse("5s"),
          EnrolmentLimits.DEFAULTS,
          SwarmParameters.DEFAULTS,
          SelectionParameters.DEFAULTS,
          ReportParameters.DEFAULTS,
          TrustParameters.DEFAULTS,
          BrakeParameters.DEFAULTS,
          BanParameters.DEFAULTS,
          ShadowParameters.DEFAULTS,
          RecordingParameters.DEFAULTS,
          AppealParameters.DEFAULTS,
          AuditParameters.DEFAULTS,
          RetentionParameters.DEFAULTS,
          PurgeParameters.DEFAULTS,
          AccountingParameters.DEFAULTS);

  public TrackerConfig {
    if (dataFolder.isBlank()) {
      throw new IllegalArgumentException("dataFolder is a path, not empty");
    }
    if (!trustDomain.matches("[a-z0-9._-]{1,200}")) {
      throw new IllegalArgumentException(
          "trustDomain has lower-case letters, digits, dots, hyphens and underscores, not \""
              + trustDomain
              + '"');
    }
    require("heartbeat", heartbeat, 100, 600_000);
    require("certificateLifetime", certificateLifetime, 10_000, 24 * 3_600_000L);
    require("drain", drain, 0, 60_000);
    if (certificateLifetime.toMillis() < 2 * heartbeat.toMillis()) {
      throw new IllegalArgumentException(
          "certificateLifetime is at least two heartbeats (%s each), not %s"
              .formatted(heartbeat, certificateLifetime));
    }
  }

  private static void require(String name, TimeSpan value, long minMillis, long maxMillis) {
    if (value.toMillis() < minMillis || value.toMillis() > maxMillis) {
      throw new IllegalArgumentException(
          "%s is %s to %s, not %s"
              .formatted(name, TimeSpan.ofMillis(minMillis), TimeSpan.ofMillis(maxMillis), value));
    }
  }
}
