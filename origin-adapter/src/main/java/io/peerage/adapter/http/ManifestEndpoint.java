package io.peerage.adapter.http;

import io.peerage.adapter.metrics.AdapterMetrics;
import io.peerage.adapter.metrics.AdapterMetrics.Kind;
import io.peerage.adapter.publish.ManifestAnswer;
import io.peerage.adapter.publish.PublishedObject;
import io.peerage.protocol.dsse.Envelope;
import io.peerage.protocol.manifest.ObjectPath;
import io.peerage.runtime.server.Exchange;
import io.peerage.runtime.server.RequestException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Serves manifests and root documents. */
final class ManifestEndpoint {
  private static final String JSON = "application/json";
  private static final Pattern MAX_AGE = Pattern.compile("max-age=\"?(\\d{1,10})\"?");

  private final Sites sites;
  private final AdapterMetrics metrics;
  private final InstantSource clock;

  ManifestEndpoint(Sites sites, AdapterMetrics metrics, InstantSource clock) {
    this.sites = sites;
    this.metrics = metrics;
    this.clock = clock;
  }

  void manifest(Exchange exchange) throws IOException, RequestException, InterruptedException {
    Site site = sites.ofPath(exchange);
    ObjectPath path = QueryPath.read(exchange.pathQuery());
    ManifestAnswer answer =
        exchange.header("Authorization").isPresent()
            ? new ManifestAnswer.None("the request is authorised")
            : site.publisher().manifest(path, lookedSince(exchange));
    switch (answer) {
      case ManifestAnswer.Ready(PublishedObject object, _) -> {
        metrics.answered(Kind.MANIFEST, 200);
        exchange.send(200, JSON, object.json());
        metrics.sent(Kind.MANIFEST, object.json().length);
      }
      case ManifestAnswer.None _ -> {
        metrics.answered(Kind.MANIFEST, 204);
        exchange.sendStatus(204);
      }
      case ManifestAnswer.Pending(Duration retryAfter) -> {
        metrics.answered(Kind.MANIFEST, 202);
        exchange.set("Retry-After", RetryAfter.seconds(retryAfter));
        exchange.sendStatus(202);
      }
      case ManifestAnswer.Absent _ -> throw refused(404, "Not found", "the origin has no " + path);
      case ManifestAnswer.Failed(int status, String detail, Duration retryAfter) -> {
        if (status == 503) {
          exchange.set("Retry-After", RetryAfter.seconds(retryAfter));
        }
        throw refused(status, "No manifest now", detail);
      }
    }
  }

  /**
   * When the origin must last have been asked for the answer to be of use: {@code no-cache} and
   * {@code max-age} as RFC 9111 section 5.2.1 has them, other directives say nothing here.
   */
  private Instant lookedSince(Exchange exchange) {
    Instant since = Instant.MIN;
    for (String directive : exchange.header("Cache-Control").orElse("").split(",", -1)) {
      String asked = directive.strip().toLowerCase(Locale.ROOT);
      Matcher maxAge = MAX_AGE.matcher(asked);
      if (asked.equals("no-cache")) {
        return clock.instant();
      }
      if (maxAge.matches()) {
        since = clock.instant().minusSeconds(Long.parseLong(maxAge.group(1)));
      }
    }
    return since;
  }

  void root(Exchange exchange) throws IOException, RequestException {
    Site site = sites.ofPath(exchange);
    String version = exchange.pathParameter("version");
    Envelope root =
        site.signer()
            .chain()
            .version(version.matches("[1-9]\\d{0,8}") ? Integer.parseInt(version) : 0)
            .orElseThrow(() ->
                new RequestException(
                    404, "Not found", "site " + site.name() + " has no root " + version));
    byte[] json = root.toJson();
    metrics.answered(Kind.ROOT, 200);
    exchange.send(200, JSON, json);
    metrics.sent(Kind.ROOT, json.length);
  }

  private RequestException refused(int status, String title, String detail) {
    metrics.answered(Kind.MANIFEST, status);
    return new RequestException(status, title, detail);
  }
}
