package io.peerage.agent.tracker;

import io.peerage.agent.takedown.Takedowns;
import io.peerage.protocol.identity.TrackerDocument;
import io.peerage.protocol.message.TakedownList;
import io.peerage.runtime.http.FleetClient;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the takedown list from the tracker, when an announce was answered with a newer version
 * than is followed. The list goes apart from the announce because it can be long. Used by one
 * thread.
 */
public final class TakedownLink {
  private static final Logger log = LoggerFactory.getLogger(TakedownLink.class);

  private final FleetClient client;
  private final URI list;
  private final Duration timeout;
  private final Takedowns takedowns;
  private boolean failing;

  /**
   * @param timeout the longest time without a byte
   */
  public TakedownLink(FleetClient client, URI tracker, Duration timeout, Takedowns takedowns) {
    this.client = client;
    this.list = tracker.resolve("/peerage/v1/takedowns");
    this.timeout = timeout;
    this.takedowns = takedowns;
  }

  /** The version that is followed. */
  long version() {
    return takedowns.version();
  }

  /** Follows the tracker's list, if it is newer than what is followed; tried each heartbeat. */
  void follow(long trackersVersion) {
    takedowns.keep();
    if (trackersVersion <= takedowns.version()) {
      return;
    }
    try {
      takedowns.offer(
          client.getJson(list, timeout, TakedownList.MAX_DOCUMENT_BYTES, TrackerDocument.class));
      failing = false;
    } catch (IOException e) {
      if (!failing) {
        log.warn("cannot get the takedown list {}, trying on: {}", trackersVersion, e.getMessage());
      }
      failing = true;
    }
  }
}
