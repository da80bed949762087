package io.peerage.adapter;

import io.peerage.adapter.metrics.AdapterMetrics;
import io.peerage.protocol.message.OriginTraffic;
import io.peerage.runtime.http.FleetClient;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the tracker what origins sent: running totals, so that one that is lost is made good by the
 * next. Used by one thread at a time.
 */
final class TrafficReport implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TrafficReport.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final FleetClient client;
  private final URI traffic;
  private final AdapterMetrics metrics;
  private final String epoch;
  private OriginTraffic told;
  private boolean failing;

  /**
   * @param epoch new at every start
   */
  TrafficReport(FleetClient client, URI tracker, AdapterMetrics metrics, String epoch) {
    this.client = client;
    this.traffic = tracker.resolve("/peerage/v1/origin-traffic");
    this.metrics = metrics;
    this.epoch = epoch;
    this.told = new OriginTraffic(epoch, 0, 0);
  }

  /** Tells the totals, if they have grown. */
  void tell() {
    OriginTraffic now = new OriginTraffic(epoch, metrics.originBytes(), metrics.sentBytes());
    if (now.equals(told)) {
      return;
    }
    try {
      client.post(traffic, now, TIMEOUT);
      told = now;
      failing = false;
    } catch (IOException e) {
      if (!failing) {
        log.warn("cannot tell the tracker what origins sent, trying on: {}", e.getMessage());
      }
      failing = true;
    }
  }

  /** Tells them a last time. */
  @Override
  public void close() {
    tell();
  }
}
