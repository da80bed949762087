package io.peerage.demo.viewer;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/**
 * Fetches objects through an agent and compares what comes, byte by byte, with the file that the
 * origin serves. Blocking; thread-safe.
 */
public final class ComparingClient implements AutoCloseable {
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final Path originFolder;
  private final ViewerTotals totals;

  public ComparingClient(Path originFolder, ViewerTotals totals) {
    this.originFolder = originFolder;
    this.totals = totals;
  }

  /** A part of an object: {@code from} to {@code end - 1}. */
  public record Part(long from, long end) {}

  /**
   * Fetches {@code path}, or a part of it.
   *
   * @return whether all came, and all was right
   */
  public boolean fetch(URI agent, String path, Optional<Part> part) throws InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(agent.resolve(path)).timeout(TIMEOUT);
    part.ifPresent(p -> request.header("Range", "bytes=" + p.from + "-" + (p.end - 1)));
    try (FileChannel file =
        FileChannel.open(originFolder.resolve(path.substring(1)), StandardOpenOption.READ)) {
      HttpResponse<InputStream> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        if (response.statusCode() != (part.isPresent() ? 206 : 200)) {
          totals.failure(
              response.statusCode()
                  + " "
                  + response.headers().firstValue("Cache-Status").orElse(""));
          return false;
        }
        long from = part.map(Part::from).orElse(0L);
        long length = part.map(p -> p.end - p.from).orElse(file.size());
        return compare(body, file, from, length);
      }
    } catch (IOException e) {
      Throwable cause = e.getCause();
      totals.failure(
          e.getClass().getSimpleName()
              + ": "
              + e.getMessage()
              + (cause == null ? "" : ", since " + cause));
      return false;
    }
  }

  private boolean compare(InputStream body, FileChannel file, long from, long length)
      throws IOException {
    byte[] received = new byte[BUFFER_BYTES];
    byte[] expected = new byte[BUFFER_BYTES];
    long at = 0;
    boolean right = true;
    for (int read = body.read(received); read >= 0; read = body.read(received)) {
      int known = 0;
      while (known < read && at + known < length) {
        int now = file.read(ByteBuffer.wrap(expected, known, read - known), from + at + known);
        if (now < 0) {
          break;
        }
        known += now;
      }
      int wrong = differences(received, expected, read, known);
      totals.received(read - wrong, wrong);
      right &= wrong == 0;
      at += read;
    }
    if (at != length) {
      totals.failure("the body ended early");
      return false;
    }
    totals.object();
    return right;
  }

  private static int differences(byte[] received, byte[] expected, int read, int known) {
    if (read == known && Arrays.equals(received, 0, read, expected, 0, read)) {
      return 0;
    }
    int wrong = read - known;
    for (int i = 0; i < known; i++) {
      if (received[i] != expected[i]) {
        wrong++;
      }
    }
    return wrong;
  }

  @Override
  public void close() {
    http.shutdownNow();
    http.close();
  }
}
