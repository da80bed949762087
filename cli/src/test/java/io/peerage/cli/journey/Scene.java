package io.peerage.cli.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerage.demo.fleet.ChildProcess;
import io.peerage.demo.fleet.Fleet;
import io.peerage.demo.fleet.FleetOptions;
import io.peerage.demo.viewer.ComparingClient;
import io.peerage.demo.viewer.ViewerTotals;
import io.peerage.runtime.http.AdminClient;
import io.peerage.testing.SeededContent;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import tools.jackson.databind.JsonNode;

/**
 * A fleet of processes, and beside it what every journey needs: content at the origin, clients that
 * compare every byte with it, and a look at what operators see.
 */
final class Scene implements AutoCloseable {
  /** The longest that anything may take; only a failure takes it. */
  static final Duration LIMIT = Duration.ofSeconds(60);

  /** On any free ports. */
  static final FleetOptions OPTIONS = FleetOptions.DEFAULTS.withDashboardPort(0);

  final Fleet fleet;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  private Scene(Fleet fleet) {
    this.fleet = fleet;
  }

  /** Starts origin, tracker and adapter, and agents of these names. */
  static Scene start(Path folder, FleetOptions options, String... agents)
      throws IOException, InterruptedException {
    Fleet fleet = new Fleet(folder, options);
    try {
      fleet.start();
      for (String agent : agents) {
        fleet.startAgent(agent, Optional.empty(), List.of());
      }
      for (String agent : agents) {
        fleet.awaitAgent(agent);
      }
      return new Scene(fleet);
    } catch (IOException | InterruptedException | RuntimeException e) {
      fleet.close();
      throw e;
    }
  }

  static ConditionFactory await() {
    return Awaitility.await().atMost(LIMIT).pollInterval(Duration.ofMillis(100));
  }

  // ---- content ----

  /** Puts {@code length} bytes at the origin. */
  void publish(String path, long seed, int length) throws IOException {
    Path file = fleet.content().resolve(path.substring(1));
    Files.createDirectories(file.getParent());
    Files.write(file, SeededContent.of(seed, length).bytes());
  }

  /** Waits until {@code agent} has a manifest of what is at {@code path}, and no more than that. */
  void awaitSigned(String agent, String path) {
    awaitSigned(uri(agent, path));
  }

  /** The same, of what is at {@code uri} at an agent. */
  void awaitSigned(URI uri) {
    await()
        .until(
            () -> head(uri).headers().firstValue("Cache-Status").orElse(""),
            status -> status.contains("; hit"));
  }

  // ---- clients ----

  URI uri(String agent, String path) {
    return fleet.agentUrl(agent).resolve(path);
  }

  HttpResponse<Void> head(URI uri) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(uri).HEAD().timeout(LIMIT).build(),
        HttpResponse.BodyHandlers.discarding());
  }

  HttpResponse<String> get(String agent, String path) throws IOException, InterruptedException {
    return get(uri(agent, path));
  }

  HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(uri).timeout(LIMIT).build(), HttpResponse.BodyHandlers.ofString());
  }

  /** Fetches the whole object; fails unless all of it comes, every byte the origin's. */
  void requireRight(String agent, String path) throws InterruptedException {
    requireRight(agent, path, new ViewerTotals());
  }

  /** The same; {@code totals} tell how far it is. */
  void requireRight(String agent, String path, ViewerTotals totals) throws InterruptedException {
    requireRight(fleet.agentUrl(agent), path, totals, fleet.process(agent));
  }

  /** The same through the agent at {@code agent}, which is part of {@code process}. */
  void requireRight(URI agent, String path, ViewerTotals totals, ChildProcess process)
      throws InterruptedException {
    try (ComparingClient client = new ComparingClient(fleet.content(), totals)) {
      boolean whole = client.fetch(agent, path, Optional.empty());
      assertThat(totals.corruptBytes()).as("wrong bytes of %s through %s", path, agent).isZero();
      assertThat(whole)
          .as(
              "%s comes whole through %s: %s; its log ends: %s",
              path, process.name(), totals.failuresByReason(), process.endOfLog())
          .isTrue();
    }
  }

  // ---- operators ----

  /** A metric of an agent, summed over those of its labels that have {@code label} in them. */
  double metric(String agent, String name, String label) throws IOException, InterruptedException {
    return get(fleet.agentOperationsUrl(agent).resolve("/metrics"))
        .body()
        .lines()
        .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
        .filter(line -> line.contains(label))
        .mapToDouble(line -> Double.parseDouble(line.split(" ", -1)[1]))
        .sum();
  }

  double metric(String agent, String name) throws IOException, InterruptedException {
    return metric(agent, name, "");
  }

  /** What the tracker says of an agent. */
  JsonNode agent(String name) throws IOException, InterruptedException {
    try (AdminClient admin = fleet.admin()) {
      return admin.get("agents/" + fleet.agentId(name), JsonNode.class);
    }
  }

  /** Waits until the tracker knows that an agent holds so many chunks. */
  void awaitAnnounced(String agent, int chunks) {
    await()
        .alias(agent + " announces " + chunks + " chunks")
        .until(() -> agent(agent).get("chunks").asInt() >= chunks);
  }

  @Override
  public void close() {
    http.shutdownNow();
    http.close();
    fleet.close();
  }
}
