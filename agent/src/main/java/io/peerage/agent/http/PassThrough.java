package io.peerage.agent.http;

import io.peerage.agent.delivery.ObjectReader;
import io.peerage.agent.origin.Site;
import io.peerage.agent.swarm.FlightException;
import io.peerage.agent.traffic.TrafficMeter;
import io.peerage.agent.undertow.BodyReader;
import io.peerage.agent.undertow.BodyWriter;
import io.peerage.runtime.http.ConnectionFields;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.io.entity.InputStreamEntity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a request on to the site's origin as it is, and its response back, both as streams; only
 * fields that belong to one connection are left behind (RFC 9110 section 7.6.1). A response that
 * breaks off breaks off here too. Blocking; thread-safe.
 */
final class PassThrough {
  private static final Logger log = LoggerFactory.getLogger(PassThrough.class);
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final HttpString CACHE_STATUS = new HttpString("Cache-Status");

  private final String via;
  private final Duration clientPatience;
  private final TrafficMeter traffic;
  private final CacheStatus cacheStatus;
  private final Problems problems;
  private final PieceSender pieces;
  private final Semaphore slots;

  PassThrough(
      EdgeConfig config,
      TrafficMeter traffic,
      PieceSender pieces,
      CacheStatus cacheStatus,
      Problems problems) {
    this.pieces = pieces;
    this.via = "1.1 " + config.name();
    this.clientPatience = config.clientPatience().duration();
    this.traffic = traffic;
    this.cacheStatus = cacheStatus;
    this.problems = problems;
    this.slots = new Semaphore(config.maxPassing());
  }

  /** The rest of a body is to come from elsewhere. */
  private static final class SupersededException extends IOException {
    private static final long serialVersionUID = 1L;
    private final transient BodyWriter body;
    private final transient ObjectReader rest;

    SupersededException(BodyWriter body, ObjectReader rest) {
      super("the object is signed now");
      this.body = body;
      this.rest = rest;
    }
  }

  /**
   * Serves the exchange, to its end.
   *
   * @param meanwhile where the rest of a body may come from; nothing for requests that are not a
   *     shared cache's business
   */
  void serve(HttpServerExchange exchange, Site site, Optional<SignedMeanwhile> meanwhile) {
    if (!slots.tryAcquire()) {
      problems.send(
          exchange,
          503,
          "overload",
          "Too many requests to the origin",
          "The agent passes only so many requests on at once; try again in a second.");
      return;
    }
    try {
      site.pass(
          request(exchange, site),
          (response, _) -> {
            respond(exchange, response, meanwhile);
            return "";
          });
    } catch (SupersededException e) {
      finish(exchange, e.body, e.rest);
    } catch (SocketTimeoutException e) {
      fail(exchange, 504, "timeout", "The origin does not answer in time", e);
    } catch (IOException e) {
      fail(exchange, 502, "unreachable", "The origin cannot be asked", e);
    } catch (IllegalArgumentException e) {
      fail(exchange, 400, "malformed", "The request's target is malformed", e);
    } finally {
      slots.release();
    }
  }

  private void finish(HttpServerExchange exchange, BodyWriter body, ObjectReader rest) {
    try {
      pieces.finish(rest, body);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      BodyWriter.abort(exchange);
    } catch (FlightException | IOException e) {
      log.debug("{} breaks off", exchange.getRequestURI(), e);
      BodyWriter.abort(exchange);
    }
  }

  private void fail(
      HttpServerExchange exchange, int status, String why, String title, Exception e) {
    log.debug("passing {} through failed", exchange.getRequestURI(), e);
    if (exchange.isResponseStarted()) {
      BodyWriter.abort(exchange);
    } else {
      exchange.getResponseHeaders().clear();
      problems.send(exchange, status, why, title, String.valueOf(e.getMessage()));
    }
  }

  private HttpUriRequestBase request(HttpServerExchange exchange, Site site) {
    HttpUriRequestBase request =
        new HttpUriRequestBase(
            exchange.getRequestMethod().toString(), site.target(Targets.originForm(exchange)));
    HeaderMap fields = exchange.getRequestHeaders();
    HeaderValues connection = fields.get(Headers.CONNECTION);
    ConnectionFields dropped = new ConnectionFields(connection == null ? List.of() : connection);
    for (HeaderValues field : fields) {
      String name = field.getHeaderName().toString();
      if (!dropped.contains(name)) {
        field.forEach(value -> request.addHeader(name, value));
      }
    }
    request.addHeader("Via", via);
    if (!exchange.isRequestComplete()) {
      request.setEntity(
          new InputStreamEntity(
              new BodyReader(exchange, clientPatience), exchange.getRequestContentLength(), null));
    }
    return request;
  }

  private void respond(
      HttpServerExchange exchange,
      ClassicHttpResponse response,
      Optional<SignedMeanwhile> meanwhile)
      throws IOException {
    int status = response.getCode();
    exchange.setStatusCode(status);
    HeaderMap header = exchange.getResponseHeaders();
    ConnectionFields dropped =
        new ConnectionFields(
            Arrays.stream(response.getHeaders("Connection"))
                .map(field -> String.valueOf(field.getValue()))
                .toList());
    for (Header field : response.getHeaders()) {
      if (!dropped.contains(field.getName())) {
        header.add(new HttpString(field.getName()), String.valueOf(field.getValue()));
      }
    }
    header.add(Headers.VIA, via);
    header.add(CACHE_STATUS, cacheStatus.passed(status));
    boolean isHead = exchange.getRequestMethod().equals(Methods.HEAD);
    Header length = response.getFirstHeader("Content-Length");
    if (length != null && (isHead || response.getEntity() != null)) {
      header.put(Headers.CONTENT_LENGTH, length.getValue());
    } else if (response.getEntity() == null && status != 204 && status != 304 && !isHead) {
      exchange.setResponseContentLength(0);
    }
    if (isHead || response.getEntity() == null) {
      exchange.endExchange();
      return;
    }
    copy(exchange, response, meanwhile);
  }

  private void copy(
      HttpServerExchange exchange,
      ClassicHttpResponse response,
      Optional<SignedMeanwhile> meanwhile)
      throws IOException {
    Optional<PassingBody> passing =
        meanwhile.flatMap(_ ->
            PassingBody.of(
                response.getCode(),
                name -> Optional.ofNullable(response.getFirstHeader(name)).map(Header::getValue)));
    BodyWriter body = new BodyWriter(exchange, clientPatience);
    byte[] buffer = new byte[BUFFER_BYTES];
    long sent = 0;
    // Not closed here: closing would read to the end what is to be broken off.
    InputStream in = response.getEntity().getContent();
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      traffic.fromOrigin(read);
      body.write(ByteBuffer.wrap(buffer, 0, read));
      traffic.toClient(read);
      sent += read;
      if (in.available() == 0) {
        body.flush();
      }
      if (passing.isPresent() && sent < passing.get().range().length()) {
        Optional<ObjectReader> rest = meanwhile.orElseThrow().rest(passing.get(), sent);
        if (rest.isPresent()) {
          throw new SupersededException(body, rest.get());
        }
      }
    }
    body.end();
  }
}
