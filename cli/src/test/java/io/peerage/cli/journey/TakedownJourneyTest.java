package io.peerage.cli.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerage.agent.Agent;
import io.peerage.cli.Cli;
import io.peerage.protocol.content.ContentHasher;
import io.peerage.protocol.content.ContentRoot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** An order from the command line to three agents, and back; all of them real. */
class TakedownJourneyTest {
  private static final int AGENTS = 3;
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String SIGNED = "/signed/film.ts";
  private static final String PLAIN = "/plain/film.ts";
  private static final Pattern NUMBER = Pattern.compile("ordered, number (\\d+)");

  @TempDir Path folder;

  @Test
  void whatIsOrderedAwayIsServedNowhereUntilItIsLifted() throws Exception {
    try (PurgeFleet fleet = new PurgeFleet(folder, AGENTS, "heartbeat=200ms")) {
      awaitOnline(fleet);
      for (Agent agent : fleet.agents) {
        assertThat(status(fleet, agent, SIGNED)).isEqualTo(200);
        assertThat(status(fleet, agent, PLAIN)).isEqualTo(200);
      }
      // What was being signed when it was first asked for passed through; then it has a manifest.
      Awaitility.await()
          .atMost(LIMIT)
          .until(() -> fleet.agents.stream().allMatch(agent -> isHit(fleet, agent)));

      String byPath =
          add(fleet, "--site=" + PurgeFleet.SITE, "--path=/plain/", "--case=2026-1", "--by=ada");
      String byContent = add(fleet, "--root=" + rootOf(SIGNED), "--case=2026-2");

      for (Agent agent : fleet.agents) {
        for (String path : List.of(SIGNED, PLAIN, "/%70lain//film.ts", "/plain/other.ts")) {
          assertThat(status(fleet, agent, path)).as(path).isEqualTo(451);
        }
        assertThat(fleet.get(agent, PLAIN).body()).contains("2026-1", "copyright");
        assertThat(status(fleet, agent, "/signed/other.ts")).isEqualTo(200);
      }
      fleet.restart(0);
      assertThat(status(fleet, fleet.agents.getFirst(), SIGNED)).isEqualTo(451);
      assertThat(status(fleet, fleet.agents.getFirst(), PLAIN)).isEqualTo(451);
      awaitOnline(fleet);

      assertThat(command(fleet, "list").succeeds().out())
          .contains(byPath + "  ", "/plain/ of media.example.com, case 2026-1 (copyright), by ada")
          .contains(byContent + "  ", "content " + rootOf(SIGNED))
          .contains("2 orders in force; 3 of 3 agents in contact follow them");

      for (String number : List.of(byPath, byContent)) {
        Cli.Result lifted = command(fleet, "lift", number, "--reason=appeal upheld", "--wait=60");
        assertThat(lifted.succeeds().out())
            .contains("lifted", "3 of 3 agents in contact follow it");
      }
      for (Agent agent : fleet.agents) {
        assertThat(fleet.get(agent, SIGNED).body()).isEqualTo(PurgeFleet.body(SIGNED, 1));
        assertThat(fleet.get(agent, PLAIN).body()).isEqualTo(PurgeFleet.body(PLAIN, 1));
      }
      assertThat(command(fleet, "list", "--log").succeeds().out().lines()).hasSize(4);
      assertThat(command(fleet, "list", "--log").out())
          .contains("lifted by ", "because: appeal upheld", "ordered by ada at 127.0.0.1");
      command(fleet, "lift", byPath, "--reason=again").failsWith(1, "no order in force");
    }
  }

  private static int status(PurgeFleet fleet, Agent agent, String path) throws Exception {
    return fleet.get(agent, path).statusCode();
  }

  private static boolean isHit(PurgeFleet fleet, Agent agent) {
    try {
      return fleet
          .get(agent, SIGNED)
          .headers()
          .firstValue("Cache-Status")
          .filter(value -> value.startsWith("peerage; hit"))
          .isPresent();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void awaitOnline(PurgeFleet fleet) {
    Awaitility.await()
        .atMost(LIMIT)
        .until(() -> {
          JsonNode list = fleet.admin.get("takedowns?limit=1", JsonNode.class);
          return list.get("online").asInt() == AGENTS && list.get("following").asInt() == AGENTS;
        });
  }

  private static ContentRoot rootOf(String path) {
    byte[] body = PurgeFleet.body(path, 1).getBytes(StandardCharsets.US_ASCII);
    ContentHasher hasher = new ContentHasher();
    hasher.update(ByteBuffer.wrap(body));
    return hasher.finish().root();
  }

  /** Adds an order, waits until all follow it, and gives its number. */
  private static String add(PurgeFleet fleet, String... options) {
    List<String> all = new ArrayList<>(List.of("add", "--reason=copyright", "--wait=60"));
    all.addAll(List.of(options));
    String out = command(fleet, all.toArray(String[]::new)).succeeds().out();
    assertThat(out).contains("3 of 3 agents in contact follow it");
    Matcher number = NUMBER.matcher(out);
    assertThat(number.find()).as(out).isTrue();
    return number.group(1);
  }

  private static Cli.Result command(PurgeFleet fleet, String... arguments) {
    List<String> all = new ArrayList<>(List.of("takedown"));
    all.addAll(List.of(arguments));
    all.add("--tracker=" + fleet.adminUrl());
    all.add("--admin-token-file=" + fleet.adminTokenFile());
    return Cli.run(all.toArray(String[]::new));
  }
}
