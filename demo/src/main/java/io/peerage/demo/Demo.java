package io.peerage.demo;

import io.peerage.demo.fleet.Fleet;
import io.peerage.demo.fleet.FleetOptions;
import io.peerage.demo.hostile.Harm;
import io.peerage.demo.viewer.ComparingClient;
import io.peerage.demo.viewer.HlsViewer;
import io.peerage.demo.viewer.ViewerTotals;
import io.peerage.media.HlsRequest;
import io.peerage.protocol.json.StrictJson;
import io.peerage.runtime.config.ByteSize;
import io.peerage.runtime.progress.Progress;
import io.peerage.testing.HostilePeers;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import me.tongfei.progressbar.ProgressBar;

/**
 * The story on one machine: an origin publishes a video and a large file; viewers watch and
 * download through agents, which fetch most of it from each other; one agent sends wrong bytes, is
 * caught by the tracker's audits and banned with evidence; nobody ever receives a wrong byte.
 */
public final class Demo {
  private static final Duration STORY_LIMIT = Duration.ofMinutes(4);
  private static final Duration SIGNING_LIMIT = Duration.ofMinutes(2);
  private static final Duration LOOK = Duration.ofMillis(500);
  private static final double LEAST_OFFLOAD = 0.70;
  private static final int WAVES = 3;

  /** Of the video, at each agent, in each wave. */
  private static final int VIEWERS = 2;

  /** How fast a viewer takes segments in the story; a segment plays for two seconds. */
  private static final Duration FAST_PACE = Duration.ofMillis(250);

  private static final Duration REAL_PACE = Duration.ofSeconds(2);

  private final DemoOptions options;
  private final PrintWriter out;
  private final ViewerTotals totals = new ViewerTotals();
  private final List<String> honest = new ArrayList<>();
  private String hostile = "";

  public Demo(DemoOptions options, PrintWriter out) {
    this.options = options;
    this.out = out;
  }

  /**
   * Tells the story; without {@code once} goes on with gentle traffic until the process is stopped.
   *
   * @return whether the story held
   */
  public boolean run() throws IOException, InterruptedException {
    requireEmpty(options.folder());
    say("Everything lives in " + options.folder().toAbsolutePath());
    FleetOptions fleetOptions = FleetOptions.DEFAULTS.withDashboardPort(options.dashboardPort());
    try (Fleet fleet = new Fleet(options.folder(), fleetOptions)) {
      // Ctrl-C reaches the children by itself only in a terminal; here it always does.
      Thread stop = new Thread(fleet::close, "stop-demo");
      Runtime.getRuntime().addShutdownHook(stop);
      try {
        return tell(fleet);
      } finally {
        removeHook(stop);
      }
    }
  }

  private boolean tell(Fleet fleet) throws IOException, InterruptedException {
    say(DemoContent.make(fleet.content(), options.fileMiB()));
    startAll(fleet);
    say("The dashboard: " + fleet.dashboardUrl());
    long start = System.nanoTime();
    DemoWatch watch = new DemoWatch(fleet, hostile, honest);
    try (ComparingClient client = new ComparingClient(fleet.content(), totals);
        ExecutorService viewers = Executors.newVirtualThreadPerTaskExecutor()) {
      awaitSigned(fleet);
      play(fleet, client, viewers, watch);
      awaitBan(fleet, client, viewers, watch);
      DemoReport report = watch.report(totals, (System.nanoTime() - start) / 1e9, LEAST_OFFLOAD);
      show(report);
      out.println(StrictJson.writeText(report));
      out.flush();
      if (!options.once()) {
        goOn(fleet, client, viewers);
      }
      return report.problems().isEmpty();
    }
  }

  private void startAll(Fleet fleet) throws IOException, InterruptedException {
    try (ProgressBar bar = Progress.bar("starting", 3L + options.agents())) {
      fleet.start();
      bar.stepBy(3);
      for (int i = 1; i <= options.agents(); i++) {
        boolean isHostile = i == options.agents();
        String name = "agent-" + i;
        if (isHostile) {
          hostile = name;
          fleet.startAgent(name, Optional.of(new Harm.Serving(HostilePeers.CORRUPTS)), List.of());
        } else {
          honest.add(name);
          fleet.startAgent(name, Optional.empty(), List.of());
        }
      }
      for (String name : all()) {
        fleet.awaitAgent(name);
        bar.step();
      }
    }
    say(
        "%d agents serve clients, the first at %s; %s sends wrong bytes to other agents"
            .formatted(options.agents(), fleet.agentUrl(honest.getFirst()), hostile));
  }

  private List<String> all() {
    List<String> all = new ArrayList<>(honest);
    all.add(hostile);
    return all;
  }

  /**
   * Asks for the large file's header until the adapter has signed it, as a publisher does before a
   * release; the video is signed when it is first asked for.
   */
  private void awaitSigned(Fleet fleet) throws IOException, InterruptedException {
    URI file = fleet.agentUrl(honest.getFirst()).resolve(DemoContent.FILE);
    HttpRequest head = HttpRequest.newBuilder(file).HEAD().timeout(Duration.ofSeconds(30)).build();
    long deadline = System.nanoTime() + SIGNING_LIMIT.toNanos();
    try (HttpClient http = HttpClient.newHttpClient();
        ProgressBar bar = Progress.bar("signing", 1)) {
      while (http.send(head, HttpResponse.BodyHandlers.discarding())
          .headers()
          .firstValue("Cache-Status")
          .filter(status -> status.contains("hit"))
          .isEmpty()) {
        if (System.nanoTime() > deadline) {
          throw new IOException(file + " is not signed after " + SIGNING_LIMIT);
        }
        Thread.sleep(LOOK);
      }
      bar.step();
    }
  }

  /** Waves of viewers, as at a premiere: two and a download at every agent, all at once. */
  private void play(Fleet fleet, ComparingClient client, ExecutorService viewers, DemoWatch watch)
      throws IOException, InterruptedException {
    long expected = expectedBytes(fleet);
    try (ProgressBar bar = Progress.bar("watching", expected >> 20)) {
      for (int wave = 0; wave < WAVES; wave++) {
        List<Future<Integer>> running = startWave(fleet, client, viewers, wave);
        while (!running.stream().allMatch(Future::isDone)) {
          bar.stepTo(Math.min(totals.bytes(), expected) >> 20);
          bar.setExtraMessage(watch.headline());
          Thread.sleep(LOOK);
        }
        requireNoFailure(running);
      }
      bar.stepTo(expected >> 20);
    }
  }

  private List<Future<Integer>> startWave(
      Fleet fleet, ComparingClient client, ExecutorService viewers, int wave) {
    List<Future<Integer>> running = new ArrayList<>();
    int rendition = wave;
    for (String agent : all()) {
      for (int viewer = 0; viewer < VIEWERS; viewer++) {
        int watched = rendition++;
        running.add(viewers.submit(() -> watchVideo(fleet, client, agent, watched, FAST_PACE)));
      }
      running.add(
          viewers.submit(() ->
              client.fetch(fleet.agentUrl(agent), DemoContent.FILE, Optional.empty()) ? 1 : 0));
    }
    return running;
  }

  private static void requireNoFailure(List<Future<Integer>> ended)
      throws IOException, InterruptedException {
    for (Future<Integer> viewer : ended) {
      try {
        var _ = viewer.get();
      } catch (ExecutionException e) {
        throw new IOException("a viewer failed: " + e.getCause(), e.getCause());
      }
    }
  }

  private static int watchVideo(
      Fleet fleet, ComparingClient client, String agent, int rendition, Duration pace)
      throws IOException, InterruptedException {
    return new HlsViewer(client, fleet.content(), fleet.agentUrl(agent), pace)
        .play(DemoContent.MASTER, rendition);
  }

  private long expectedBytes(Fleet fleet) throws IOException {
    try (Stream<Path> files = Files.walk(fleet.content().resolve("vod"))) {
      long video = 0;
      for (Path path : files.filter(Files::isRegularFile).toList()) {
        video += Files.size(path);
      }
      long file = (long) options.fileMiB() << 20;
      // Viewers take the renditions in turn.
      long perAgent = file + VIEWERS * video / HlsRequest.demo().renditions().size();
      return perAgent * options.agents() * WAVES;
    }
  }

  /** Goes on gently until the hostile agent is out, or too much time has passed. */
  private void awaitBan(
      Fleet fleet, ComparingClient client, ExecutorService viewers, DemoWatch watch)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + STORY_LIMIT.toNanos();
    int round = 0;
    while (!watch.isHostileBanned() && System.nanoTime() < deadline) {
      int rendition = round++;
      List<Callable<Integer>> gentle = new ArrayList<>();
      for (String agent : honest) {
        gentle.add(() -> watchVideo(fleet, client, agent, rendition, Duration.ZERO));
      }
      requireNoFailure(viewers.invokeAll(gentle));
      Thread.sleep(LOOK);
    }
    watch.awaitReports(totals);
  }

  private void goOn(Fleet fleet, ComparingClient client, ExecutorService viewers)
      throws InterruptedException {
    say("Gentle traffic goes on. Ctrl-C stops everything.");
    int number = 0;
    for (String agent : honest) {
      int rendition = number++;
      Future<?> _ =
          viewers.submit(() -> {
            while (!Thread.currentThread().isInterrupted()) {
              watchVideo(fleet, client, agent, rendition, REAL_PACE);
            }
            return 0;
          });
    }
    Thread.currentThread().join();
  }

  private void show(DemoReport report) {
    say("");
    say("Viewers received      " + new ByteSize(report.clientBytes()).rounded());
    say("  from agents' stores " + new ByteSize(report.storeBytes()).rounded());
    say("  from other agents   " + new ByteSize(report.peerBytes()).rounded());
    say("  from the origin     " + new ByteSize(report.originBytes()).rounded());
    say(
        String.format(
            java.util.Locale.ROOT, "Offload               %.1f %%", 100 * report.offloadRatio()));
    say("Wrong bytes delivered " + report.corruptBytesDelivered());
    say("Banned                " + String.join(", ", report.bannedAgents()));
    for (String file : report.evidenceFiles()) {
      say("  evidence, re-checked: peerage verify-evidence " + file);
    }
    report.problems().forEach(problem -> say("THE STORY DID NOT HOLD: " + problem));
    say("");
  }

  private static void requireEmpty(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> entries = Files.list(folder)) {
        if (entries.findAny().isPresent()) {
          throw new IOException(folder + " is not empty; name another folder with --folder");
        }
      }
    }
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // It runs already.
      return;
    }
  }

  private void say(String line) {
    out.println(line);
    out.flush();
  }
}
