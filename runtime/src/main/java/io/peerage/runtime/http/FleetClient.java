package io.peerage.runtime.http;

import io.peerage.protocol.identity.SpiffeId;
import io.peerage.protocol.json.MalformedMessageException;
import io.peerage.protocol.json.StrictJson;
import io.peerage.runtime.identity.CurrentIdentity;
import io.peerage.runtime.identity.FleetTls;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import org.apache.hc.client5.http.ConnectionKeepAliveStrategy;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.client5.http.ssl.NoopHostnameVerifier;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.http.ssl.TLS;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.ssl.SSLContexts;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP client for one kind of other end: keep-alive connections over TLS with a given context,
 * bounds on connections, time and size, no redirects, no cookies, no retries of its own but those
 * of {@link ClosedMeanwhile}. Blocking, made for virtual threads. Thread-safe.
 */
public final class FleetClient implements AutoCloseable {
  private static final int MAX_PROBLEM_BYTES = 16 * 1024;
  private static final TimeValue IDLE_LIMIT = TimeValue.ofSeconds(50);

  private final CloseableHttpClient http;
  private final @Nullable CurrentIdentity shown;

  /**
   * For one without an identity of its own.
   *
   * @param maxPerHost the most connections to one host and port
   * @param maxTotal the most connections in all
   */
  public FleetClient(
      @Nullable SSLContext tls, Duration connectTimeout, int maxPerHost, int maxTotal) {
    this(null, tls, (_, _) -> IDLE_LIMIT, connectTimeout, maxPerHost, maxTotal);
  }

  /**
   * For one with an identity. A connection is used again while that is what was shown on it, and
   * the certificate at the other end has not ended.
   *
   * @param shown what {@code tls} shows
   */
  public FleetClient(
      CurrentIdentity shown,
      SSLContext tls,
      InstantSource clock,
      Duration connectTimeout,
      int maxPerHost,
      int maxTotal) {
    this(shown, tls, (_, context) -> keep(context, clock), connectTimeout, maxPerHost, maxTotal);
  }

  private FleetClient(
      @Nullable CurrentIdentity shown,
      @Nullable SSLContext tls,
      ConnectionKeepAliveStrategy keeping,
      Duration connectTimeout,
      int maxPerHost,
      int maxTotal) {
    this.shown = shown;
    Timeout connect = Timeout.ofMilliseconds(connectTimeout.toMillis());
    this.http =
        HttpClients.custom()
            .setRequestExecutor(new InterimResponses())
            .setConnectionManager(
                PoolingHttpClientConnectionManagerBuilder.create()
                    .setTlsSocketStrategy(
                        new DefaultClientTlsStrategy(
                            tls != null ? tls : SSLContexts.createSystemDefault(),
                            tls != null ? new String[] {TLS.V_1_3.getId()} : null,
                            null,
                            null,
                            HostnameVerificationPolicy.CLIENT,
                            tls != null ? NoopHostnameVerifier.INSTANCE : null))
                    .setMaxConnPerRoute(maxPerHost)
                    .setMaxConnTotal(maxTotal)
                    .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.LAX)
                    .setDefaultSocketConfig(SocketConfig.custom().setTcpNoDelay(true).build())
                    .setDefaultConnectionConfig(
                        ConnectionConfig.custom()
                            .setConnectTimeout(connect)
                            .setSocketTimeout(connect)
                            .setValidateAfterInactivity(TimeValue.ofSeconds(2))
                            .setTimeToLive(TimeValue.ofMinutes(10))
                            .setIdleTimeout(
                                Timeout.of(IDLE_LIMIT.getDuration(), IDLE_LIMIT.getTimeUnit()))
                            .build())
                    .build())
            .setRetryStrategy(new ClosedMeanwhile())
            .disableRedirectHandling()
            .disableCookieManagement()
            .disableContentCompression()
            .disableAuthCaching()
            // Or else the pool takes a connection with a client certificate for its user's own, and
            // makes a new one for each request.
            .setUserTokenHandler((_, _) -> null)
            .setUserAgent("Peerage")
            .setKeepAliveStrategy(keeping)
            .evictExpiredConnections()
            .build();
  }

  /** For how long a connection is kept that is idle now. */
  private static TimeValue keep(HttpContext context, InstantSource clock) {
    long left =
        Optional.ofNullable(HttpClientContext.cast(context).getSSLSession())
            .flatMap(FleetTls::peerCertificate)
            .map(peer ->
                Duration.between(clock.instant(), peer.getNotAfter().toInstant()).toMillis())
            .orElse(0L);
    // The pool takes 0 for any time.
    return TimeValue.ofMilliseconds(Math.clamp(left, 1, IDLE_LIMIT.toMilliseconds()));
  }

  /** What reads a response while its connection is held. */
  public interface ResponseReader<T> {
    T read(ClassicHttpResponse response, Optional<X509Certificate> peer) throws IOException;
  }

  /**
   * Sends {@code request} and reads its response. A reader that has had enough throws; that breaks
   * the transfer off. One that returns, or closes the body, has the rest of it read first.
   *
   * @param silence the longest time without a byte, waiting for a free connection included
   */
  public <T> T execute(HttpUriRequestBase request, Duration silence, ResponseReader<T> reader)
      throws IOException {
    return execute(request, silence, _ -> {}, reader);
  }

  /**
   * The same.
   *
   * @param interim what takes interim responses
   */
  public <T> T execute(
      HttpUriRequestBase request,
      Duration silence,
      InterimResponses.Receiver interim,
      ResponseReader<T> reader)
      throws IOException {
    Timeout timeout = Timeout.ofMilliseconds(Math.max(1, silence.toMillis()));
    request.setConfig(
        RequestConfig.custom()
            .setConnectionRequestTimeout(timeout)
            .setResponseTimeout(timeout)
            .build());
    HttpClientContext context = HttpClientContext.create();
    if (shown != null) {
      context.setUserToken(shown.get().certificate());
    }
    InterimResponses.receive(context, interim);
    try {
      return http.execute(
          request,
          context,
          response -> {
            SSLSession session = context.getSSLSession();
            try {
              return reader.read(
                  response, session == null ? Optional.empty() : FleetTls.peerCertificate(session));
            } catch (RefusedException e) {
              // Was read to its end: the connection stays good.
              throw e;
            } catch (IOException | RuntimeException | Error e) {
              // Or else the client would read on to the end of a body that may have none.
              request.abort();
              throw e;
            }
          });
    } catch (IllegalStateException e) {
      // How the connection pool says that this client was closed meanwhile.
      throw new IOException("the client is closed", e);
    }
  }

  /**
   * Posts {@code body} as JSON and reads the answer as JSON.
   *
   * @throws RefusedException when the status is not 2xx
   * @throws IOException when the other end cannot be reached, is too slow, or talks nonsense
   */
  public <T> T postJson(URI uri, Object body, Duration silence, int maxBytes, Class<T> type)
      throws IOException {
    HttpUriRequestBase request = new HttpUriRequestBase("POST", uri);
    request.setEntity(new ByteArrayEntity(StrictJson.write(body), ContentType.APPLICATION_JSON));
    return readJson(request, silence, maxBytes, type);
  }

  /** Posts {@code body} as JSON; see {@link #postJson} for the errors. */
  public void post(URI uri, Object body, Duration silence) throws IOException {
    HttpUriRequestBase request = new HttpUriRequestBase("POST", uri);
    request.setEntity(new ByteArrayEntity(StrictJson.write(body), ContentType.APPLICATION_JSON));
    execute(
        request,
        silence,
        (response, _) -> {
          requireSuccess(response, readBody(response, MAX_PROBLEM_BYTES));
          return "";
        });
  }

  /** Gets {@code uri} as JSON; see {@link #postJson} for the errors. */
  public <T> T getJson(URI uri, Duration silence, int maxBytes, Class<T> type) throws IOException {
    return readJson(new HttpUriRequestBase("GET", uri), silence, maxBytes, type);
  }

  private <T> T readJson(HttpUriRequestBase request, Duration silence, int maxBytes, Class<T> type)
      throws IOException {
    return execute(
        request,
        silence,
        (response, _) -> {
          byte[] body = readBody(response, maxBytes);
          requireSuccess(response, body);
          try {
            return StrictJson.read("answer of " + request.getRequestUri(), body, maxBytes, type);
          } catch (MalformedMessageException e) {
            throw new IOException(e.getMessage(), e);
          }
        });
  }

  /** Throws the refusal in {@code response} unless its status is 2xx. */
  public static void requireSuccess(ClassicHttpResponse response, byte[] body)
      throws RefusedException {
    if (response.getCode() / 100 != 2) {
      throw new RefusedException(Problem.of(response.getCode(), body));
    }
  }

  /** Reads a body of at most {@code maxBytes}; a longer one is an error. */
  public static byte[] readBody(ClassicHttpResponse response, int maxBytes) throws IOException {
    HttpEntity entity = response.getEntity();
    if (entity == null) {
      return new byte[0];
    }
    // Not closed here: closing reads to the end, and execute ends the transfer either way.
    InputStream in = entity.getContent();
    byte[] body = in.readNBytes(maxBytes + 1);
    if (body.length > maxBytes) {
      throw new IOException("the answer has more than " + maxBytes + " bytes");
    }
    return body;
  }

  /** Who sent {@code response}, by the certificate it showed. */
  public static Optional<SpiffeId> identityOf(Optional<X509Certificate> peer) {
    return peer.flatMap(SpiffeId::of);
  }

  @Override
  public void close() {
    http.close(org.apache.hc.core5.io.CloseMode.IMMEDIATE);
  }
}
