package io.peerage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerage.protocol.identity.Role;
import io.peerage.runtime.identity.IdentityFiles;
import io.peerage.testing.TestTrustDomain;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A wrong configuration is answered with the key, the value and what is right, in one line. */
class ConfigurationErrorsTest {
  private static final String PIN = "0".repeat(64);

  @TempDir Path temp;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // process | setting | what the line has
        "agent          | stroe.quota=1GiB       | unknown key stroe.quota; did you mean store.quota",
        "agent          | store.quota=lots       | store.quota is \"lots\": a size is a number and B",
        "agent          | edge.maxPassing=x      | edge.maxPassing is \"x\": needs a whole number",
        "agent          | edge.listen=nowhere    | edge.listen is \"nowhere\": an address is host:port",
        "agent          | edge.listen=a:70000    | edge.listen is \"a:70000\": an address is host:port",
        "agent          | store=3                | store is \"3\": needs a section",
        "agent          | store.verifyReads=MAYBE| needs one of [FIRST, ALWAYS]",
        "agent          | sites=x                | sites is \"x\": needs a list",
        "agent          | zone=a b               | zone has 1 to 64 letters",
        "agent          | nonsense               | \"nonsense\" is not of the form key=value",
        "tracker        | heartbeat=1ms          | heartbeat is 100ms to 10m, not 1ms (set by --set)",
        "tracker        | heartbeat=soon         | heartbeat is \"soon\": a time is a number and ms",
        "tracker        | admin.lisen=a:1        | unknown key admin.lisen; did you mean listen",
        "tracker        | limits.tokens=true     | limits.tokens is \"true\": needs a whole number",
        "tracker        | trustDomain=A B        | trustDomain has lower-case letters",
        "origin-adapter | signing.concurrency=0  | signing.concurrency is at least 1, not 0",
        "origin-adapter | listen.plain.enabled=7 | listen.plain.enabled is \"7\": needs true or false",
        "origin-adapter | sites=[{}]             | sites.0: a site has at least name, source and keys",
      })
  void wrongValueIsNamedWithWhatIsRight(String process, String setting, String line) {
    Cli.run(process, "--set", setting).failsWith(2, line);
  }

  @ParameterizedTest
  @ValueSource(strings = {"agent", "tracker", "origin-adapter"})
  void wrongFileIsNamed(String process) throws IOException {
    Path yaml = temp.resolve("config.yaml");
    Cli.run(process, "-c", yaml.toString()).failsWith(2, yaml + ": there is no such file");
    Cli.run(process, "-c", temp.toString()).failsWith(2, temp + ": cannot be read");
    Files.writeString(yaml, "drain: 1s\n  oops: [\n");
    Cli.run(process, "-c", yaml.toString()).failsWith(2, yaml + ":2: is not YAML");
    Files.writeString(yaml, "- a\n- b\n");
    Cli.run(process, "-c", yaml.toString()).failsWith(2, yaml + ": is not a list of key: value");
    Files.writeString(yaml, "drian: 1s\n");
    Cli.run(process, "-c", yaml.toString())
        .failsWith(2, yaml + ": unknown key drian; did you mean drain?");
    Files.writeString(yaml, "drain: 1s\ndrain: 2s\n");
    Cli.run(process, "-c", yaml.toString()).failsWith(2, yaml + ":2: is not YAML", "drain");
  }

  @ParameterizedTest
  @ValueSource(strings = {"agent", "tracker", "origin-adapter"})
  void printedConfigurationIsReadAgain(String process) throws IOException {
    String printed = Cli.run(process, "--set", "drain=7s", "--print-config").succeeds().out();
    assertThat(printed).contains("drain: \"7s\"");
    Path yaml = Files.writeString(temp.resolve("config.yaml"), printed);
    assertThat(Cli.run(process, "-c", yaml.toString(), "--print-config").succeeds().out())
        .isEqualTo(printed);
  }

  @Test
  void everythingThatAnAgentMissesIsNamedAtOnce() {
    Cli.Result result =
        Cli.run("agent", "--set", "dataFolder=" + temp)
            .failsWith(2, "tracker.url is missing", "https")
            .failsWith(2, "sites is empty", "rootPin")
            .failsWith(2, "tracker.enrolmentToken is missing", "peerage token create");
    assertThat(result.err().lines()).hasSize(3);
  }

  @Test
  void adapterWithoutSitesOrIdentitySaysWhatToDo() {
    Cli.run("origin-adapter", "--set", "state.folder=" + temp)
        .failsWith(2, "sites is empty", "config/origin-adapter.yaml");
  }

  @Test
  void folderThatIsAFileIsNamed() throws IOException {
    Path file = Files.writeString(temp.resolve("file"), "");
    Cli.run("tracker", "--set", "dataFolder=" + file)
        .failsWith(1, "dataFolder is " + file, "is a file; name a folder");
    Cli.run("agent", "--set", "dataFolder=" + file.resolve("below"))
        .failsWith(1, "dataFolder is " + file.resolve("below"), "name a folder");
    Path yaml = SiteOnDisk.make(temp).config();
    Cli.run("origin-adapter", "-c", yaml.toString(), "--set", "state.folder=" + file)
        .failsWith(1, "state.folder is " + file, "is a file; name a folder");
  }

  @Test
  void trackerWhosePortIsInUseSaysWhich() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      try (CliProcess tracker =
          CliProcess.start(
              temp,
              Map.of("PEERAGE_TRACKER_ADMIN_LISTEN", address),
              "tracker",
              "--set=agents.listen=127.0.0.1:0",
              "--set=dataFolder=data")) {
        tracker
            .await()
            .failsWith(1, "admin.listen: cannot listen on " + address, "configure another address");
      }
    }
  }

  @Test
  void agentWhosePortIsInUseSaysWhich() throws Exception {
    TestTrustDomain domain = new TestTrustDomain(Instant.now());
    new IdentityFiles(temp.resolve("identity")).save(domain.identity(Role.AGENT, "a-1"));
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      for (String key : List.of("edge.listen", "operations.listen", "peer.listen")) {
        try (CliProcess agent =
            CliProcess.start(
                temp,
                Map.of(),
                "agent",
                "--set=dataFolder=" + temp,
                "--set=tracker.url=https://127.0.0.1:1",
                "--set=sites=[{name: a.example, hosts: ['*'], adapter: 'https://127.0.0.1:1',"
                    + " rootPin: '"
                    + PIN
                    + "'}]",
                "--set=edge.listen=127.0.0.1:0",
                "--set=operations.listen=127.0.0.1:0",
                "--set=peer.listen=127.0.0.1:0",
                "--set=" + key + "=" + address)) {
          agent
              .await()
              .failsWith(1, key + ": cannot listen on " + address, "configure another address");
        }
      }
    }
  }

  @Test
  void adapterWhosePortIsInUseSaysWhich() throws Exception {
    TestTrustDomain domain = new TestTrustDomain(Instant.now());
    new IdentityFiles(temp.resolve("identity")).save(domain.identity(Role.ORIGIN_ADAPTER, "o-1"));
    Path yaml = SiteOnDisk.make(temp).config();
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      try (CliProcess adapter =
          CliProcess.start(
              temp,
              Map.of(),
              "origin-adapter",
              "--config=" + yaml,
              "--set=identity.folder=" + temp.resolve("identity"),
              "--set=tracker=https://127.0.0.1:1",
              "--set=listen.operations=127.0.0.1:0",
              "--set=listen.agents=" + address)) {
        adapter
            .await()
            .failsWith(1, "listen.agents: cannot listen on " + address, "configure another");
      }
    }
  }

  @Test
  void processPrintsTheConfigurationThatItsEnvironmentGives() throws Exception {
    try (CliProcess agent =
        CliProcess.start(
            temp, Map.of("PEERAGE_AGENT_STORE_QUOTA", "3GiB"), "agent", "--print-config")) {
      assertThat(agent.await().succeeds().out()).contains("quota: \"3GiB\"", "drain:");
    }
  }

  @Test
  void wrongEnvironmentVariableIsNamed() throws Exception {
    try (CliProcess agent =
        CliProcess.start(temp, Map.of("PEERAGE_AGENT_STORE_QOUTA", "1GiB"), "agent")) {
      agent
          .await()
          .failsWith(
              2,
              "PEERAGE_AGENT_STORE_QOUTA sets nothing",
              "did you mean PEERAGE_AGENT_STORE_QUOTA");
    }
  }
}
