package io.peerage.tracker.http;

import io.peerage.protocol.identity.EnrolmentToken;
import io.peerage.protocol.identity.Role;
import io.peerage.protocol.json.Base64Bytes;
import io.peerage.runtime.server.Exchange;
import io.peerage.runtime.server.RequestException;
import io.peerage.runtime.server.Routes;
import io.peerage.tracker.bans.Bans;
import io.peerage.tracker.enrolment.EnrolmentRefusedException;
import io.peerage.tracker.enrolment.Enrolments;
import io.peerage.tracker.events.EventLog;
import io.peerage.tracker.identity.Account;
import io.peerage.tracker.overview.AgentView;
import io.peerage.tracker.overview.Overview;
import io.peerage.tracker.reports.Reports;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The operators' API: section 7 of the protocol. */
public final class AdminRoutes {
  private static final int MAX_BODY_BYTES = 1024;
  private static final int DEFAULT_MINUTES = 60;
  private static final int MAX_MINUTES = 1440;

  private final Overview overview;
  private final Enrolments enrolments;
  private final Reports reports;
  private final Bans bans;
  private final PurgeRoutes purges;
  private final TakedownRoutes takedowns;
  private final VerdictRoutes verdicts;
  private final AppealRoutes appeals;
  private final ShadowRoutes shadow;
  private final AdminAccess access;
  private final EventRoute events;

  public AdminRoutes(
      AdminSettings settings,
      AdminToken token,
      Overview overview,
      Enrolments enrolments,
      Reports reports,
      Bans bans,
      PurgeRoutes purges,
      TakedownRoutes takedowns,
      VerdictRoutes verdicts,
      AppealRoutes appeals,
      ShadowRoutes shadow,
      EventLog events,
      InstantSource clock,
      SecureRandom random) {
    this.overview = overview;
    this.enrolments = enrolments;
    this.reports = reports;
    this.bans = bans;
    this.purges = purges;
    this.takedowns = takedowns;
    this.verdicts = verdicts;
    this.appeals = appeals;
    this.shadow = shadow;
    this.access =
        new AdminAccess(
            token,
            new Sessions(
                settings.sessionLifetime().duration(), settings.maxSessions(), clock, random),
            new RequestRate<>(
                settings.wrongTokensPerMinute(),
                settings.wrongTokensPerMinute(),
                System::nanoTime));
    this.events = new EventRoute(events, settings.eventHeartbeat().duration());
  }

  /** Asks for a token. */
  record TokenRequest(Role role, Account account, long lifetimeSeconds) {}

  /** A new token, encoded. */
  record TokenAnswer(String token, Instant expires) {}

  /** All agents. */
  record AgentList(List<AgentView> agents) {}

  /** Adds them to {@code routes}. */
  public Routes addTo(Routes routes, RequestMetrics metrics) {
    return routes
        .add("GET", "/api/v1/session", metrics.timed("session", access::state))
        .add("POST", "/api/v1/session", metrics.timed("session", access::signIn))
        .add("DELETE", "/api/v1/session", guarded(metrics, "session", access::signOut))
        .add(
            "GET",
            "/api/v1/overview",
            guarded(metrics, "overview", exchange -> exchange.sendJson(200, overview.fleet())))
        .add("GET", "/api/v1/traffic", guarded(metrics, "traffic", this::traffic))
        .add(
            "GET",
            "/api/v1/agents",
            guarded(
                metrics,
                "agents",
                exchange -> exchange.sendJson(200, new AgentList(overview.agents()))))
        .add("GET", "/api/v1/agents/{id}", guarded(metrics, "agent", this::agent))
        .add(
            "GET",
            "/api/v1/agents/{id}/explanation",
            guarded(metrics, "explanation", verdicts::explanation))
        .add(
            "GET",
            "/api/v1/agents/{id}/statement",
            guarded(metrics, "statement", verdicts::statement))
        .add(
            "POST",
            "/api/v1/agents/{id}/permanent",
            guarded(metrics, "permanent", verdicts::makePermanent))
        .add("POST", "/api/v1/agents/{id}/appeals", guarded(metrics, "appeals", appeals::file))
        .add("GET", "/api/v1/agents/{id}/appeals", guarded(metrics, "appeals", appeals::ofAgent))
        .add("GET", "/api/v1/shadow", guarded(metrics, "shadow", shadow::view))
        .add("GET", "/api/v1/appeals", guarded(metrics, "appeals", appeals::list))
        .add("GET", "/api/v1/appeals/{id}", guarded(metrics, "appeal", appeals::find))
        .add("POST", "/api/v1/appeals/{id}/decision", guarded(metrics, "decision", appeals::decide))
        .add("GET", "/api/v1/evidence/{id}", guarded(metrics, "evidence", this::evidence))
        // Not timed: how long it lasts is up to who watches.
        .add("GET", "/api/v1/events", access.guarded(events::serve))
        .add("POST", "/api/v1/purges", guarded(metrics, "purges", purges::request))
        .add("GET", "/api/v1/purges", guarded(metrics, "purges", purges::page))
        .add("GET", "/api/v1/purges/{id}", guarded(metrics, "purge", purges::find))
        .add("POST", "/api/v1/takedowns", guarded(metrics, "takedowns", takedowns::order))
        .add("GET", "/api/v1/takedowns", guarded(metrics, "takedowns", takedowns::page))
        .add("DELETE", "/api/v1/takedowns/{id}", guarded(metrics, "takedown", takedowns::lift))
        .add("GET", "/api/v1/takedown-log", guarded(metrics, "takedown-log", takedowns::log))
        .add(
            "POST",
            "/api/v1/enrolment-tokens",
            guarded(metrics, "enrolment-tokens", this::createToken))
        .add(
            "GET",
            "/api/v1/trust-domain",
            guarded(
                metrics,
                "trust-domain",
                exchange ->
                    exchange.sendJson(
                        200,
                        Map.of(
                            "trustDomain",
                            enrolments.authority().trustDomain(),
                            "caPin",
                            enrolments.authority().pin()))));
  }

  private Routes.Endpoint guarded(RequestMetrics metrics, String route, Routes.Endpoint endpoint) {
    return metrics.timed(route, access.guarded(endpoint));
  }

  private void traffic(Exchange exchange) throws IOException, RequestException {
    int minutes = DEFAULT_MINUTES;
    Optional<String> asked = exchange.queryParameter("minutes");
    if (asked.isPresent()) {
      minutes = asked.get().matches("\\d{1,6}") ? Integer.parseInt(asked.get()) : 0;
      if (minutes < 1 || minutes > MAX_MINUTES) {
        throw new RequestException(
            400,
            "Malformed request",
            "minutes is 1 to %d, not \"%s\"".formatted(MAX_MINUTES, shown(asked.get())));
      }
    }
    exchange.sendJson(200, reports.chart(minutes));
  }

  private void agent(Exchange exchange) throws IOException, RequestException {
    exchange.sendJson(200, VerdictRoutes.ofAgent(exchange, overview::agent));
  }

  private void evidence(Exchange exchange) throws IOException, RequestException {
    String id = exchange.pathParameter("id");
    Base64Bytes file =
        bans.evidence(id)
            .orElseThrow(() ->
                new RequestException(
                    404,
                    "No such evidence",
                    "there is no evidence \"%s\"; it is kept for a limited time"
                        .formatted(shown(id))));
    exchange.send(200, "application/json", file.toArray());
  }

  private void createToken(Exchange exchange) throws IOException, RequestException {
    TokenRequest request = exchange.bodyAs(TokenRequest.class, MAX_BODY_BYTES);
    try {
      // Longer than any lifetime allowed, shorter than what a duration holds.
      long seconds = Math.clamp(request.lifetimeSeconds(), -1, 1_000_000_000);
      EnrolmentToken token =
          enrolments.createToken(request.role(), request.account(), Duration.ofSeconds(seconds));
      exchange.sendJson(201, new TokenAnswer(token.encode(), token.expires()));
    } catch (EnrolmentRefusedException e) {
      throw AgentRoutes.refusal("No token", e);
    }
  }

  private static String shown(String text) {
    return text.length() <= 80 ? text : text.substring(0, 77) + "...";
  }
}
