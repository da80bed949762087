package io.peerage.tracker;

import io.peerage.protocol.identity.EnrolmentToken;
import io.peerage.protocol.identity.Role;
import io.peerage.protocol.identity.SpkiPin;
import io.peerage.runtime.config.ConfigException;
import io.peerage.runtime.config.ConfigLoader;
import io.peerage.tracker.enrolment.EnrolmentRefusedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A tracker on free ports of the loopback address, with an operator at hand. */
public final class TestTracker implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final Path folder;
  private final Tracker tracker;
  private final InstantSource clock;
  private final HttpClient http = HttpClient.newHttpClient();

  private TestTracker(Path folder, Tracker tracker, InstantSource clock) {
    this.folder = folder;
    this.tracker = tracker;
    this.clock = clock;
  }

  /**
   * Starts a tracker on the data in {@code folder}.
   *
   * @param settings {@code key=value}, over the defaults
   */
  public static TestTracker start(Path folder, InstantSource clock, String... settings)
      throws IOException {
    Tracker tracker = new Tracker(config(folder, settings), clock, new SecureRandom());
    tracker.start();
    return new TestTracker(folder, tracker, clock);
  }

  static TrackerConfig config(Path folder, String... settings) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "dataFolder=" + folder,
                "trustDomain=peerage.test",
                "agents.listen=127.0.0.1:0",
                "admin.listen=127.0.0.1:0",
                "drain=1s"));
    all.addAll(List.of(settings));
    try {
      return new ConfigLoader(TrackerConfig.ENVIRONMENT_PREFIX)
          .load(TrackerConfig.DEFAULTS, Optional.empty(), Map.of(), all);
    } catch (ConfigException e) {
      throw new IllegalArgumentException(e);
    }
  }

  Tracker tracker() {
    return tracker;
  }

  public SpkiPin pin() {
    return tracker.authorityPin();
  }

  public EnrolmentToken token(Role role, String account) {
    try {
      return tracker.createToken(role, account, Duration.ofMinutes(10));
    } catch (EnrolmentRefusedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A new agent of account {@code acme} in zone {@code z}. */
  FakeAgent agent(Behaviour behaviour) throws IOException {
    return agent(behaviour, "acme");
  }

  FakeAgent agent(Behaviour behaviour, String account) throws IOException {
    return FakeAgent.enrol(token(Role.AGENT, account), behaviour, "z", clock);
  }

  public URI admin(String path) {
    return URI.create("http://127.0.0.1:" + tracker.adminPort() + path);
  }

  URI agents(String path) {
    return URI.create("https://127.0.0.1:" + tracker.agentsPort() + path);
  }

  public String adminToken() throws IOException {
    return Files.readString(folder.resolve("admin-token")).strip();
  }

  /** A request of the operator's, with the token. */
  HttpRequest.Builder asOperator(String path) throws IOException {
    return HttpRequest.newBuilder(admin(path))
        .timeout(TIMEOUT)
        .header("Authorization", "Bearer " + adminToken());
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** What the operator gets at {@code path}. */
  public JsonNode get(String path) throws IOException, InterruptedException {
    HttpResponse<String> response = send(asOperator(path));
    if (response.statusCode() != 200) {
      throw new IOException(path + ": " + response.statusCode() + " " + response.body());
    }
    return JSON.readTree(response.body());
  }

  /** The operator's view of an agent. */
  JsonNode agent(FakeAgent agent) {
    try {
      return get("/api/v1/agents/" + agent.id());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public String stateOf(FakeAgent agent) {
    return agent(agent).get("state").asString();
  }

  /** How many audits of {@code agent} ended in {@code outcome}, of the last fifty. */
  public long audits(FakeAgent agent, String outcome) {
    return agent(agent).get("audits").values().stream()
        .filter(audit -> audit.get("outcome").asString().equals(outcome))
        .count();
  }

  @Override
  public void close() {
    http.close();
    tracker.close();
  }
}
