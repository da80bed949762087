package io.peerage.adapter;

import io.peerage.adapter.admission.BreakerSettings;
import io.peerage.runtime.config.ByteSize;
import io.peerage.runtime.config.ListenAddress;
import io.peerage.runtime.config.TimeSpan;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The configuration of an origin adapter; {@code config/origin-adapter.yaml} explains every key.
 *
 * @param tracker the tracker's URL; empty takes the one in the enrolment token
 * @param drain how long requests under way may go on when the adapter is stopped
 */
public record AdapterConfig(
    ListenConfig listen,
    String tracker,
    IdentityConfig identity,
    List<SiteConfig> sites,
    FolderConfig state,
    FolderConfig spool,
    SigningConfig signing,
    OriginConfig origin,
    LimitsConfig limits,
    TimeSpan keysReload,
    TimeSpan drain) {
  /** The start of the names of environment variables that configure an adapter. */
  public static final String ENVIRONMENT_PREFIX = "PEERAGE_ADAPTER";

  /** What holds where nothing else is said. */
  public static final AdapterConfig DEFAULTS =
      new AdapterConfig(
          new ListenConfig(
              ListenAddress.parse("0.0.0.0:7445"),
              new PlainConfig(false, ListenAddress.parse("127.0.0.1:7480")),
              ListenAddress.parse("127.0.0.1:7481")),
          "",
          new IdentityConfig("/var/lib/peerage/origin-adapter/identity", "", ""),
          List.of(),
          new FolderConfig("/var/lib/peerage/origin-adapter/state", ByteSize.parse("10GiB")),
          new FolderConfig("/var/lib/peerage/origin-adapter/spool", ByteSize.parse("10GiB")),
          new SigningConfig(4, TimeSpan.parse("5s"), 1000),
          new OriginConfig(
              TimeSpan.parse("5s"),
              TimeSpan.parse("20s"),
              3,
              TimeSpan.parse("200ms"),
              BreakerConfig.DEFAULT),
          new LimitsConfig(64, 48, 1024, TimeSpan.parse("5s"), 4096, ByteSize.parse("1GiB")),
          TimeSpan.parse("10s"),
          TimeSpan.parse("20s"));

  public AdapterConfig {
    sites = List.copyOf(sites);
    Set<Object> taken = new HashSet<>();
    for (SiteConfig site : sites) {
      if (!taken.add(site.name())) {
        throw new IllegalArgumentException("sites has " + site.name() + " twice");
      }
      for (String host : site.hosts()) {
        if (!taken.add(host)) {
          throw new IllegalArgumentException("sites has the host " + host + " twice");
        }
      }
    }
  }

  /**
   * Where the adapter listens.
   *
   * @param agents for agents, over mTLS
   * @param plain the same without TLS, for browsers, curl and tests
   * @param operations for {@code /livez}, {@code /readyz}, {@code /metrics}
   */
  public record ListenConfig(ListenAddress agents, PlainConfig plain, ListenAddress operations) {}

  /** A listener that may be off. */
  public record PlainConfig(boolean enabled, ListenAddress address) {}

  /**
   * How the adapter comes by its certificate.
   *
   * @param folder where it is kept
   * @param token an enrolment token, needed once
   * @param tokenFile a file with the token
   */
  public record IdentityConfig(String folder, String token, String tokenFile) {
    public IdentityConfig {
      if (!token.isEmpty() && !tokenFile.isEmpty()) {
        throw new IllegalArgumentException("identity has either token or tokenFile, not both");
      }
    }

    @Override
    public String toString() {
      return "identity in " + folder;
    }
  }

  /** A folder that the adapter fills up to a quota. */
  public record FolderConfig(String folder, ByteSize quota) {}

  /**
   * How objects are signed.
   *
   * @param concurrency how many long objects are hashed at once; short ones have four times as many
   *     places of their own
   * @param waitFor how long an agent waits for a manifest that is being made, before it is told to
   *     ask again
   * @param queue how many objects of a site may be worked on or wait
   */
  public record SigningConfig(int concurrency, TimeSpan waitFor, int queue) {
    public SigningConfig {
      requireAtLeast("signing.concurrency", concurrency, 1);
      requireAtLeast("signing.queue", queue, 1);
    }
  }

  /**
   * How HTTP origins and buckets are spoken to.
   *
   * @param silence the longest time without a byte
   * @param attempts how often a request is sent at most
   * @param pause before the second attempt, doubled before each further one
   * @param breaker when one that fails is left alone
   */
  public record OriginConfig(
      TimeSpan connectTimeout,
      TimeSpan silence,
      int attempts,
      TimeSpan pause,
      BreakerConfig breaker) {
    public OriginConfig {
      requireAtLeast("origin.attempts", attempts, 1);
      if (connectTimeout.toMillis() < 1 || silence.toMillis() < 1) {
        throw new IllegalArgumentException(
            "origin.connectTimeout and origin.silence are at least 1ms");
      }
    }
  }

  /**
   * When an origin that fails is left alone; see {@code BreakerSettings}.
   *
   * @param failures one after the other; 0 turns the breaker off
   * @param percent of failures among at least {@code calls} questions within {@code window}
   * @param pause doubled after each trial that failed, up to {@code maxPause}
   */
  public record BreakerConfig(
      int failures, int percent, int calls, TimeSpan window, TimeSpan pause, TimeSpan maxPause) {
    static final BreakerConfig DEFAULT =
        new BreakerConfig(
            5, 50, 20, TimeSpan.parse("10s"), TimeSpan.parse("2s"), TimeSpan.parse("60s"));

    public BreakerConfig {
      try {
        new BreakerSettings(
            failures, percent, calls, window.duration(), pause.duration(), maxPause.duration());
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("origin.breaker: " + e.getMessage(), e);
      }
    }

    BreakerSettings toSettings() {
      return new BreakerSettings(
          failures, percent, calls, window.duration(), pause.duration(), maxPause.duration());
    }
  }

  /**
   * What the adapter does at most at once.
   *
   * @param originFetches fetches from origins, over all sites
   * @param passThrough how many of them may be passed through
   * @param originQueue how many requests may wait for one
   * @param originWait how long a request waits for a fetch to be let through
   * @param requests requests being served; more are refused with 503
   * @param requestBody bytes of a body that is passed to an origin
   */
  public record LimitsConfig(
      int originFetches,
      int passThrough,
      int originQueue,
      TimeSpan originWait,
      int requests,
      ByteSize requestBody) {
    public LimitsConfig {
      requireAtLeast("limits.originFetches", originFetches, 1);
      requireAtLeast("limits.passThrough", passThrough, 1);
      requireAtLeast("limits.originQueue", originQueue, 0);
      requireAtLeast("limits.requests", requests, 1);
      if (passThrough > originFetches) {
        throw new IllegalArgumentException(
            "limits.passThrough is at most limits.originFetches (%d), not %d"
                .formatted(originFetches, passThrough));
      }
    }
  }

  private static void requireAtLeast(String key, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(key + " is at least " + least + ", not " + value);
    }
  }
}
