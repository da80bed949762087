package io.peerage.demo.fleet;

import io.peerage.testing.SeededContent;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Lets an agent do what agents do in their first seconds, and its Java write down what it loaded
 * and linked for that (JEP 514): with that file later ones start in a fraction of the time. The
 * file is good for the same Java and the same jars only.
 */
public final class StartTraining {
  private static final String AGENT = "agent";
  private static final String OBJECT = "/film.bin";
  private static final int ROUNDS = 20;

  /**
   * Classes alone are written down, and not which methods were hot (JEP 515): to compile those
   * again at once takes both processors of a small machine from who starts. Reflection is as it
   * will be.
   */
  private static final String OPTIONS =
      "-XX:+UnlockDiagnosticVMOptions -XX:-AOTRecordTraining"
          + " -Djdk.reflect.useNativeAccessorOnly=true -XX:AOTCacheOutput=";

  private static final int WRITING_SECONDS = 120;

  private StartTraining() {}

  /** Argument: the file to write, its path without white space. */
  public static void main(String[] arguments)
      throws IOException, InterruptedException, ExecutionException, TimeoutException {
    Path cache = Path.of(arguments[0]).toAbsolutePath();
    Path folder = Files.createTempDirectory("peerage-start");
    try (Fleet fleet = new Fleet(folder, FleetOptions.DEFAULTS.withDashboardPort(0));
        HttpClient http = HttpClient.newHttpClient()) {
      Files.write(
          fleet.content().resolve(OBJECT.substring(1)), SeededContent.of(1, 3_000_000).bytes());
      fleet.start();
      // The first start enrols, the one that counts does not.
      fleet.startAgent(AGENT);
      use(fleet, http);
      fleet.process(AGENT).close();
      fleet.startAgent(
          AGENT, Optional.empty(), List.of("env", "JAVA_TOOL_OPTIONS=" + OPTIONS + cache));
      fleet.awaitAgent(AGENT);
      use(fleet, http);
      ProcessHandle agent = ProcessHandle.of(fleet.process(AGENT).pid()).orElseThrow();
      agent.destroy();
      agent.onExit().get(WRITING_SECONDS, TimeUnit.SECONDS);
    }
    if (!Files.exists(cache)) {
      throw new IOException("the agent wrote no " + cache + "; its log is in " + folder);
    }
  }

  private static void use(Fleet fleet, HttpClient http) throws IOException, InterruptedException {
    URI object = fleet.agentUrl(AGENT).resolve(OBJECT);
    for (int i = 0; i < ROUNDS; i++) {
      get(http, HttpRequest.newBuilder(object).build());
      get(http, HttpRequest.newBuilder(object).header("Range", "bytes=100-999").build());
      get(http, HttpRequest.newBuilder(object.resolve("/nothing.bin?" + i)).build());
      get(
          http,
          HttpRequest.newBuilder(fleet.agentOperationsUrl(AGENT).resolve("/metrics")).build());
    }
  }

  private static void get(HttpClient http, HttpRequest request)
      throws IOException, InterruptedException {
    http.send(request, HttpResponse.BodyHandlers.discarding());
  }
}
