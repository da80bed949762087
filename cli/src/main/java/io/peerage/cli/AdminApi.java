package io.peerage.cli;

import io.peerage.runtime.http.AdminClient;
import io.peerage.runtime.http.RefusedException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The options by which a command reaches a tracker's admin API, and the calls. */
final class AdminApi {
  @Option(
      names = "--tracker",
      paramLabel = "URL",
      defaultValue = "${env:PEERAGE_ADMIN_URL:-http://127.0.0.1:7440}",
      description =
          "The tracker's admin address (default: ${DEFAULT-VALUE}; environment variable"
              + " PEERAGE_ADMIN_URL).")
  private URI tracker;

  @Option(
      names = "--admin-token-file",
      paramLabel = "FILE",
      defaultValue = "${env:PEERAGE_ADMIN_TOKEN_FILE:-data/tracker/admin-token}",
      description =
          "The file with the admin token, which the tracker made in its data folder (default:"
              + " ${DEFAULT-VALUE}; environment variable PEERAGE_ADMIN_TOKEN_FILE).")
  private Path tokenFile;

  @SuppressWarnings("NullAway.Init")
  AdminApi() {}

  /** Posts to a path below {@code /api/v1/}. */
  <T> T post(String path, Object body, Class<T> answer) throws IOException, InterruptedException {
    return call(client -> client.post(path, body, answer));
  }

  /** Gets a path below {@code /api/v1/}. */
  <T> T get(String path, Class<T> answer) throws IOException, InterruptedException {
    return call(client -> client.get(path, answer));
  }

  /** Deletes a path below {@code /api/v1/}. */
  <T> T delete(String path, Class<T> answer) throws IOException, InterruptedException {
    return call(client -> client.delete(path, answer));
  }

  /** Gets a path below {@code /api/v1/} as the tracker sends it. */
  String getText(String path) throws IOException, InterruptedException {
    return call(client -> new String(client.getBytes(path), StandardCharsets.UTF_8));
  }

  private interface Call<T> {
    T with(AdminClient client) throws IOException, InterruptedException;
  }

  private <T> T call(Call<T> call) throws IOException, InterruptedException {
    String scheme = String.valueOf(tracker.getScheme());
    if (!scheme.matches("https?") || tracker.getHost() == null) {
      throw new IOException(
          "--tracker is a URL such as http://127.0.0.1:7440, not \"" + tracker + '"');
    }
    try (AdminClient client = new AdminClient(tracker, token())) {
      return call.with(client);
    } catch (RefusedException e) {
      throw e.status() == 401
          ? new IOException("the tracker at " + tracker + " has another admin token", e)
          : e;
    }
  }

  private String token() throws IOException {
    try {
      return Files.readString(tokenFile).strip();
    } catch (NoSuchFileException e) {
      throw new IOException(
          tokenFile + ": there is no such file; name the tracker's with --admin-token-file", e);
    }
  }
}
