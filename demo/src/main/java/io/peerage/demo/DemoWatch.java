package io.peerage.demo;

import io.peerage.demo.fleet.Fleet;
import io.peerage.demo.viewer.ViewerTotals;
import io.peerage.protocol.evidence.EvidenceVerifier;
import io.peerage.protocol.identity.SpkiPin;
import io.peerage.protocol.json.MalformedMessageException;
import io.peerage.protocol.site.UntrustedException;
import io.peerage.runtime.http.AdminClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** Watches the fleet as an operator does: by the tracker's admin API and the processes' metrics. */
final class DemoWatch {
  private static final Duration REPORTS_LIMIT = Duration.ofSeconds(15);

  private final Fleet fleet;
  private final String hostile;
  private final List<String> honest;

  /**
   * @param hostile the name of the agent that does harm
   */
  DemoWatch(Fleet fleet, String hostile, List<String> honest) {
    this.fleet = fleet;
    this.hostile = hostile;
    this.honest = honest;
  }

  /** Offload and the hostile agent's state, in a few words. */
  String headline() {
    try (AdminClient admin = fleet.admin()) {
      JsonNode overview = admin.get("overview", JsonNode.class);
      JsonNode ratio = overview.get("offloadRatio");
      String state =
          admin.get("agents/" + fleet.agentId(hostile), JsonNode.class).get("state").asString();
      return String.format(
          Locale.ROOT,
          "offload %.0f %%, %s: %s",
          ratio == null || ratio.isNull() ? 0 : 100 * ratio.asDouble(),
          hostile,
          state);
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  boolean isHostileBanned() throws IOException, InterruptedException {
    try (AdminClient admin = fleet.admin()) {
      return admin
          .get("agents/" + fleet.agentId(hostile), JsonNode.class)
          .get("state")
          .asString()
          .equals("BANNED");
    }
  }

  /** Waits until the agents' reports tell of everything that viewers received. */
  void awaitReports(ViewerTotals totals) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + REPORTS_LIMIT.toNanos();
    try (AdminClient admin = fleet.admin()) {
      while (System.nanoTime() < deadline
          && traffic(admin).get("clientBytes").asLong() < totals.bytes()) {
        Thread.sleep(Duration.ofMillis(300));
      }
    }
  }

  private static JsonNode traffic(AdminClient admin) throws IOException, InterruptedException {
    return admin.get("overview", JsonNode.class).get("traffic");
  }

  /** What was measured, and what of the story did not hold. */
  DemoReport report(ViewerTotals totals, double seconds, double leastOffload)
      throws IOException, InterruptedException {
    List<String> problems = new ArrayList<>();
    try (AdminClient admin = fleet.admin()) {
      JsonNode traffic = traffic(admin);
      long origin = Math.max(traffic.get("originBytes").asLong(), sentByAdapter());
      double offload = totals.bytes() == 0 ? 0 : 1 - (double) origin / totals.bytes();
      List<String> banned = new ArrayList<>();
      for (JsonNode agent : admin.get("agents", JsonNode.class).get("agents")) {
        if (agent.get("state").asString().equals("BANNED")) {
          banned.add(agent.get("id").asString());
        }
      }
      List<String> wronged = wronglyJudged(admin);
      List<String> evidence = recheckEvidence(admin, problems);

      check(problems, totals.corruptBytes() == 0, "viewers received wrong bytes");
      check(
          problems,
          totals.failures() == 0,
          totals.failures() + " requests failed: " + totals.failuresByReason());
      check(problems, offload >= leastOffload, "offload is " + offload);
      check(problems, banned.equals(List.of(fleet.agentId(hostile))), "banned are " + banned);
      check(problems, wronged.isEmpty(), "honest agents were judged: " + wronged);
      check(problems, !evidence.isEmpty(), "there is no evidence that holds");
      return new DemoReport(
          totals.bytes(),
          traffic.get("storeBytes").asLong(),
          traffic.get("peerBytes").asLong(),
          origin,
          originLogBytes(),
          offload,
          totals.corruptBytes(),
          totals.failures(),
          banned,
          wronged,
          evidence,
          fleet.dashboardUrl().toString(),
          Math.round(10 * seconds) / 10.0,
          problems);
    }
  }

  private List<String> wronglyJudged(AdminClient admin) throws IOException, InterruptedException {
    List<String> wronged = new ArrayList<>();
    for (String name : honest) {
      String id = fleet.agentId(name);
      for (JsonNode verdict : admin.get("agents/" + id, JsonNode.class).get("verdicts")) {
        String to = verdict.get("to").asString();
        if (to.equals("QUARANTINE") || to.equals("BANNED")) {
          wronged.add(id);
        }
      }
    }
    return wronged;
  }

  /** Saves each evidence file against the hostile agent, and checks it as anyone could. */
  private List<String> recheckEvidence(AdminClient admin, List<String> problems)
      throws IOException, InterruptedException {
    SpkiPin pin = SpkiPin.parse(admin.get("trust-domain", JsonNode.class).get("caPin").asString());
    List<String> files = new ArrayList<>();
    Path folder = Files.createDirectories(fleet.folder().resolve("evidence"));
    JsonNode agent = admin.get("agents/" + fleet.agentId(hostile), JsonNode.class);
    for (JsonNode evidence : agent.get("evidence")) {
      String id = evidence.get("id").asString();
      byte[] bytes = admin.getBytes("evidence/" + id);
      Path file = folder.resolve(id + ".json");
      Files.write(file, bytes);
      try {
        EvidenceVerifier.Verdict verdict = EvidenceVerifier.verify(bytes, pin);
        if (verdict.evidence().accused().id().value().equals(fleet.agentId(hostile))) {
          files.add(file.toString());
        }
      } catch (MalformedMessageException | UntrustedException e) {
        problems.add("evidence " + id + " does not hold: " + e.getMessage());
      }
    }
    return files;
  }

  /** What the adapter's own counter says it sent to agents, besides manifests. */
  private long sentByAdapter() throws IOException, InterruptedException {
    double sum = 0;
    for (String line : metrics(fleet.adapterOperationsUrl()).split("\n", -1)) {
      if (line.startsWith("peerage_adapter_sent_bytes_total{")
          && !line.contains("kind=\"manifest\"")) {
        sum += Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
      }
    }
    return (long) sum;
  }

  private static String metrics(URI operations) throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
              HttpRequest.newBuilder(operations.resolve("/metrics")).build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }

  /** Body bytes by the origin's access log. */
  private long originLogBytes() throws IOException {
    long sum = 0;
    for (String line : Files.readAllLines(fleet.folder().resolve("logs/origin-access.log"))) {
      sum += Long.parseLong(line.substring(line.lastIndexOf(' ') + 1));
    }
    return sum;
  }

  private static void check(List<String> problems, boolean holds, String problem) {
    if (!holds) {
      problems.add(problem);
    }
  }
}
