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

/** Serves manifests and root documents. */
final class ManifestEndpoint {
  private static final String JSON = "application/json";

  private final Sites sites;
  private final AdapterMetrics metrics;

  ManifestEndpoint(Sites sites, AdapterMetrics metrics) {
    this.sites = sites;
    this.metrics = metrics;
  }

  void manifest(Exchange exchange) throws IOException, RequestException, InterruptedException {
    Site site = sites.ofPath(exchange);
    ObjectPath path = QueryPath.read(exchange.pathQuery());
    ManifestAnswer answer =
        exchange.header("Authorization").isPresent()
            ? new ManifestAnswer.None("the request is authorised")
            : site.publisher().manifest(path);
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
