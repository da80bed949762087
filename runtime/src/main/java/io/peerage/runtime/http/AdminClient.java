package io.peerage.runtime.http;

import io.peerage.protocol.json.MalformedMessageException;
import io.peerage.protocol.json.StrictJson;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Calls a tracker's admin API with its token. Blocking; thread-safe. */
public final class AdminClient implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final int MAX_BYTES = 16 * 1024 * 1024;

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
  private final URI tracker;
  private final String token;

  /**
   * @param tracker the tracker's admin address, such as {@code http://127.0.0.1:7440}
   */
  public AdminClient(URI tracker, String token) {
    this.tracker = tracker;
    this.token = token;
  }

  /**
   * Gets {@code path}, below {@code /api/v1/}, as JSON.
   *
   * @throws RefusedException when the tracker refuses; the status says why
   */
  public <T> T get(String path, Class<T> type) throws IOException, InterruptedException {
    return read(path, send(request(path).GET().build()), type);
  }

  /** Gets {@code path} as it is. */
  public byte[] getBytes(String path) throws IOException, InterruptedException {
    return send(request(path).GET().build());
  }

  /** Posts {@code body} as JSON to {@code path}, and reads the answer. */
  public <T> T post(String path, Object body, Class<T> type)
      throws IOException, InterruptedException {
    HttpRequest request =
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(StrictJson.write(body)))
            .build();
    return read(path, send(request), type);
  }

  /** Deletes {@code path}, and reads the answer. */
  public <T> T delete(String path, Class<T> type) throws IOException, InterruptedException {
    return read(path, send(request(path).DELETE().build()), type);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(tracker.resolve("/api/v1/" + path))
        .timeout(TIMEOUT)
        .header("Authorization", "Bearer " + token);
  }

  private byte[] send(HttpRequest request) throws IOException, InterruptedException {
    try {
      HttpResponse<InputStream> response =
          http.send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream in = response.body()) {
        byte[] body = in.readNBytes(MAX_BYTES + 1);
        if (body.length > MAX_BYTES) {
          throw new IOException("the answer has more than " + MAX_BYTES + " bytes");
        }
        if (response.statusCode() / 100 != 2) {
          throw new RefusedException(Problem.of(response.statusCode(), body));
        }
        return body;
      }
    } catch (ConnectException e) {
      throw new IOException("no tracker answers at " + tracker, e);
    }
  }

  private static <T> T read(String path, byte[] body, Class<T> type) throws IOException {
    try {
      return StrictJson.read("answer of " + path, body, MAX_BYTES, type);
    } catch (MalformedMessageException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
