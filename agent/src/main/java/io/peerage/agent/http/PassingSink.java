package io.peerage.agent.http;

import io.peerage.agent.caching.HeaderFields;
import io.peerage.agent.delivery.ObjectReader;
import io.peerage.agent.responses.Answer;
import io.peerage.agent.responses.Upstream;
import io.peerage.agent.swarm.FlightException;
import io.peerage.agent.traffic.TrafficMeter;
import io.peerage.agent.undertow.BodyWriter;
import io.peerage.agent.undertow.InterimSend;
import io.peerage.runtime.http.ConnectionFields;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes a response that is not to be shared on to the client who asked, as it is, as a stream;
 * only fields that belong to one connection are left behind (RFC 9110 section 7.6.1). A response
 * that breaks off breaks off here too. For one exchange; blocking.
 */
final class PassingSink implements Upstream.Sink {
  private static final Logger log = LoggerFactory.getLogger(PassingSink.class);
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final HttpString CACHE_STATUS = new HttpString("Cache-Status");
  private static final HttpString SERVER_TIMING = new HttpString("Server-Timing");

  private final HttpServerExchange exchange;
  private final Optional<SignedMeanwhile> meanwhile;
  private final String via;
  private final CacheStatus cacheStatus;
  private final TrafficMeter traffic;
  private final Duration clientPatience;

  /** Set by the fetching thread before the asking one goes on. */
  private @Nullable SupersededException superseded;

  /**
   * @param meanwhile where the rest of a body may come from; nothing for requests that are not a
   *     shared cache's business
   */
  PassingSink(
      HttpServerExchange exchange,
      Optional<SignedMeanwhile> meanwhile,
      String via,
      CacheStatus cacheStatus,
      TrafficMeter traffic,
      Duration clientPatience) {
    this.exchange = exchange;
    this.meanwhile = meanwhile;
    this.via = via;
    this.cacheStatus = cacheStatus;
    this.traffic = traffic;
    this.clientPatience = clientPatience;
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

  @Override
  public void interim(int status, HeaderFields fields) throws IOException {
    InterimSend send = new InterimSend(status);
    fields.fields().forEach(field -> send.add(field.name(), field.value()));
    send.to(exchange);
  }

  @Override
  public void pass(ClassicHttpResponse response, Answer.Forwarded why, Duration took)
      throws IOException {
    try {
      respond(response, why, took);
    } catch (SupersededException e) {
      superseded = e;
      throw e;
    } catch (IOException | RuntimeException e) {
      log.debug("{} breaks off", exchange.getRequestURI(), e);
      BodyWriter.abort(exchange);
      throw e;
    }
  }

  /** Sends the rest of a response that was not passed on to its end. */
  void finish(PieceSender pieces) throws InterruptedException {
    if (superseded == null) {
      return;
    }
    try {
      pieces.finish(superseded.rest, superseded.body);
    } catch (FlightException | IOException e) {
      log.debug("{} breaks off", exchange.getRequestURI(), e);
      BodyWriter.abort(exchange);
    }
  }

  private void respond(ClassicHttpResponse response, Answer.Forwarded why, Duration took)
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
      if (!dropped.contains(field.getName())
          && !RequestGuard.hasControl(String.valueOf(field.getValue()))) {
        header.add(HttpString.tryFromString(field.getName()), String.valueOf(field.getValue()));
      }
    }
    header.add(Headers.VIA, via);
    header.add(CACHE_STATUS, cacheStatus.passed(why, status));
    header.add(SERVER_TIMING, "origin;dur=" + took.toMillis());
    boolean isHead = exchange.getRequestMethod().equals(Methods.HEAD);
    Header length = response.getFirstHeader("Content-Length");
    if (length != null && (isHead || response.getEntity() != null)) {
      header.put(Headers.CONTENT_LENGTH, length.getValue());
    } else if (response.getEntity() == null && status != 204 && status != 304 && !isHead) {
      exchange.setResponseContentLength(0);
    }
    if (isHead && length == null) {
      // Ended by itself it would say that the length is 0.
      new BodyWriter(exchange, clientPatience).end();
      return;
    }
    if (isHead || response.getEntity() == null) {
      exchange.endExchange();
      return;
    }
    copy(response);
  }

  private void copy(ClassicHttpResponse response) throws IOException {
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
