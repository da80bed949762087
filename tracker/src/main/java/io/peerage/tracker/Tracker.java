package io.peerage.tracker;

import io.peerage.protocol.identity.EnrolmentToken;
import io.peerage.protocol.identity.Role;
import io.peerage.protocol.identity.SpkiPin;
import io.peerage.runtime.config.ListenAddress;
import io.peerage.runtime.config.WritableFolder;
import io.peerage.runtime.identity.FleetTls;
import io.peerage.runtime.lifecycle.PeriodicTask;
import io.peerage.runtime.lifecycle.Readiness;
import io.peerage.runtime.metrics.Metrics;
import io.peerage.runtime.server.HttpServer;
import io.peerage.runtime.server.OperationsRoutes;
import io.peerage.runtime.server.Routes;
import io.peerage.tracker.accounting.Origins;
import io.peerage.tracker.accounting.Prosecutor;
import io.peerage.tracker.accounting.Receipts;
import io.peerage.tracker.accounting.TicketDesk;
import io.peerage.tracker.accusations.Accusations;
import io.peerage.tracker.appeals.Appeals;
import io.peerage.tracker.audit.Auditor;
import io.peerage.tracker.bans.BanListener;
import io.peerage.tracker.bans.Bans;
import io.peerage.tracker.enrolment.EnrolmentRefusedException;
import io.peerage.tracker.enrolment.Enrolments;
import io.peerage.tracker.events.EventLog;
import io.peerage.tracker.http.AdminRoutes;
import io.peerage.tracker.http.AdminToken;
import io.peerage.tracker.http.AgentRoutes;
import io.peerage.tracker.http.AppealRoutes;
import io.peerage.tracker.http.PurgeRoutes;
import io.peerage.tracker.http.RequestMetrics;
import io.peerage.tracker.http.ShadowRoutes;
import io.peerage.tracker.http.StaticFiles;
import io.peerage.tracker.http.TakedownRoutes;
import io.peerage.tracker.http.VerdictRoutes;
import io.peerage.tracker.identity.Account;
import io.peerage.tracker.identity.Authority;
import io.peerage.tracker.identity.TrackerIdentity;
import io.peerage.tracker.overview.Overview;
import io.peerage.tracker.purges.Purges;
import io.peerage.tracker.recording.RecordedPolicy;
import io.peerage.tracker.recording.Recorder;
import io.peerage.tracker.recording.RecordingFolder;
import io.peerage.tracker.reports.Reports;
import io.peerage.tracker.retention.Retention;
import io.peerage.tracker.selection.Announces;
import io.peerage.tracker.selection.Locates;
import io.peerage.tracker.shadow.Shadow;
import io.peerage.tracker.store.embedded.EmbeddedStore;
import io.peerage.tracker.swarm.SwarmDirectory;
import io.peerage.tracker.takedowns.Takedowns;
import io.peerage.tracker.trust.TrustLedger;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tracker: from its configuration to its listeners. Constructed it has its data open; started
 * it listens; closed it has finished what was under way and written everything. Thread-safe once
 * started.
 */
public final class Tracker implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Tracker.class);
  private static final Duration SWEEP = Duration.ofSeconds(1);
  private static final Duration ACCOUNTS = Duration.ofSeconds(2);
  private static final Duration SHORTEST_AUDIT_TICK = Duration.ofMillis(10);
  private static final Duration APPEALS_RESUMED = Duration.ofMinutes(1);
  private static final Duration RETENTION_SWEEP = Duration.ofHours(1);

  /** The folder of recordings within the data folder. */
  private static final String RECORDING = "recording";

  private final TrackerConfig config;
  private final Readiness readiness = new Readiness();
  private final WhatIsKnown known;
  private final InstantSource clock;
  private final Authority authority;
  private final TrackerIdentity identity;
  private final EventLog events;
  private final SwarmDirectory swarm;
  private final Optional<Shadow> shadow;
  private final Optional<Recorder> recorder;
  private final TrustLedger trust;
  private final Bans bans;
  private final Reports reports;
  private final Auditor auditor;
  private final Enrolments enrolments;
  private final Purges purges;
  private final Receipts receipts;
  private final Origins origins;
  private final Appeals appeals;
  private final Retention retention;
  private final HttpServer agentServer;
  private final HttpServer adminServer;

  /** What is to be closed, the last first. */
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  /**
   * Opens the data folder and puts everything together.
   *
   * @throws IOException when the data cannot be used; the message says why and what to do
   */
  public Tracker(TrackerConfig config, InstantSource systemClock, SecureRandom random)
      throws IOException {
    this.config = config;
    // What is stored has milliseconds; so nothing changes by being stored.
    this.clock = () -> systemClock.instant().truncatedTo(ChronoUnit.MILLIS);
    Path folder = WritableFolder.require("dataFolder", config.dataFolder());
    try {
      open(FolderLock.take(folder));
      AdminToken adminToken = AdminToken.open(folder.resolve("admin-token"), random);
      this.authority =
          Authority.open(
              folder.resolve("authority"),
              config.trustDomain(),
              config.certificateLifetime().duration(),
              clock,
              random);
      this.identity = new TrackerIdentity(authority, clock);
      Metrics metrics = open(new Metrics());
      TrackerMetrics meters = new TrackerMetrics(metrics.registry());
      EmbeddedStore store = open(EmbeddedStore.open(folder));

      this.events = new EventLog(clock, config.admin().eventStreams(), config.admin().eventQueue());
      this.swarm = new SwarmDirectory(config.swarm(), config.heartbeat().duration(), clock, events);
      this.shadow = shadow(config, store, clock);
      this.recorder = recorder(config, folder, clock);
      recorder.ifPresent(this::open);
      this.trust =
          new TrustLedger(
              config.trust(),
              config.brake(),
              store.trust(),
              clock,
              event -> {
                shadow.ifPresent(one -> one.heard(event));
                recorder.ifPresent(one -> one.heard(event));
              });
      this.bans =
          new Bans(
              config.bans(),
              store.bans(),
              identity,
              clock,
              events,
              meters::count,
              BanListener.all(Stream.concat(shadow.stream(), recorder.stream()).toList()));
      this.known = new WhatIsKnown(trust, bans);
      this.reports = new Reports(config.reports(), store.reports(), trust, bans, clock);
      this.enrolments =
          new Enrolments(
              authority,
              config.limits(),
              store.enrolment(),
              bans,
              this::publicUrl,
              clock,
              random,
              events);
      TicketDesk tickets = new TicketDesk(config.accounting(), identity, clock, random);
      this.receipts =
          new Receipts(
              config.accounting(),
              store.accounting(),
              trust,
              bans,
              new Prosecutor(authority, identity, bans, clock, random),
              authority.certificate(),
              clock);
      this.origins = new Origins(store.accounting());
      this.auditor =
          new Auditor(
              config.audit(),
              authority,
              identity,
              swarm,
              trust,
              bans,
              tickets,
              receipts,
              store.audits(),
              events,
              meters::count,
              clock,
              random);
      this.purges =
          new Purges(
              config.purges(), store.purges(), identity, enrolments, swarm, events, meters, clock);
      Takedowns takedowns = new Takedowns(store.takedowns(), identity, swarm, events, clock);
      this.appeals =
          new Appeals(
              config.appeals(),
              config.bans(),
              store.appeals(),
              bans,
              trust,
              authority,
              events,
              clock);
      this.retention =
          new Retention(
              config.retention(),
              enrolments,
              swarm,
              trust,
              bans,
              reports,
              auditor,
              purges,
              receipts,
              origins,
              appeals,
              clock);
      Overview overview =
          new Overview(enrolments, swarm, trust, bans, reports, auditor, receipts, origins, clock);
      meters.watch(overview, swarm, events, purges, appeals);
      meters.watch(trust);
      shadow.ifPresent(meters::watch);
      recorder.ifPresent(meters::watch);

      RequestMetrics requests = new RequestMetrics(metrics.registry());
      Announces announces =
          new Announces(
              config.selection(), config.heartbeat(), swarm, trust, bans, takedowns, tickets);
      Locates locates =
          new Locates(config.selection(), swarm, trust, bans, takedowns, tickets, random);
      AgentRoutes agentRoutes =
          new AgentRoutes(
              enrolments,
              announces,
              locates,
              reports,
              bans,
              purges,
              takedowns,
              receipts,
              origins,
              new Accusations(identity, bans, clock),
              config.agents().requestsPerSecond(),
              clock,
              metrics.registry());
      this.agentServer =
          new HttpServer(
              "tracker-agents",
              config.agents().listen(),
              Optional.of(
                  FleetTls.context(
                      identity.current(),
                      Set.of(Role.AGENT, Role.ORIGIN_ADAPTER),
                      clock,
                      // For renewal only; see CallerCheck.
                      () -> FleetTls.GRACE)),
              config.drain().duration(),
              agentRoutes.addTo(new Routes(), requests));

      AdminRoutes adminRoutes =
          new AdminRoutes(
              config.admin(),
              adminToken,
              overview,
              enrolments,
              reports,
              bans,
              new PurgeRoutes(purges, config.purges().perMinute()),
              new TakedownRoutes(takedowns),
              new VerdictRoutes(overview, bans),
              new AppealRoutes(appeals),
              new ShadowRoutes(shadow),
              events,
              clock,
              random);
      StaticFiles dashboard = new StaticFiles(Tracker.class.getClassLoader());
      this.adminServer =
          new HttpServer(
              "tracker-admin",
              config.admin().listen(),
              Optional.empty(),
              config.drain().duration(),
              OperationsRoutes.addTo(
                  adminRoutes.addTo(new Routes(), requests).otherwise(dashboard::serve),
                  readiness,
                  metrics));

      readiness.require("store", store::complaint);
      readiness.require(
          "identity",
          () ->
              identity.isValid()
                  ? Optional.empty()
                  : Optional.of("the tracker's own certificate has ended"));
    } catch (IOException | RuntimeException e) {
      closeAll();
      throw e;
    }
  }

  private static Optional<Shadow> shadow(
      TrackerConfig config, EmbeddedStore store, InstantSource clock) {
    return config.shadow().enabled()
        ? Optional.of(
            new Shadow(
                config.shadow(),
                config.brake(),
                store.trust().load(),
                store.bans().statuses(),
                clock))
        : Optional.empty();
  }

  private static Optional<Recorder> recorder(
      TrackerConfig config, Path folder, InstantSource clock) {
    return config.recording().enabled()
        ? Optional.of(
            Recorder.start(
                folder.resolve(RECORDING),
                config.recording(),
                new RecordedPolicy(config.trust(), config.brake(), config.bans()),
                clock))
        : Optional.empty();
  }

  private <T extends AutoCloseable> T open(T resource) {
    opened.push(resource);
    return resource;
  }

  /**
   * Listens, and begins what is done now and then.
   *
   * @throws IOException when an address cannot be had; the message names it
   */
  public void start() throws IOException {
    try {
      appeals.resume();
      if (recorder.isPresent()) {
        recorder.get().begin(known);
      }
      open(this::saveAll);
      open(auditor);
      agentServer.start("agents.listen");
      open(agentServer);
      adminServer.start("admin.listen");
      open(adminServer);
      // Before the listeners: streams of events and held requests would keep them open.
      open(events);
      open(purges);
      every("tracker-sweep", shorter(SWEEP, config.heartbeat().duration()), this::sweep);
      every("tracker-scores", SWEEP, trust::publish);
      every("tracker-ledger", SWEEP, trust::save);
      every("tracker-trust", config.trust().round().duration(), this::endRound);
      every("tracker-accounts", shorter(ACCOUNTS, config.heartbeat().duration()), this::settle);
      every("tracker-audit", auditTick(), auditor::tick);
      every("tracker-traffic", config.reports().seriesSavedEvery().duration(), reports::saveSeries);
      every("tracker-appeals", APPEALS_RESUMED, appeals::resume);
      every("tracker-retention", RETENTION_SWEEP, retention::sweep);
      every("tracker-recordings", RETENTION_SWEEP, this::removeOldRecordings);
    } catch (IOException | RuntimeException e) {
      closeAll();
      throw e;
    }
    log.info(
        "{}: agents at port {} ({}), operators at port {}",
        identity.current().get(),
        agentsPort(),
        publicUrl(),
        adminPort());
  }

  /** Runs {@code step} after each pause, the first time after the first one. */
  private void every(String name, Duration pause, Runnable step) {
    Runnable[] next = {null};
    next[0] = () -> next[0] = step;
    open(PeriodicTask.start(name, pause, () -> next[0].run()));
  }

  private Duration auditTick() {
    Duration tick = config.audit().quarantineInterval().duration().dividedBy(10);
    return tick.compareTo(SHORTEST_AUDIT_TICK) < 0 ? SHORTEST_AUDIT_TICK : shorter(tick, SWEEP);
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private void sweep() {
    identity.tend();
    swarm.sweep();
    bans.carryOutExpiries();
    purges.sweep();
  }

  private void settle() {
    receipts.settle();
    reports.note(receipts.accounts(origins));
  }

  private void endRound() {
    trust.endRound();
    recorder.ifPresent(Recorder::endRound);
    bans.reviewScores(trust);
    recorder.ifPresent(one -> one.tend(known));
    auditor.reviewSuspicions();
    shadow.ifPresent(one -> one.endRound(bans.statuses(), bans::why));
  }

  /** Also of a time when this was recorded and now is not. */
  private void removeOldRecordings() {
    RecordingFolder.removeOld(
        Path.of(config.dataFolder()).resolve(RECORDING),
        config.recording().kept(),
        clock.instant());
  }

  private void saveAll() {
    trust.flush();
    reports.saveSeries();
  }

  /** The port on which agents are served. */
  public int agentsPort() {
    return agentServer.port();
  }

  /** The port of the admin API, the dashboard and the operations endpoints. */
  public int adminPort() {
    return adminServer.port();
  }

  public Readiness readiness() {
    return readiness;
  }

  /** By which everyone in the trust domain knows its authority. */
  public SpkiPin authorityPin() {
    return authority.pin();
  }

  /** Where agents reach this tracker; known once it was started. */
  public URI publicUrl() {
    if (!config.agents().publicUrl().isEmpty()) {
      return URI.create(config.agents().publicUrl());
    }
    String host = config.agents().listen().host();
    boolean all = host.equals("0.0.0.0") || host.equals("::");
    return URI.create("https://" + new ListenAddress(all ? "localhost" : host, agentsPort()));
  }

  /** Makes an enrolment token, as the admin API does. */
  public EnrolmentToken createToken(Role role, String account, Duration lifetime)
      throws EnrolmentRefusedException {
    return enrolments.createToken(role, new Account(account), lifetime);
  }

  /**
   * Stops: is no longer ready, ends streams and tasks, finishes the requests under way, writes
   * everything. May be called again.
   */
  @Override
  public void close() {
    readiness.startDraining();
    closeAll();
  }

  private void closeAll() {
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) {
        log.error("closing goes on after a failure", e);
      }
    }
  }
}
