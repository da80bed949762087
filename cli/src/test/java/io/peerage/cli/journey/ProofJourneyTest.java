package io.peerage.cli.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerage.cli.Cli;
import io.peerage.protocol.identity.TrackerDocument;
import io.peerage.protocol.json.StrictJson;
import io.peerage.runtime.http.AdminClient;
import io.peerage.testing.HostilePeers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A fleet of processes whose tracker never audits: whoever is out is out by its own signature. */
@Timeout(300)
class ProofJourneyTest {
  private static final String FILE = "/film.bin";

  @TempDir Path temp;

  @Test
  void agentThatSignsLiesIsOutByItsOwnSignatureAndAnyoneCanCheckIt() throws Exception {
    try (Scene scene =
        Scene.start(
            temp.resolve("fleet"),
            Scene.OPTIONS.withTracker(
                "audit.interval=24h", "audit.firstInterval=24h", "audit.suspicionGroups=1000"),
            "viewer")) {
      scene.fleet.startHostile("liar", HostilePeers.SIGNS_LIES);
      Scene.await().until(() -> scene.metric("viewer", "peerage_agent_neighbours") >= 2);
      scene.publish(FILE, 1, 12 * 1024 * 1024);
      scene.awaitSigned("viewer", FILE);
      // Of twelve chunks the liar is the home of some, but for one in 4,096 runs.
      scene.requireRight("viewer", FILE);

      Scene.await()
          .until(
              () -> scene.agent("liar").get("state").asString(),
              Set.of("QUARANTINE", "BANNED")::contains);
      JsonNode liar = scene.agent("liar");
      assertThat(liar.get("evidence").size()).isPositive();
      assertThat(liar.get("audits").size()).isZero();
      assertThat(scene.agent("viewer").get("evidence").size()).isZero();
      for (JsonNode evidence : liar.get("evidence")) {
        assertThat(evidence.get("kind").asString()).isEqualTo("SIGNED_RESPONSE");
      }
      try (AdminClient admin = scene.fleet.admin()) {
        String id = liar.get("evidence").get(0).get("id").asString();
        Path file = temp.resolve("evidence.json");
        Files.write(file, StrictJson.write(admin.get("evidence/" + id, TrackerDocument.class)));
        String pin = admin.get("trust-domain", JsonNode.class).get("caPin").asString();
        Cli.Result checked =
            Cli.run("verify-evidence", "--ca-pin=" + pin, file.toString()).succeeds();
        assertThat(checked.out())
            .contains("The evidence holds.")
            .contains("agent/" + scene.fleet.agentId("liar"))
            .contains("the accused's own signature under a wrong response");
        byte[] tampered = Files.readAllBytes(file);
        int at = new String(tampered, StandardCharsets.US_ASCII).indexOf("sig\":\"");
        tampered[at + 10] ^= 1;
        Files.write(file, tampered);
        assertThat(Cli.run("verify-evidence", "--ca-pin=" + pin, file.toString()).status())
            .isNotZero();
      }
    }
  }
}
