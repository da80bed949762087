package io.peerage.benchmarks.trust;

import io.peerage.protocol.message.ReportRequest;
import io.peerage.tracker.trust.TrustLedger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * Reports whose effect can be told apart: each is the first of one client on a server of which
 * nobody else speaks, and adds to its {@code g}. A probe's age is the time from the moment in which
 * the report was handed in, so before it was accepted, until selection sees a greater {@code g}.
 */
final class Probes {
  private static final double SEEN = 0.05;
  private static final long LOOK_NANOS = 2_000_000;

  private final Fleet fleet;
  private final TrustLedger trust;
  private final ConcurrentLinkedQueue<Probe> sent = new ConcurrentLinkedQueue<>();
  private final Thread looking;
  private volatile boolean over;

  // Of the thread that sends.
  private int next;

  // Of the looking thread until it has ended.
  private final List<Double> agesSeconds = new ArrayList<>();
  private int unseen;

  private record Probe(int server, double before, long begunNanos) {}

  Probes(Fleet fleet, TrustLedger trust) {
    this.fleet = fleet;
    this.trust = trust;
    this.looking = Thread.ofPlatform().name("probes").start(this::look);
  }

  /** What a probe hands in, and for whom. */
  record Next(int client, ReportRequest report) {}

  /** The next probe; its age counts from now. */
  Next send() {
    int apart = Math.max(1, fleet.size() / 100);
    int server = (next % apart) * 100 + 99;
    int client = fleet.neighbour(server, 1 + next / apart % (Fleet.NEIGHBOURS - 1));
    next++;
    ReportRequest report = fleet.report(client, server);
    double before = trust.quickScore(fleet.agent(server).id()).good();
    sent.add(new Probe(server, before, System.nanoTime()));
    return new Next(client, report);
  }

  private void look() {
    while (!over) {
      for (Iterator<Probe> probes = sent.iterator(); probes.hasNext(); ) {
        Probe probe = probes.next();
        if (trust.quickScore(fleet.agent(probe.server).id()).good() > probe.before + SEEN) {
          agesSeconds.add((System.nanoTime() - probe.begunNanos) / 1e9);
          probes.remove();
        }
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
    for (Probe probe : sent) {
      unseen++;
      agesSeconds.add((System.nanoTime() - probe.begunNanos) / 1e9);
    }
  }

  /** Ends; probes that were not seen count with the age that they have. */
  double[] sortedAgesSeconds() throws InterruptedException {
    over = true;
    looking.join();
    double[] ages = agesSeconds.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(ages);
    return ages;
  }

  /** How many were never seen. */
  int unseen() {
    return unseen;
  }
}
