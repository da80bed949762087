package io.peerage.adapter;

import io.peerage.adapter.http.Site;
import io.peerage.adapter.keys.KeysException;
import io.peerage.adapter.keys.SiteSigner;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Picks up keys that the command line changed, and warns before they expire. {@link #look} is
 * called by a periodic task.
 */
final class KeysWatch {
  private static final Logger log = LoggerFactory.getLogger(KeysWatch.class);
  private static final Duration WARN_BEFORE = Duration.ofDays(14);
  private static final Duration WARN_EVERY = Duration.ofDays(1);

  private final List<Site> sites;
  private final InstantSource clock;
  private final Map<Site, String> complaints = new HashMap<>();
  private final Map<Site, Instant> nextWarning = new HashMap<>();

  KeysWatch(List<Site> sites, InstantSource clock) {
    this.sites = sites;
    this.clock = clock;
  }

  /** Looks at every site's folder. Not thread-safe: one task calls it. */
  void look() {
    for (Site site : sites) {
      reload(site);
      warn(site);
    }
  }

  private void reload(Site site) {
    SiteSigner signer = site.signer();
    try {
      if (signer.reload()) {
        log.info(
            "{} is signed by key {} under root {} now",
            site.name(),
            signer.keyId(),
            signer.chain().root().version());
      }
      complaints.remove(site);
    } catch (KeysException e) {
      String complaint = String.valueOf(e.getMessage());
      if (!complaint.equals(complaints.put(site, complaint))) {
        log.error("the keys of {} stay as they were: {}", site.name(), complaint);
      }
    }
  }

  private void warn(Site site) {
    Instant now = clock.instant();
    Instant expires = site.signer().expires();
    if (now.plus(WARN_BEFORE).isAfter(expires)
        && !now.isBefore(nextWarning.getOrDefault(site, Instant.MIN))) {
      nextWarning.put(site, now.plus(WARN_EVERY));
      log.warn(
          "the keys of {} expire at {}; renew them with: peerage keys renew --folder {}",
          site.name(),
          expires,
          site.signer().chain().folder());
    }
  }
}
