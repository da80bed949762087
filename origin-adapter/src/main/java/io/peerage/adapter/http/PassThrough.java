package io.peerage.adapter.http;

import io.peerage.adapter.metrics.AdapterMetrics;
import io.peerage.adapter.metrics.AdapterMetrics.Kind;
import io.peerage.adapter.publish.ReadAlong;
import io.peerage.adapter.source.Field;
import io.peerage.adapter.source.ForwardedRequest;
import io.peerage.adapter.source.ForwardedResponse;
import io.peerage.adapter.source.SourceException;
import io.peerage.protocol.manifest.ObjectPath;
import io.peerage.runtime.server.Exchange;
import io.peerage.runtime.server.RequestException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;

/**
 * Passes requests on to the origin of the site that their {@code Host} belongs to, and the answers
 * back: what is not about a connection stays as it is.
 */
final class PassThrough {
  private static final String OWN_PATHS = "/peerage/v1/";

  /** Methods that are about the connection or the chain of proxies, not about the origin. */
  private static final Set<String> REFUSED_METHODS = Set.of("CONNECT", "TRACE");

  /** Fields of requests that ask for something else than the whole object for anybody. */
  private static final List<String> OWN_ANSWER =
      List.of(
          "Authorization",
          "Range",
          "If-Match",
          "If-None-Match",
          "If-Modified-Since",
          "If-Unmodified-Since",
          "Cache-Control",
          "Pragma");

  private static final int BUFFER_BYTES = 64 * 1024;

  private final Sites sites;
  private final String pseudonym;
  private final long maxBodyBytes;
  private final AdapterMetrics metrics;

  /**
   * @param pseudonym this adapter's name in {@code Via}, unlike any other's
   * @param maxBodyBytes the longest request body
   */
  PassThrough(Sites sites, String pseudonym, long maxBodyBytes, AdapterMetrics metrics) {
    this.sites = sites;
    this.pseudonym = pseudonym;
    this.maxBodyBytes = maxBodyBytes;
    this.metrics = metrics;
  }

  void serve(Exchange exchange) throws IOException, RequestException, InterruptedException {
    if (exchange.path().startsWith(OWN_PATHS)) {
      throw new RequestException(404, "Not found", "there is nothing at this path");
    }
    if (REFUSED_METHODS.contains(exchange.method())) {
      throw new RequestException(
          405, "Method not allowed", exchange.method() + " is not passed through");
    }
    Site site = sites.ofHost(exchange);
    ForwardedRequest request = request(exchange);
    if (isForEveryone(exchange) && readAlong(exchange, site)) {
      return;
    }
    try {
      site.source()
          .forward(
              request,
              new ForwardedResponse() {
                @Override
                public void interim(int status, List<Field> fields) throws IOException {
                  exchange.sendInterim(status, fieldsOf(HopByHop.strip(fields)));
                }

                @Override
                public OutputStream begin(int status, List<Field> fields) {
                  return PassThrough.this.begin(exchange, status, HopByHop.strip(fields));
                }
              });
    } catch (SourceException e) {
      if (exchange.isCommitted()) {
        throw e;
      }
      exchange.reset();
      if (e.status() == 503) {
        exchange.set("Retry-After", RetryAfter.seconds(e.retryAfter()));
      }
      metrics.answered(Kind.PASS, e.status());
      throw new RequestException(
          e.status(), "The origin does not answer", String.valueOf(e.getMessage()));
    } catch (BoundedBody.TooLongException e) {
      throw tooLong();
    }
  }

  /** Whether the request may be answered with what anybody would get. */
  private static boolean isForEveryone(Exchange exchange) {
    return exchange.method().equals("GET")
        && OWN_ANSWER.stream().allMatch(name -> exchange.header(name).isEmpty());
  }

  /** Answers with what is on its way from the origin already; false when nothing is. */
  private boolean readAlong(Exchange exchange, Site site) throws IOException {
    Optional<ReadAlong> reading;
    try {
      reading = site.publisher().readAlong(new ObjectPath(exchange.pathQuery()));
    } catch (IllegalArgumentException e) {
      return false;
    }
    Optional<InputStream> opened = reading.flatMap(ReadAlong::open);
    if (opened.isEmpty()) {
      return false;
    }
    List<Field> fields = new ArrayList<>();
    reading
        .get()
        .fields()
        .forEach((name, value) -> {
          if (!name.equalsIgnoreCase("content-length")) {
            fields.add(new Field(name, value));
          }
        });
    reading
        .get()
        .length()
        .ifPresent(length -> fields.add(new Field("Content-Length", Long.toString(length))));
    try (InputStream body = opened.get()) {
      OutputStream out = begin(exchange, 200, HopByHop.strip(fields));
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
        out.write(buffer, 0, read);
        // It may be long until there is more.
        out.flush();
      }
      out.close();
    }
    return true;
  }

  private static HttpFields fieldsOf(List<Field> fields) {
    HttpFields.Mutable sent = HttpFields.build();
    fields.forEach(field -> sent.add(field.name(), field.value()));
    return sent;
  }

  private ForwardedRequest request(Exchange exchange) throws RequestException {
    List<Field> fields = new ArrayList<>();
    long length = 0;
    boolean hasBody = false;
    StringBuilder via = new StringBuilder();
    List<Field> received = new ArrayList<>();
    for (HttpField field : exchange.headers()) {
      received.add(new Field(field.getName(), field.getValue() == null ? "" : field.getValue()));
    }
    if (exchange.header("Transfer-Encoding").isPresent()) {
      hasBody = true;
      length = -1;
    }
    for (Field field : HopByHop.strip(received)) {
      switch (field.name().toLowerCase(java.util.Locale.ROOT)) {
        case "content-length" -> {
          length = Long.parseLong(field.value().strip());
          hasBody = length > 0;
        }
        // This adapter asks for the body itself.
        case "expect" -> {}
        case "via" -> via.append(via.isEmpty() ? "" : ", ").append(field.value());
        default -> fields.add(field);
      }
    }
    if (via.indexOf(pseudonym) >= 0) {
      throw new RequestException(
          508,
          "Loop detected",
          "the request came through this adapter before; its origin leads back to it");
    }
    if (length > maxBodyBytes) {
      throw tooLong();
    }
    fields.add(new Field("Via", (via.isEmpty() ? "" : via + ", ") + "1.1 " + pseudonym));
    return new ForwardedRequest(
        exchange.method(),
        exchange.pathQuery(),
        fields,
        hasBody
            ? Optional.of(
                new ForwardedRequest.Body(new BoundedBody(exchange.body(), maxBodyBytes), length))
            : Optional.empty());
  }

  private OutputStream begin(Exchange exchange, int status, List<Field> fields) {
    boolean bodyless = status == 204 || status == 304;
    StringBuilder via = new StringBuilder();
    boolean dated = false;
    boolean lengthSaid = bodyless;
    for (Field field : fields) {
      switch (field.name().toLowerCase(java.util.Locale.ROOT)) {
        case "content-length" -> {
          if (!bodyless) {
            exchange.set("Content-Length", field.value().strip());
            lengthSaid = true;
          }
        }
        case "via" -> via.append(field.value()).append(", ");
        // In the place of this server's own.
        case "date" -> {
          if (!dated) {
            exchange.set("Date", field.value());
            dated = true;
          }
        }
        default -> exchange.add(field.name(), field.value());
      }
    }
    exchange.set("Via", via + "1.1 " + pseudonym);
    if (exchange.isHead() && !lengthSaid) {
      // Or else the server would say that it is 0.
      exchange.set("Transfer-Encoding", "chunked");
    }
    metrics.answered(Kind.PASS, status);
    return new FilterOutputStream(exchange.startBody(status)) {
      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
        metrics.sent(Kind.PASS, length);
      }

      @Override
      public void close() throws IOException {
        out.close();
      }
    };
  }

  private RequestException tooLong() {
    return new RequestException(
        413,
        "Request too large",
        "a body that is passed on has at most " + maxBodyBytes + " bytes");
  }
}
