package io.peerage.agent.tracker;

import io.peerage.agent.accounting.TicketWallet;
import io.peerage.agent.traffic.TrafficMeter;
import io.peerage.protocol.message.AnnounceRequest;
import io.peerage.protocol.message.AnnounceResponse;
import io.peerage.protocol.message.Capacity;
import io.peerage.protocol.message.Holding;
import io.peerage.protocol.message.Observation;
import io.peerage.protocol.message.PeerEndpoint;
import io.peerage.protocol.message.ReportRequest;
import io.peerage.protocol.message.Traffic;
import io.peerage.runtime.http.FleetClient;
import io.peerage.runtime.http.RefusedException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the tracker what this agent holds and saw, once a heartbeat, and takes in what it answers.
 * {@link #beat} is called by one task; {@link #pause} says when next. While the tracker is away
 * changes and observations wait, bounded, and are told when it is back.
 */
public final class TrackerLink {
  private static final Logger log = LoggerFactory.getLogger(TrackerLink.class);
  private static final Duration MAX_PAUSE = Duration.ofSeconds(30);

  /** Announces of one heartbeat; with more to tell, the next one goes on. */
  private static final int MAX_ANNOUNCES = 100;

  private final FleetClient client;
  private final URI tracker;
  private final Duration timeout;
  private final FleetView fleet;
  private final FollowedDenyList denyList;
  private final TakedownLink takedowns;
  private final TicketWallet wallet;
  private final ReceiptLink receipts;
  private final Holdings holdings;
  private final ObservationLog observations;
  private final TrafficMeter traffic;
  private final Supplier<Capacity> capacity;
  private final String zone;
  private final PeerEndpoint endpoint;
  private final String epoch;

  // Owned by the task that beats.
  private long announces;
  private long reports;
  private boolean full = true;
  private Traffic reported = Traffic.NONE;
  private @Nullable ReportRequest unacknowledged;
  private int failures;
  private volatile Duration heartbeat = Duration.ofSeconds(1);

  /**
   * Where and as whom an agent announces itself.
   *
   * @param epoch new at every start
   * @param timeout for one answer of the tracker
   */
  public record Self(
      URI tracker, Duration timeout, String zone, PeerEndpoint endpoint, String epoch) {}

  public TrackerLink(
      FleetClient client,
      Self self,
      FleetView fleet,
      FollowedDenyList denyList,
      TakedownLink takedowns,
      TicketWallet wallet,
      ReceiptLink receipts,
      Holdings holdings,
      ObservationLog observations,
      TrafficMeter traffic,
      Supplier<Capacity> capacity) {
    this.client = client;
    this.tracker = self.tracker;
    this.timeout = self.timeout;
    this.fleet = fleet;
    this.denyList = denyList;
    this.takedowns = takedowns;
    this.wallet = wallet;
    this.receipts = receipts;
    this.holdings = holdings;
    this.observations = observations;
    this.traffic = traffic;
    this.capacity = capacity;
    this.zone = self.zone;
    this.endpoint = self.endpoint;
    this.epoch = self.epoch;
  }

  /** One heartbeat: announces, as often as there is much to tell, a report, and receipts. */
  public void beat() {
    try {
      int announced = 1;
      while (announce(capacity.get()) && announced < MAX_ANNOUNCES) {
        announced++;
      }
      report();
      receipts.tell();
      if (failures > 0) {
        log.info("the tracker answers again");
      }
      failures = 0;
    } catch (IOException e) {
      if (failures++ == 0) {
        log.warn("the tracker does not answer, going on without: {}", e.getMessage());
      }
    }
  }

  /** Says goodbye, so that nobody is sent here any more. */
  public void leave() {
    try {
      holdings.restart();
      AnnounceRequest goodbye =
          new AnnounceRequest(
              epoch,
              ++announces,
              true,
              zone,
              endpoint,
              new Capacity(0, 0),
              fleet.denyListVersion(),
              takedowns.version(),
              List.of());
      var _ = post(goodbye);
      report();
      receipts.tell();
    } catch (IOException e) {
      log.debug("the tracker did not hear the goodbye: {}", e.getMessage());
    }
  }

  /** How long to wait before the next heartbeat. */
  public Duration pause() {
    if (failures == 0) {
      return heartbeat;
    }
    Duration backedOff = heartbeat.multipliedBy(1L << Math.min(failures - 1, 5));
    return backedOff.compareTo(MAX_PAUSE) < 0 ? backedOff : MAX_PAUSE;
  }

  private boolean announce(Capacity now) throws IOException {
    boolean startedOver = full;
    if (startedOver) {
      holdings.restart();
    }
    List<Holding> changes = holdings.takeChanges(AnnounceRequest.MAX_HOLDINGS);
    AnnounceResponse response;
    try {
      response =
          post(
              new AnnounceRequest(
                  epoch,
                  ++announces,
                  full,
                  zone,
                  endpoint,
                  now,
                  fleet.denyListVersion(),
                  takedowns.version(),
                  changes));
    } catch (IOException e) {
      // It may have arrived all the same; telling it twice does no harm.
      holdings.putBack(changes);
      throw e;
    }
    full = response.resync();
    heartbeat = Duration.ofMillis(response.heartbeatMillis());
    if (response.state() != fleet.ownState()) {
      log.info("the tracker holds this agent as {}", response.state());
    }
    fleet.heard(response.state(), response.neighbours());
    if (response.denyList() != null) {
      denyList.offer(response.denyList());
    }
    if (response.tickets() != null) {
      wallet.offer(response.tickets());
    }
    takedowns.follow(response.takedownVersion());
    return (response.resync() && !startedOver) || changes.size() == AnnounceRequest.MAX_HOLDINGS;
  }

  private AnnounceResponse post(AnnounceRequest request) throws IOException {
    return client.postJson(
        tracker.resolve("/peerage/v1/announce"),
        request,
        timeout,
        AnnounceResponse.MAX_BYTES,
        AnnounceResponse.class);
  }

  private void report() throws IOException {
    ReportRequest report = unacknowledged;
    Traffic total = traffic.totals();
    if (report == null) {
      List<Observation> seen = observations.take();
      Traffic since = total.minus(reported);
      if (seen.isEmpty() && since.equals(Traffic.NONE)) {
        return;
      }
      report = new ReportRequest(epoch, ++reports, since, seen);
      unacknowledged = report;
      reported = total;
    }
    try {
      client.post(tracker.resolve("/peerage/v1/reports"), report, timeout);
    } catch (RefusedException e) {
      if (e.status() != 400 && e.status() != 413) {
        throw e;
      }
      // It would be refused each time, and everything after it would wait.
      log.error("the tracker refuses a report for good, it is dropped: {}", e.getMessage());
    }
    unacknowledged = null;
  }
}
