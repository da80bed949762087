package io.peerage.cli;

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
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** The command as a process of its own, with this process's Java and class path. */
public final class CliProcess implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Process process;
  private final Path out;
  private final Path err;

  private CliProcess(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /**
   * Starts it.
   *
   * @param folder where it works and where its output goes
   * @param environment in addition to this process's
   */
  public static CliProcess start(Path folder, Map<String, String> environment, String... arguments)
      throws IOException {
    return start(folder, List.of(), environment, arguments);
  }

  /**
   * Starts it.
   *
   * @param prefix a command to put before {@code java}; may be empty
   */
  public static CliProcess start(
      Path folder, List<String> prefix, Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx256m",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            Peerage.class.getName()));
    command.addAll(List.of(arguments));
    Path out = Files.createTempFile(folder, "out", ".txt");
    Path err = Files.createTempFile(folder, "err", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    return new CliProcess(process, out, err);
  }

  /** Waits for its end. */
  public Cli.Result await() throws IOException, InterruptedException {
    return await(LIMIT);
  }

  /** The same, for so long. */
  public Cli.Result await(Duration limit) throws IOException, InterruptedException {
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      process.destroyForcibly();
      throw new IOException("it still runs after " + limit + ": " + err());
    }
    return new Cli.Result(process.exitValue(), out(), err());
  }

  /** The process as the system has it: its id, its children, whether it lives. */
  public ProcessHandle handle() {
    return process.toHandle();
  }

  /** What it printed so far. */
  public String out() throws IOException {
    return Files.readString(out);
  }

  /** What it complained of so far. */
  public String err() throws IOException {
    return Files.readString(err);
  }

  /** Waits until {@code readyz} answers 200. */
  public void awaitReady(URI readyz) {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request = HttpRequest.newBuilder(readyz).timeout(Duration.ofSeconds(5)).build();
      Awaitility.await()
          .atMost(LIMIT)
          .ignoreExceptionsInstanceOf(IOException.class)
          .failFast("the process has ended", () -> !process.isAlive())
          .until(
              () -> http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200);
    }
  }

  /** Asks it to end (SIGTERM), and waits for that. */
  public Cli.Result terminate() throws IOException, InterruptedException {
    process.destroy();
    return await();
  }

  @Override
  public void close() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }
}
