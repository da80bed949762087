package io.peerage.benchmarks.trust;

import com.sun.management.OperatingSystemMXBean;
import io.peerage.protocol.identity.AgentId;
import io.peerage.protocol.json.MalformedMessageException;
import io.peerage.protocol.json.StrictJson;
import io.peerage.protocol.message.AgentState;
import io.peerage.protocol.message.ReportRequest;
import io.peerage.tracker.bans.BanListener;
import io.peerage.tracker.bans.BanParameters;
import io.peerage.tracker.bans.Bans;
import io.peerage.tracker.events.EventLog;
import io.peerage.tracker.identity.Authority;
import io.peerage.tracker.identity.Caller;
import io.peerage.tracker.identity.TrackerIdentity;
import io.peerage.tracker.reports.ReportParameters;
import io.peerage.tracker.reports.Reports;
import io.peerage.tracker.store.embedded.EmbeddedStore;
import io.peerage.tracker.trust.BrakeParameters;
import io.peerage.tracker.trust.TrustEvent;
import io.peerage.tracker.trust.TrustLedger;
import io.peerage.tracker.trust.TrustParameters;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Hands reports in at a steady rate, whether or not those before were taken, and measures how old
 * what selection sees is. In the path: everything behind the HTTP handler, from {@link
 * Reports#take} to the commit on the disk; with it run the publication of scores each second and
 * the end of a round each minute, with its review of all states, as in the tracker.
 */
public final class TrustAtScale {
  private static final int ROWS_AT_ONCE = 5000;
  private static final int MAX_UNDER_WAY = 20_000;
  private static final int PROBES_PER_SECOND = 20;
  private static final int PARSED = 200_000;
  private static final long TICK_NANOS = 2_000_000;

  private final PrintStream out = System.out;
  private final Fleet fleet;
  private final int rate;
  private final int seconds;
  private final InstantSource clock = () -> Instant.now().truncatedTo(ChronoUnit.MILLIS);
  private final ConcurrentLinkedQueue<Double> takenSeconds = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Double> roundSeconds = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<RuntimeException> failures = new ConcurrentLinkedQueue<>();

  private TrustAtScale(int agents, int rate, int seconds) {
    this.fleet = new Fleet(agents);
    this.rate = rate;
    this.seconds = seconds;
  }

  /** {@code [agents [reports per second [seconds]]]}. */
  public static void main(String[] args) throws Exception {
    int agents = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
    int rate = args.length > 1 ? Integer.parseInt(args[1]) : 10_000;
    int seconds = args.length > 2 ? Integer.parseInt(args[2]) : 150;
    if (agents < 200 || rate < 100 || seconds < 5) {
      throw new IllegalArgumentException(
          "at least 200 agents, 100 reports a second and 5 seconds; not %d, %d, %d"
              .formatted(agents, rate, seconds));
    }
    Path folder = Files.createTempDirectory("peerage-bench-trust");
    try {
      new TrustAtScale(agents, rate, seconds).run(folder);
    } finally {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private void run(Path folder) throws Exception {
    printParsing();
    try (EmbeddedStore store = EmbeddedStore.open(folder)) {
      long now = clock.millis();
      for (int from = 0; from < fleet.size(); from += ROWS_AT_ONCE / Fleet.NEIGHBOURS) {
        int to = Math.min(fleet.size(), from + ROWS_AT_ONCE / Fleet.NEIGHBOURS);
        store.trust().save(fleet.known(from, to, now));
      }
      long empty = usedBytes();
      long begun = System.nanoTime();
      TrustLedger trust =
          new TrustLedger(
              TrustParameters.DEFAULTS,
              BrakeParameters.DEFAULTS,
              store.trust(),
              clock,
              TrustEvent.UNHEARD);
      out.printf(
          Locale.ROOT,
          "%d agents with %d opinions each, read from the store in %.1f s%n",
          fleet.size(),
          Fleet.NEIGHBOURS - 1,
          secondsSince(begun));
      measure(folder, store, trust, empty);
    }
  }

  private void measure(Path folder, EmbeddedStore store, TrustLedger trust, long empty)
      throws Exception {
    SecureRandom random = new SecureRandom();
    Authority authority =
        Authority.open(folder.resolve("authority"), "bench", Duration.ofDays(1), clock, random);
    EventLog events = new EventLog(clock, 1, 1000);
    Bans bans =
        new Bans(
            BanParameters.DEFAULTS,
            store.bans(),
            new TrackerIdentity(authority, clock),
            clock,
            events,
            _ -> {},
            BanListener.NOBODY);
    Reports reports = new Reports(ReportParameters.DEFAULTS, store.reports(), trust, bans, clock);
    for (int i = 0; i < fleet.size(); i++) {
      bans.admit(fleet.agent(i).id(), AgentState.TRUSTED, clock.instant());
    }
    Thread rounds = Thread.ofPlatform().name("rounds").start(() -> rounds(trust, bans));
    Thread publisher =
        Thread.ofPlatform().name("publisher").start(() -> everySecond(trust::publish));
    Thread saver = Thread.ofPlatform().name("saver").start(() -> everySecond(trust::save));
    Probes probes = new Probes(fleet, trust);
    // Until the compiler is done nothing is measured.
    send(reports, Optional.empty(), seconds / 4.0);
    takenSeconds.clear();
    failures.clear();
    double cpuBefore = cpuSeconds();
    long begun = System.nanoTime();
    long taken = send(reports, Optional.of(probes), seconds);
    double passed = secondsSince(begun);
    double cpu = cpuSeconds() - cpuBefore;
    // The last probes have their time.
    LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(3));
    double[] ages = probes.sortedAgesSeconds();
    int waiting = trust.unsavedServers();
    for (Thread thread : List.of(rounds, publisher, saver)) {
      thread.interrupt();
      thread.join();
    }
    RuntimeException failure = failures.peek();
    if (failure != null) {
      out.printf("%d reports were refused: %s%n", failures.size(), failure.getMessage());
    }
    double[] taking = takenSeconds.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    takenSeconds.clear();
    long bytes = (usedBytes() - empty) / fleet.size();
    out.printf(
        Locale.ROOT,
        "%d reports of %d observations in %.1f s; %.2f processors, the sender's part included%n",
        taken,
        Fleet.OBSERVATIONS,
        passed,
        cpu / passed);
    out.printf(
        Locale.ROOT,
        "until accepted: median %.3f s, p99 %.3f s, most %.3f s%n",
        at(taking, 0.5),
        at(taking, 0.99),
        at(taking, 1));
    out.printf(
        Locale.ROOT,
        "until selection sees it: median %.3f s, p99 %.3f s, most %.3f s, of %d; never: %d%n",
        at(ages, 0.5),
        at(ages, 0.99),
        at(ages, 1),
        ages.length,
        probes.unseen());
    out.printf(
        "ends of rounds took %s s; servers that wait to be saved: %d%n", roundsText(), waiting);
    out.printf(
        Locale.ROOT,
        "{\"agents\":%d,\"reportsPerSecond\":%.0f,\"scoreAgeSecondsP99\":%.3f,\"bytesPerAgent\":%d}%n",
        fleet.size(),
        taken / passed,
        at(ages, 0.99),
        bytes);
    // What is measured stays until here.
    reportsStay(reports, bans, trust);
  }

  private void reportsStay(Reports reports, Bans bans, TrustLedger trust) {
    AgentId first = fleet.agent(0).id();
    if (reports.trafficOf(first).requests() < 0
        || bans.status(first).isEmpty()
        || trust.score(first).isEmpty()) {
      throw new IllegalStateException("the first agent is gone");
    }
  }

  private String roundsText() {
    List<String> texts =
        roundSeconds.stream().map(round -> String.format(Locale.ROOT, "%.1f", round)).toList();
    return texts.isEmpty() ? "none" : String.join(", ", texts);
  }

  /** Sends what is due, however long others take; returns how many were taken. */
  private long send(Reports reports, Optional<Probes> probes, double forSeconds)
      throws InterruptedException {
    long begun = System.nanoTime();
    Semaphore room = new Semaphore(MAX_UNDER_WAY);
    long sent = 0;
    int client = 0;
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      long end = begun + (long) (forSeconds * 1e9);
      for (long now = begun; now < end; now = System.nanoTime()) {
        long due = (long) ((now - begun) / 1e9 * rate);
        for (; sent < due; sent++) {
          room.acquire();
          if (probes.isPresent() && sent % (rate / PROBES_PER_SECOND) == 0) {
            Probes.Next probe = probes.get().send();
            submit(executor, room, reports, fleet.agent(probe.client()), probe.report(), false);
          } else {
            ReportRequest report = fleet.report(client);
            submit(executor, room, reports, fleet.agent(client), report, sent % 100 == 0);
            client = (client + 1) % fleet.size();
          }
        }
        LockSupport.parkNanos(TICK_NANOS);
      }
    }
    return sent - failures.size();
  }

  private void submit(
      ExecutorService executor,
      Semaphore room,
      Reports reports,
      Caller caller,
      ReportRequest report,
      boolean timed) {
    executor.execute(() -> {
      long begun = System.nanoTime();
      try {
        if (!reports.take(caller, report)) {
          throw new IllegalStateException("a report was taken for a repetition");
        }
        if (timed) {
          takenSeconds.add(secondsSince(begun));
        }
      } catch (RuntimeException e) {
        failures.add(e);
      } finally {
        room.release();
      }
    });
  }

  private static void everySecond(Runnable step) {
    while (!Thread.currentThread().isInterrupted()) {
      step.run();
      LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
    }
  }

  /** The first soon enough for short runs to have one. */
  private void rounds(TrustLedger trust, Bans bans) {
    LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(Math.min(30, seconds / 2)));
    while (!Thread.currentThread().isInterrupted()) {
      long begun = System.nanoTime();
      trust.endRound();
      bans.reviewScores(trust);
      roundSeconds.add(secondsSince(begun));
      LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(60));
    }
  }

  /** What it costs to get a report out of its JSON, which is before the measured path. */
  private void printParsing() throws IOException {
    byte[] json = StrictJson.writeText(fleet.report(0)).getBytes(StandardCharsets.UTF_8);
    try {
      parse(json, PARSED);
      long begun = System.nanoTime();
      parse(json, PARSED);
      out.printf(
          Locale.ROOT,
          "a report of %d bytes of JSON is parsed in %.1f microseconds%n",
          json.length,
          (System.nanoTime() - begun) / 1e3 / PARSED);
    } catch (MalformedMessageException e) {
      throw new IOException(e);
    }
  }

  private static void parse(byte[] json, int times) throws MalformedMessageException {
    for (int i = 0; i < times; i++) {
      if (StrictJson.read("report", json, ReportRequest.MAX_BYTES, ReportRequest.class).sequence()
          < 1) {
        throw new IllegalStateException("the sequence was lost");
      }
    }
  }

  private static double at(double[] sorted, double part) {
    return sorted.length == 0
        ? 0
        : sorted[Math.clamp((int) Math.ceil(part * sorted.length) - 1, 0, sorted.length - 1)];
  }

  private static double secondsSince(long nanos) {
    return (System.nanoTime() - nanos) / 1e9;
  }

  private static long usedBytes() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      least = Math.min(least, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    return least;
  }

  private static double cpuSeconds() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
        ? system.getProcessCpuTime() / 1e9
        : 0;
  }
}
