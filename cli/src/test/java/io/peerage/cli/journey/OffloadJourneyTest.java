package io.peerage.cli.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.peerage.demo.hostile.Harm;
import io.peerage.demo.hostile.HostileClients;
import io.peerage.runtime.http.AdminClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Five agents, each a process, of which one lies about its traffic: it signs for all that its
 * tickets allow and boasts of gigabytes. What the tracker shows is held against the origin's access
 * log, and against what by all agents' own meters, the liar's included, really moved.
 */
@Timeout(240)
class OffloadJourneyTest {
  private static final String LIAR = "liar";
  private static final List<String> AGENTS = List.of(LIAR, "a", "b", "c", "d");
  private static final int FILMS = 3;
  private static final int FILM_BYTES = 8 * 1024 * 1024;

  @TempDir private Path temp;

  @Test
  void offloadIsWithinOnePercentOfTheOriginsLogThoughAFifthOfTheAgentsLie() throws Exception {
    try (Scene scene = Scene.start(temp.resolve("fleet"), Scene.OPTIONS)) {
      for (String agent : AGENTS) {
        scene.fleet.startAgent(
            agent,
            agent.equals(LIAR)
                ? Optional.of(new Harm.Asking(HostileClients.INFLATES_TRAFFIC))
                : Optional.empty(),
            List.of());
      }
      for (String agent : AGENTS) {
        scene.fleet.awaitAgent(agent);
      }
      for (String agent : AGENTS) {
        Scene.await()
            .until(
                () -> scene.metric(agent, "peerage_agent_neighbours"),
                neighbours -> neighbours >= AGENTS.size() - 1);
      }
      for (int film = 0; film < FILMS; film++) {
        String path = "/film-%d.bin".formatted(film);
        scene.publish(path, film, FILM_BYTES);
        scene.awaitSigned("a", path);
        // Another agent each time is the one that has to ask the adapter.
        List<String> viewers = new ArrayList<>(AGENTS.subList(film, AGENTS.size()));
        viewers.addAll(AGENTS.subList(0, film));
        for (String agent : viewers) {
          scene.requireRight(agent, path);
        }
      }

      double fetched = 0;
      for (String agent : AGENTS) {
        fetched += scene.metric(agent, "peerage_agent_served_bytes_total");
        fetched += scene.metric(agent, "peerage_agent_origin_bytes_total");
      }
      double truth = 1 - originLogBytes(scene) / fetched;
      assertThat(truth).as("%.0f bytes were fetched", fetched).isBetween(0.5, 0.95);
      Scene.await()
          .untilAsserted(() ->
              assertThat(overview(scene).get("offloadRatio").asDouble())
                  .as("%s", overview(scene))
                  .isCloseTo(truth, within(0.01)));
      assertThat(overview(scene).get("traffic").get("clientBytes").asLong())
          .as("what agents say of themselves")
          .isGreaterThan(10L * AGENTS.size() * FILMS * FILM_BYTES);
    }
  }

  private static JsonNode overview(Scene scene) throws IOException, InterruptedException {
    try (AdminClient admin = scene.fleet.admin()) {
      return admin.get("overview", JsonNode.class);
    }
  }

  private static double originLogBytes(Scene scene) throws IOException {
    Path log = scene.fleet.folder().resolve("logs/origin-access.log");
    return Files.readAllLines(log).stream()
        .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
