package io.peerage.demo.cachetests;

import io.peerage.demo.fleet.Fleet;
import io.peerage.demo.fleet.FleetOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Runs http-tests/cache-tests against an agent: the suite's own test server as the origin, an
 * origin adapter, a tracker and one agent, each a process of its own on loopback. Prints what
 * failed, and as the last line one JSON object with the counts.
 *
 * <p>Nothing is signed at that site: to sign an object the adapter asks the origin for it of its
 * own accord, and the suite's server counts every request that it sees.
 */
public final class CacheTests {
  private static final Duration SERVER_START = Duration.ofSeconds(20);
  private static final Duration RUN_LIMIT = Duration.ofMinutes(10);
  private static final Duration WARM_UP_PATIENCE = Duration.ofSeconds(30);
  private static final int MIN_WARM_UP_ROUNDS = 5;
  private static final int MAX_WARM_UP_ROUNDS = 30;

  /** Tests that the suite runs at once. */
  private static final int AT_ONCE = 25;

  private static final String AGENT = "agent";

  /** The suite's server has no option for its address; it is to be reached from here only. */
  private static final String ON_LOOPBACK =
      "data:text/javascript,import net from 'node:net';"
          + "const listen = net.Server.prototype.listen;"
          + "net.Server.prototype.listen = function (port, ...rest) "
          + "{ return listen.call(this, port, '127.0.0.1', ...rest) }";

  private final Path suite;
  private final Path folder;

  private CacheTests(Path suite, Path folder) {
    this.suite = suite;
    this.folder = folder;
  }

  /**
   * Runs it.
   *
   * @param args the suite's folder; then, if wanted, the id of a single test, whose messages are
   *     shown
   */
  public static void main(String[] args) throws Exception {
    if (args.length < 1 || !Files.isDirectory(Path.of(args[0], "node_modules", "undici"))) {
      System.err.println(
          """
          SUITE names a checkout of https://github.com/http-tests/cache-tests with its libraries:
            git clone https://github.com/http-tests/cache-tests
            cd cache-tests && npm i --omit=dev
          Node 20 or newer is needed.\
          """);
      System.exit(2);
    }
    Path folder = Files.createTempDirectory("peerage-cache-tests");
    CacheTests run = new CacheTests(Path.of(args[0]).toAbsolutePath(), folder);
    String id = args.length > 1 ? args[1] : "";
    int port = freePort();
    Process server = run.startServer(port);
    FleetOptions options =
        FleetOptions.DEFAULTS.withExternalOrigin(
            "http://127.0.0.1:" + port, "rules: {exclude: ['/**']}");
    try (Fleet fleet = new Fleet(folder.resolve("fleet"), options)) {
      awaitServer(server, port);
      fleet.start();
      fleet.startAgent(AGENT);
      String base = fleet.agentUrl(AGENT).toString();
      warmUp(URI.create(base + "/"));
      String results = run.runTests(base, id);
      if (!id.isEmpty()) {
        System.out.println(results);
        return;
      }
      Files.writeString(folder.resolve("result.json"), results);
      System.out.println("Logs and result.json are in " + folder);
      Score score = Score.of(run.listTests(), results);
      score.failed().forEach(System.out::println);
      System.out.println(score.toJson());
    } finally {
      server.destroy();
    }
  }

  private Process startServer(int port) throws IOException {
    return node(
        "server.log",
        Map.of("npm_config_port", Integer.toString(port)),
        List.of("--import", ON_LOOPBACK, "test-engine/server/server.mjs"));
  }

  private static void awaitServer(Process server, int port)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + SERVER_START.toNanos();
    while (true) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return;
      } catch (IOException e) {
        if (!server.isAlive() || System.nanoTime() > deadline) {
          throw new IOException("the suite's test server does not start; see server.log", e);
        }
      }
      Thread.sleep(100);
    }
  }

  /**
   * Sends some requests through the whole chain, until as many at once as the suite sends are
   * answered: what is measured is the cache, not how fast processes start that share few cores.
   */
  private static void warmUp(URI uri) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(WARM_UP_PATIENCE).build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      for (int round = 0; round < MAX_WARM_UP_ROUNDS; round++) {
        List<CompletableFuture<Integer>> answers = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
          answers.add(
              client
                  .sendAsync(request, HttpResponse.BodyHandlers.discarding())
                  .thenApply(HttpResponse::statusCode)
                  .exceptionally(_ -> 504));
        }
        if (answers.stream().map(CompletableFuture::join).allMatch(status -> status < 500)
            && round >= MIN_WARM_UP_ROUNDS) {
          return;
        }
      }
    }
    throw new IOException("the agent does not answer " + AT_ONCE + " requests at once");
  }

  private String runTests(String base, String id) throws IOException, InterruptedException {
    Process cli =
        node(
            "result.txt",
            Map.of("npm_config_base", base, "npm_config_id", id, "npm_package_config_id", ""),
            List.of("--no-warnings", "test-engine/cli.mjs"));
    return output(cli, "result.txt");
  }

  private String listTests() throws IOException, InterruptedException {
    Process list =
        node(
            "tests.json",
            Map.of(),
            List.of(
                "--input-type=module",
                "--eval",
                "import tests from './tests/index.mjs'; console.log(JSON.stringify(tests))"));
    return output(list, "tests.json");
  }

  private String output(Process process, String file) throws IOException, InterruptedException {
    if (!process.waitFor(RUN_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
      process.destroyForcibly();
      throw new IOException("the suite still runs after " + RUN_LIMIT);
    }
    String output = Files.readString(folder.resolve(file));
    if (process.exitValue() != 0) {
      throw new IOException("the suite failed:\n" + output);
    }
    return output;
  }

  private Process node(String output, Map<String, String> settings, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of("node"));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(suite.toFile())
            .redirectError(folder.resolve(output + ".errors").toFile())
            .redirectOutput(folder.resolve(output).toFile());
    // What npm would say to its scripts.
    builder.environment().put("npm_config_protocol", "http");
    builder.environment().put("npm_config_pidfile", folder.resolve("server.pid").toString());
    builder.environment().putAll(settings);
    return builder.start();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
