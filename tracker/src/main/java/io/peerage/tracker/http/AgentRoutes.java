package io.peerage.tracker.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.peerage.protocol.evidence.SignedAccusation;
import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.identity.Role;
import io.peerage.protocol.identity.TrackerDocument;
import io.peerage.protocol.json.MalformedMessageException;
import io.peerage.protocol.message.AgentState;
import io.peerage.protocol.message.AnnounceRequest;
import io.peerage.protocol.message.EnrolRequest;
import io.peerage.protocol.message.LocateRequest;
import io.peerage.protocol.message.OriginTraffic;
import io.peerage.protocol.message.ReceiptsRequest;
import io.peerage.protocol.message.RenewRequest;
import io.peerage.protocol.message.ReportRequest;
import io.peerage.protocol.site.UntrustedException;
import io.peerage.runtime.server.Exchange;
import io.peerage.runtime.server.RequestException;
import io.peerage.runtime.server.Routes;
import io.peerage.tracker.accounting.Origins;
import io.peerage.tracker.accounting.Receipts;
import io.peerage.tracker.accusations.Accusations;
import io.peerage.tracker.bans.Bans;
import io.peerage.tracker.bans.Status;
import io.peerage.tracker.enrolment.EnrolmentRefusedException;
import io.peerage.tracker.enrolment.Enrolments;
import io.peerage.tracker.identity.Caller;
import io.peerage.tracker.identity.NetworkGroup;
import io.peerage.tracker.purges.PurgeRefusedException;
import io.peerage.tracker.purges.Purges;
import io.peerage.tracker.reports.Reports;
import io.peerage.tracker.selection.Announces;
import io.peerage.tracker.selection.Locates;
import io.peerage.tracker.takedowns.Takedowns;
import java.io.IOException;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** The agents' listener: section 4 of the protocol. */
public final class AgentRoutes {
  /** Attempts to enrol from one network in a minute. */
  private static final int ENROLMENTS_PER_MINUTE = 600;

  private static final Set<Role> MEMBERS = Set.of(Role.AGENT, Role.ORIGIN_ADAPTER);

  private final Enrolments enrolments;
  private final Announces announces;
  private final Locates locates;
  private final Reports reports;
  private final Bans bans;
  private final Purges purges;
  private final Takedowns takedowns;
  private final Receipts receipts;
  private final Origins origins;
  private final Accusations accusations;
  private final CallerCheck callers;
  private final RequestRate<NetworkGroup> enrolmentRate =
      new RequestRate<>(ENROLMENTS_PER_MINUTE, ENROLMENTS_PER_MINUTE, System::nanoTime);
  private final Counter announced;
  private final Counter located;
  private final Counter reported;
  private final Counter reportedAgain;
  private final Map<Accusations.Result, Counter> accused = new EnumMap<>(Accusations.Result.class);
  private final Counter accusedOfNothing;

  /**
   * @param requestsPerSecond that one identity may make, in the long run; five times as many at
   *     once
   */
  public AgentRoutes(
      Enrolments enrolments,
      Announces announces,
      Locates locates,
      Reports reports,
      Bans bans,
      Purges purges,
      Takedowns takedowns,
      Receipts receipts,
      Origins origins,
      Accusations accusations,
      int requestsPerSecond,
      InstantSource clock,
      MeterRegistry registry) {
    this.enrolments = enrolments;
    this.announces = announces;
    this.locates = locates;
    this.reports = reports;
    this.bans = bans;
    this.purges = purges;
    this.takedowns = takedowns;
    this.receipts = receipts;
    this.origins = origins;
    this.accusations = accusations;
    RequestRate<AgentId> rate =
        new RequestRate<>(60L * requestsPerSecond, 5 * requestsPerSecond, System::nanoTime);
    this.callers = new CallerCheck(enrolments, clock, rate);
    this.announced = registry.counter("peerage.tracker.announces");
    this.located = registry.counter("peerage.tracker.locates");
    this.reported = registry.counter("peerage.tracker.reports", "result", "counted");
    this.reportedAgain = registry.counter("peerage.tracker.reports", "result", "repeated");
    for (Accusations.Result result : Accusations.Result.values()) {
      accused.put(result, accusationCounter(registry, result.name()));
    }
    this.accusedOfNothing = accusationCounter(registry, "REFUSED");
  }

  private static Counter accusationCounter(MeterRegistry registry, String result) {
    return registry.counter(
        "peerage.tracker.accusations", "result", result.toLowerCase(Locale.ROOT));
  }

  /** Adds them to {@code routes}. */
  public Routes addTo(Routes routes, RequestMetrics metrics) {
    return routes
        .add("POST", "/peerage/v1/enrol", metrics.timed("enrol", this::enrol))
        .add("POST", "/peerage/v1/renew", metrics.timed("renew", this::renew))
        .add("POST", "/peerage/v1/announce", metrics.timed("announce", this::announce))
        .add("POST", "/peerage/v1/locate", metrics.timed("locate", this::locate))
        .add("POST", "/peerage/v1/reports", metrics.timed("reports", this::report))
        .add("POST", "/peerage/v1/receipts", metrics.timed("receipts", this::receipts))
        .add(
            "POST",
            "/peerage/v1/origin-traffic",
            metrics.timed("origin-traffic", this::originTraffic))
        .add("POST", "/peerage/v1/accusations", metrics.timed("accusations", this::accuse))
        .add("GET", "/peerage/v1/takedowns", metrics.timed("takedowns", this::takedowns))
        // Not timed: it is held until there is something to say.
        .add("GET", "/peerage/v1/purges", this::purges);
  }

  private void enrol(Exchange exchange) throws IOException, RequestException {
    if (!enrolmentRate.admit(CallerCheck.network(exchange))) {
      exchange.set("Retry-After", "1");
      throw new RequestException(
          429, "Too many requests", "too many attempts to enrol from this network");
    }
    EnrolRequest request = exchange.bodyAs(EnrolRequest.class, EnrolRequest.MAX_BYTES);
    try {
      exchange.sendJson(200, enrolments.enrol(request));
    } catch (EnrolmentRefusedException e) {
      throw refusal("Enrolment refused", e);
    }
  }

  private void renew(Exchange exchange) throws IOException, RequestException {
    CallerCheck.Holder holder = callers.requireToRenew(exchange, MEMBERS);
    RenewRequest request = exchange.bodyAs(RenewRequest.class, RenewRequest.MAX_BYTES);
    try {
      exchange.sendJson(200, enrolments.renew(holder.id(), holder.certificate(), request));
    } catch (EnrolmentRefusedException e) {
      throw refusal("Renewal refused", e);
    }
  }

  private void announce(Exchange exchange) throws IOException, RequestException {
    Caller caller = callers.requireAgent(exchange);
    AnnounceRequest request = exchange.bodyAs(AnnounceRequest.class, AnnounceRequest.MAX_BYTES);
    exchange.sendJson(200, announces.announce(caller, request));
    announced.increment();
  }

  private void locate(Exchange exchange) throws IOException, RequestException {
    Caller caller = callers.requireAgent(exchange);
    requireNotBanned(caller);
    LocateRequest request = exchange.bodyAs(LocateRequest.class, LocateRequest.MAX_BYTES);
    exchange.sendJson(200, locates.locate(caller, request));
    located.increment();
  }

  private void report(Exchange exchange) throws IOException, RequestException {
    Caller caller = callers.requireAgent(exchange);
    requireNotBanned(caller);
    ReportRequest request = exchange.bodyAs(ReportRequest.class, ReportRequest.MAX_BYTES);
    try {
      if (reports.take(caller, request)) {
        reported.increment();
      } else {
        reportedAgain.increment();
      }
    } catch (IllegalArgumentException e) {
      throw new RequestException(400, "Malformed request", String.valueOf(e.getMessage()));
    }
    exchange.sendStatus(204);
  }

  private void receipts(Exchange exchange) throws IOException, RequestException {
    Caller caller = callers.requireAgent(exchange);
    requireNotBanned(caller);
    ReceiptsRequest request = exchange.bodyAs(ReceiptsRequest.class, ReceiptsRequest.MAX_BYTES);
    try {
      receipts.take(caller, request);
    } catch (IllegalArgumentException e) {
      throw new RequestException(400, "Malformed request", String.valueOf(e.getMessage()));
    }
    exchange.sendStatus(204);
  }

  /** Also of those in quarantine: what counts is what signatures prove. */
  private void accuse(Exchange exchange) throws IOException, RequestException {
    Caller caller = callers.requireAgent(exchange);
    requireNotBanned(caller);
    SignedAccusation accusation =
        exchange.bodyAs(SignedAccusation.class, SignedAccusation.MAX_BYTES);
    try {
      Objects.requireNonNull(accused.get(accusations.take(caller, accusation))).increment();
    } catch (MalformedMessageException | UntrustedException e) {
      accusedOfNothing.increment();
      throw new RequestException(400, "No proof", String.valueOf(e.getMessage()));
    }
    exchange.sendStatus(204);
  }

  private void originTraffic(Exchange exchange) throws IOException, RequestException {
    CallerCheck.Holder adapter = callers.require(exchange, Set.of(Role.ORIGIN_ADAPTER));
    origins.take(
        adapter.caller().id(), exchange.bodyAs(OriginTraffic.class, OriginTraffic.MAX_BYTES));
    exchange.sendStatus(204);
  }

  /** Whoever is enrolled hears what is taken down, banned or not: it serves clients of its own. */
  private void takedowns(Exchange exchange) throws IOException, RequestException {
    var _ = callers.requireAgent(exchange);
    Optional<byte[]> document = takedowns.document();
    if (document.isPresent()) {
      exchange.send(200, "application/json", document.get());
    } else {
      exchange.sendStatus(204);
    }
  }

  /** Whoever is enrolled hears of purges, banned or not: it serves clients of its own. */
  private void purges(Exchange exchange)
      throws IOException, RequestException, InterruptedException {
    Caller caller = callers.requireAgent(exchange);
    String after = exchange.queryParameter("after").orElse("");
    if (!after.matches("\\d{1,18}")) {
      throw new RequestException(
          400,
          "Malformed request",
          "after is the number of the last purge that was carried out, or 0; not \""
              + (after.length() <= 80 ? after : after.substring(0, 77) + "...")
              + '"');
    }
    if (exchange.queryParameter("leaving").isPresent()) {
      purges.leave(caller.id(), Long.parseLong(after));
      exchange.sendStatus(204);
      return;
    }
    try {
      Optional<TrackerDocument> answer = purges.hold(caller.id(), Long.parseLong(after));
      if (answer.isPresent()) {
        exchange.sendJson(200, answer.get());
      } else {
        exchange.sendStatus(204);
      }
    } catch (PurgeRefusedException e) {
      switch (e.reason()) {
        case FULL -> {
          exchange.set("Retry-After", "5");
          throw new RequestException(503, "Too many wait", String.valueOf(e.getMessage()));
        }
        case AHEAD ->
            throw new RequestException(400, "Malformed request", String.valueOf(e.getMessage()));
      }
    }
  }

  private void requireNotBanned(Caller caller) throws RequestException {
    Optional<Status> status = bans.status(caller.id());
    if (status.isPresent() && status.get().state() == AgentState.BANNED) {
      throw new RequestException(
          403,
          "Banned",
          "%s is banned until %s on the evidence %s"
              .formatted(
                  caller.id(), status.get().until(), String.join(", ", status.get().evidence())));
    }
  }

  static RequestException refusal(String title, EnrolmentRefusedException e) {
    int status =
        switch (e.reason()) {
          case MALFORMED -> 400;
          case FORBIDDEN -> 403;
          case FULL -> 503;
        };
    return new RequestException(status, title, String.valueOf(e.getMessage()));
  }
}
