package io.peerage.benchmarks.http;

import io.peerage.demo.fleet.Fleet;
import io.peerage.demo.fleet.FleetOptions;
import io.peerage.protocol.json.StrictJson;
import io.peerage.testing.SeededContent;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Measures full hits of the agent, nginx (files, and its cache) and Varnish in turns: round after
 * round each serves the same object to the same load for some seconds, and what counts is the
 * processor time that its processes took per response. The others' turns lie between the agent's,
 * so what else the machine does hits all alike; the ratio is taken within each round.
 */
public final class SideBySide {
  private static final String AGENT = "agent";
  private static final int CONNECTIONS = 16;
  private static final int STARTS = 7;
  private static final int IDLE_CONNECTIONS = 10_000;
  private static final int MIN_WARM_UPS = 3;
  private static final int MAX_WARM_UPS = 15;

  /** A turn that took more than this part of the one before shows that no more is gained. */
  private static final double SETTLED = 0.95;

  private static final Map<String, Integer> SIZES = sizes();

  private final PrintStream out = System.out;
  private final int rounds;
  private final int seconds;
  private final Map<String, Map<String, List<Double>>> microsPerRequest = new LinkedHashMap<>();

  private SideBySide(int rounds, int seconds) {
    this.rounds = rounds;
    this.seconds = seconds;
  }

  private static Map<String, Integer> sizes() {
    Map<String, Integer> sizes = new LinkedHashMap<>();
    sizes.put("4k", 4 << 10);
    sizes.put("64k", 64 << 10);
    sizes.put("1m", 1 << 20);
    return sizes;
  }

  /** Arguments: rounds (7), seconds for each turn (3). */
  public static void main(String[] arguments) throws Exception {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 7;
    int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3;
    new SideBySide(rounds, seconds).run();
  }

  private void run() throws IOException, InterruptedException {
    out.println("TCP congestion control: " + congestionControl());
    Path folder = Files.createTempDirectory("peerage-bench-http");
    try (Fleet fleet = new Fleet(folder, FleetOptions.DEFAULTS)) {
      for (Map.Entry<String, Integer> size : SIZES.entrySet()) {
        Files.write(
            fleet.content().resolve(size.getKey() + ".bin"),
            SeededContent.of(size.getValue(), size.getValue()).bytes());
      }
      fleet.start();
      TlsFiles tls = TlsFiles.make(folder);
      int tlsPort = OtherServers.freePort();
      List<String> settings =
          List.of(
              "edge.limits.connections=" + 2 * IDLE_CONNECTIONS,
              "edge.tls.listen=127.0.0.1:" + tlsPort,
              "edge.tls.certificateFile=" + tls.certificate(),
              "edge.tls.keyFile=" + tls.key());
      fleet.startAgent(AGENT, settings);
      ProcessHandle agent = ProcessHandle.of(fleet.process(AGENT).pid()).orElseThrow();
      OtherServers others = new OtherServers(folder.resolve("others"), fleet.content(), tls);
      try (Contender peerage = new Contender(AGENT, fleet.agentUrl(AGENT), agent);
          Contender nginx = others.nginxStatic("/4k.bin");
          Contender cache = others.nginxCache(nginx.base(), "/4k.bin");
          Contender varnish = others.varnish(nginx.base(), "/4k.bin")) {
        for (String size : SIZES.keySet()) {
          measure(size, List.of(peerage, nginx, cache, varnish), size);
        }
        URI overTls = URI.create("https://127.0.0.1:" + tlsPort);
        measure(
            "1m over TLS",
            List.of(
                new Contender(AGENT, overTls, agent),
                new Contender("nginx", others.nginxTls(), nginx.process())),
            "1m");
        table();
        IdleConnections.Cost idle =
            IdleConnections.measure(
                agent, fleet.agentUrl(AGENT).resolve("/4k.bin"), IDLE_CONNECTIONS);
        out.printf(
            Locale.ROOT,
            "%d idle connections: %d bytes of live heap for each, resident memory grew by %d%n",
            IDLE_CONNECTIONS,
            idle.heap(),
            idle.resident());
      }
      fleet.process(AGENT).close();
      Start start =
          Start.measure(
              List.of(
                  System.getProperty("peerage.launcher"),
                  "agent",
                  "--config",
                  folder.resolve("config").resolve(AGENT + ".yaml").toString()),
              fleet.agentUrl(AGENT).resolve("/4k.bin"),
              folder.resolve("start.log"),
              STARTS);
      out.println("start to first response, ms: " + start.millis().format("%.0f"));
      out.println(
          StrictJson.writeText(
              new HttpReport(
                  ratio("4k", "nginx").median(),
                  ratio("64k", "nginx").median(),
                  ratio("1m", "nginx").median(),
                  ratio("1m", "varnish").median(),
                  ratio("1m over TLS", "nginx").median(),
                  Math.round(start.millis().median()),
                  start.idleBytes() >> 20)));
    }
  }

  private void measure(String what, List<Contender> all, String object)
      throws IOException, InterruptedException {
    Map<String, List<Double>> results = new LinkedHashMap<>();
    microsPerRequest.put(what, results);
    for (Contender contender : all) {
      warmUp(contender, object);
      results.put(contender.name(), new ArrayList<>());
    }
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < all.size(); i++) {
        // Each begins as often as it ends.
        Contender contender = all.get((i + round) % all.size());
        Objects.requireNonNull(results.get(contender.name()))
            .add(microsPerRequest(contender, object));
      }
      out.printf(Locale.ROOT, "%s, round %d of %d%n", what, round + 1, rounds);
    }
  }

  /** Until what is compiled at run time is compiled, and what is cached is cached. */
  private void warmUp(Contender contender, String object) throws IOException, InterruptedException {
    double last = microsPerRequest(contender, object);
    for (int i = 1; i < MAX_WARM_UPS; i++) {
      double now = microsPerRequest(contender, object);
      if (i >= MIN_WARM_UPS && now > SETTLED * last) {
        return;
      }
      last = now;
    }
  }

  /** Of one turn. */
  private double microsPerRequest(Contender contender, String object)
      throws IOException, InterruptedException {
    double before = CpuTime.seconds(contender.process());
    long requests = Wrk.run(contender.base().resolve("/" + object + ".bin"), CONNECTIONS, seconds);
    return (CpuTime.seconds(contender.process()) - before) * 1e6 / requests;
  }

  private Spread ratio(String what, String other) {
    Map<String, List<Double>> results = Objects.requireNonNull(microsPerRequest.get(what));
    List<Double> ours = Objects.requireNonNull(results.get(AGENT));
    List<Double> theirs = Objects.requireNonNull(results.get(other));
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < ours.size(); i++) {
      ratios.add(ours.get(i) / theirs.get(i));
    }
    return Spread.of(ratios);
  }

  private void table() {
    out.println();
    out.println("| size | server | CPU per request, microseconds | agent's ratio to it |");
    out.println("| --- | --- | --- | --- |");
    microsPerRequest.forEach((what, results) ->
        results.forEach((name, micros) ->
            out.printf(
                "| %s | %s | %s | %s |%n",
                what,
                name,
                Spread.of(micros).format("%.1f"),
                name.equals(AGENT) ? "" : ratio(what, name).format("%.2f"))));
    out.println();
  }

  private static String congestionControl() throws IOException {
    String said = System.getenv("PEERAGE_CONGESTION_CONTROL");
    if (said != null) {
      return said;
    }
    Path setting = Path.of("/proc/sys/net/ipv4/tcp_congestion_control");
    return Files.exists(setting) ? Files.readString(setting).strip() : "unknown";
  }
}
