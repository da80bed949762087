package io.peerage.benchmarks.http;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A load of keep-alive connections, made by wrk. */
final class Wrk {
  private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in");
  private static final Pattern ERRORS =
      Pattern.compile("(Non-2xx or 3xx responses|Socket errors): .*");

  /** Clients ask by name; to servers that look at Host more closely than by name, that matters. */
  private static final String HOST = "media.example";

  private Wrk() {}

  /**
   * Asks for {@code uri} again and again.
   *
   * @return how many responses came
   * @throws IOException when one was not 2xx, or a connection failed
   */
  static long run(URI uri, int connections, int seconds) throws IOException, InterruptedException {
    Process wrk =
        new ProcessBuilder(
                List.of(
                    "wrk",
                    "-t1",
                    "-c" + connections,
                    "-d" + seconds + "s",
                    "-H",
                    "Host: " + HOST,
                    uri.toString()))
            .redirectErrorStream(true)
            .start();
    String output = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    wrk.waitFor();
    Matcher errors = ERRORS.matcher(output);
    Matcher requests = REQUESTS.matcher(output);
    if (errors.find() || !requests.find()) {
      throw new IOException("wrk against " + uri + ":\n" + output);
    }
    return Long.parseLong(requests.group(1));
  }
}
