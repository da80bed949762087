package io.peerage.benchmarks.http;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Starts of an agent as it is shipped.
 *
 * @param millis from the start of the process to its first response
 * @param idleBytes resident memory when it has had nothing to do for some seconds
 */
record Start(Spread millis, long idleBytes) {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int POLL_MILLIS = 5;
  private static final int ANSWER_MILLIS = 10_000;
  private static final int IDLE_SECONDS = 10;

  /**
   * Starts it again and again.
   *
   * @param command what starts it; it has its identity and its content already
   * @param object what it is asked for
   */
  static Start measure(List<String> command, URI object, Path log, int times)
      throws IOException, InterruptedException {
    List<Double> millis = new ArrayList<>();
    long idleBytes = 0;
    for (int i = 0; i < times; i++) {
      long started = System.nanoTime();
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      try (Contender _ = new Contender("start", object, process.toHandle())) {
        while (!answers(object)) {
          if (!process.isAlive() || System.nanoTime() - started > LIMIT.toNanos()) {
            throw new IOException("it does not start; see " + log);
          }
          TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
        millis.add((System.nanoTime() - started) / 1e6);
        if (i == times - 1) {
          TimeUnit.SECONDS.sleep(IDLE_SECONDS);
          idleBytes = CpuTime.residentBytes(process.toHandle());
        }
      }
    }
    return new Start(Spread.of(millis), idleBytes);
  }

  /** Whether it answers with 200. By hand, so that asking takes no processor from who starts. */
  private static boolean answers(URI object) {
    try (Socket socket = new Socket(object.getHost(), object.getPort())) {
      socket.setSoTimeout(ANSWER_MILLIS);
      socket
          .getOutputStream()
          .write(
              "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
                  .formatted(object.getPath(), object.getAuthority())
                  .getBytes(StandardCharsets.US_ASCII));
      byte[] status = socket.getInputStream().readNBytes("HTTP/1.1 200".length());
      return new String(status, StandardCharsets.US_ASCII).equals("HTTP/1.1 200");
    } catch (IOException e) {
      return false;
    }
  }
}
