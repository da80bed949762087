package io.peerage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerage.protocol.identity.EnrolmentToken;
import io.peerage.protocol.identity.Role;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenTest {
  @TempDir Path temp;

  @Test
  void trackerProcessGivesTokensToWhoeverHasItsAdminToken() throws Exception {
    int port = freePort();
    String url = "http://127.0.0.1:" + port;
    Path adminToken = temp.resolve("data/admin-token");
    try (CliProcess tracker =
        CliProcess.start(
            temp,
            Map.of(),
            "tracker",
            "--set=dataFolder=data",
            "--set=agents.listen=127.0.0.1:0",
            "--set=admin.listen=127.0.0.1:" + port)) {
      tracker.awaitReady(URI.create(url + "/readyz"));

      Cli.Result made =
          Cli.run(
                  "token",
                  "create",
                  "--tracker=" + url,
                  "--admin-token-file=" + adminToken,
                  "--role=origin-adapter",
                  "--lifetime=5m")
              .succeeds();
      assertThat(made.out().lines()).hasSize(1);
      assertThat(EnrolmentToken.parse(made.out().strip()).role()).isEqualTo(Role.ORIGIN_ADAPTER);
      assertThat(made.err()).contains("Enrols one origin-adapter, once, until ");
      Instant until = Instant.parse(made.err().strip().replaceAll(".* until (.*)\\.", "$1"));
      assertThat(Duration.between(Instant.now(), until))
          .isBetween(Duration.ofMinutes(4), Duration.ofMinutes(5));

      try (CliProcess byVariables =
          CliProcess.start(
              temp,
              Map.of("PEERAGE_ADMIN_URL", url, "PEERAGE_ADMIN_TOKEN_FILE", adminToken.toString()),
              "token",
              "create")) {
        Cli.Result other = byVariables.await().succeeds();
        assertThat(EnrolmentToken.parse(other.out().strip()).role()).isEqualTo(Role.AGENT);
        assertThat(other.out()).isNotEqualTo(made.out());
      }

      Path wrong = Files.writeString(temp.resolve("wrong"), "0".repeat(64));
      Cli.Result refused =
          Cli.run("token", "create", "--tracker=" + url, "--admin-token-file=" + wrong)
              .failsWith(1, "the tracker at " + url + " has another admin token");
      assertThat(refused.out()).isEmpty();

      Cli.Result stopped = tracker.terminate();
      assertThat(stopped.status()).isEqualTo(143);
      assertThat(stopped.err()).contains("stopped").doesNotContain("\tat ");
    }
  }

  @Test
  void whatHindersIsNamed() throws Exception {
    Path token = Files.writeString(temp.resolve("token"), "0".repeat(64));
    String url = "http://127.0.0.1:" + freePort();
    Cli.run("token", "create", "--tracker=" + url, "--admin-token-file=" + token)
        .failsWith(1, "no tracker answers at " + url);
    Cli.run("token", "create", "--admin-token-file=" + temp.resolve("none"))
        .failsWith(1, temp.resolve("none") + ": there is no such file", "--admin-token-file");
    Cli.run("token", "create", "--tracker=localhost", "--admin-token-file=" + token)
        .failsWith(1, "--tracker is a URL such as http://127.0.0.1:7440, not \"localhost\"");
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
