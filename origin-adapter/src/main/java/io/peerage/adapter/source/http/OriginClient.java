package io.peerage.adapter.source.http;

import io.peerage.adapter.source.Field;
import io.peerage.adapter.source.SourceException;
import io.peerage.adapter.source.SourceException.Kind;
import io.peerage.runtime.http.InterimResponses;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.CloseableHttpResponse;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentLengthStrategy;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpMessage;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.DefaultContentLengthStrategy;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.HttpResponseInformationCallback;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Connections to one origin: kept alive, bounded in number, time and header size; no redirects, no
 * cookies, no credentials, no decoding, nothing added to a request but what its connection needs.
 * Blocking and thread-safe.
 */
final class OriginClient implements AutoCloseable {
  private static final int MAX_LINE_BYTES = 16 * 1024;
  private static final int MAX_FIELDS = 200;

  /** Connections that are tried when one after the other has bytes on it that nobody asked for. */
  private static final int MAX_UNCLEAN = 4;

  private static final int MAX_DRAIN_BYTES = 16 * 1024;
  private static final TimeValue IDLE_LIMIT = TimeValue.ofSeconds(30);

  private final OriginSettings settings;
  private final HttpHost target;
  private final RequestConfig config;
  private final CloseableHttpClient http;

  OriginClient(OriginSettings settings) {
    this.settings = settings;
    this.target =
        new HttpHost(
            settings.base().getScheme(), settings.base().getHost(), settings.base().getPort());
    Timeout connect = Timeout.ofMilliseconds(settings.connectTimeout().toMillis());
    Timeout silence = Timeout.ofMilliseconds(settings.silence().toMillis());
    this.config =
        RequestConfig.custom()
            .setConnectionRequestTimeout(silence)
            .setResponseTimeout(silence)
            .setAuthenticationEnabled(false)
            .build();
    this.http =
        HttpClients.custom()
            .setRequestExecutor(new CleanStartExecutor())
            .setConnectionManager(
                PoolingHttpClientConnectionManagerBuilder.create()
                    .setConnectionFactory(
                        ManagedHttpClientConnectionFactory.builder()
                            .http1Config(
                                Http1Config.custom()
                                    .setMaxLineLength(MAX_LINE_BYTES)
                                    .setMaxHeaderCount(MAX_FIELDS)
                                    .setMaxEmptyLineCount(1)
                                    .build())
                            .incomingContentLengthStrategy(OriginClient::contentLength)
                            .build())
                    .setMaxConnPerRoute(settings.connections())
                    .setMaxConnTotal(settings.connections())
                    .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.LAX)
                    .setDefaultSocketConfig(
                        SocketConfig.custom().setTcpNoDelay(true).setSoTimeout(silence).build())
                    .setDefaultConnectionConfig(
                        ConnectionConfig.custom()
                            .setConnectTimeout(connect)
                            .setSocketTimeout(silence)
                            .setValidateAfterInactivity(TimeValue.ofSeconds(1))
                            .setIdleTimeout(
                                Timeout.of(IDLE_LIMIT.getDuration(), IDLE_LIMIT.getTimeUnit()))
                            .setTimeToLive(10, TimeUnit.MINUTES)
                            .build())
                    .build())
            .disableAutomaticRetries()
            .disableRedirectHandling()
            .disableCookieManagement()
            .disableContentCompression()
            .disableAuthCaching()
            .disableConnectionState()
            .disableDefaultUserAgent()
            .evictExpiredConnections()
            .build();
  }

  /**
   * Where a body ends. One with a transfer coding that is not known ends with its connection (RFC
   * 9112 section 6.3); one with a coding that would have to be undone is refused.
   */
  private static long contentLength(HttpMessage message) throws HttpException {
    Header coding = message.getFirstHeader("Transfer-Encoding");
    if (coding != null
        && message.countHeaders("Transfer-Encoding") == 1
        && !String.valueOf(coding.getValue())
            .toLowerCase(Locale.ROOT)
            .matches(".*(chunked|gzip|compress|deflate|identity|,).*")) {
      return ContentLengthStrategy.UNDEFINED;
    }
    return DefaultContentLengthStrategy.INSTANCE.determineLength(message);
  }

  /** A connection was found unfit before anything was sent on it. */
  private static final class NothingSentException extends NoHttpResponseException {
    private static final long serialVersionUID = 1L;

    NothingSentException() {
      super("the origin sent more than it had announced");
    }
  }

  /** An origin's answer, holding its connection until closed. */
  record Response(CloseableHttpResponse message) implements AutoCloseable {
    int status() {
      return message.getCode();
    }

    /** All fields, names in lower case, those that came several times joined with commas. */
    Map<String, String> fields() {
      Map<String, String> fields = new LinkedHashMap<>();
      for (Header header : message.getHeaders()) {
        String value = header.getValue() == null ? "" : header.getValue().strip();
        fields.merge(header.getName().toLowerCase(Locale.ROOT), value, (a, b) -> a + ", " + b);
      }
      return fields;
    }

    @Nullable HttpEntity entity() {
      return message.getEntity();
    }

    /** Gives the connection back if little is left of the body; else closes it. */
    @Override
    public void close() {
      HttpEntity entity = message.getEntity();
      if (entity != null && entity.getContentLength() <= MAX_DRAIN_BYTES) {
        try {
          entity.getContent().readNBytes(MAX_DRAIN_BYTES + 1);
        } catch (IOException e) {
          // Then it is closed.
        }
      }
      abort();
    }

    /** Closes the connection unless the body was read to its end. */
    void abort() {
      message.close(CloseMode.IMMEDIATE);
    }
  }

  /**
   * Sends a request and waits for the head of its answer. No retries.
   *
   * @param objectPath path and query as on the request line
   * @param entity the body, if there is one
   */
  Response send(String method, String objectPath, List<Field> fields, @Nullable HttpEntity entity)
      throws SourceException {
    return send(method, objectPath, fields, entity, _ -> {});
  }

  /**
   * The same.
   *
   * @param interim what takes interim responses
   */
  Response send(
      String method,
      String objectPath,
      List<Field> fields,
      @Nullable HttpEntity entity,
      InterimResponses.Receiver interim)
      throws SourceException {
    HttpClientContext context = HttpClientContext.create();
    context.setRequestConfig(config);
    InterimResponses.receive(context, interim);
    try {
      for (int attempt = 1; ; attempt++) {
        ClassicHttpRequest request =
            new BasicClassicHttpRequest(method, target, settings.prefix() + objectPath);
        fields.forEach(field -> request.addHeader(field.name(), field.value()));
        request.setEntity(entity);
        try {
          return new Response(closeable(http.executeOpen(target, request, context)));
        } catch (NothingSentException e) {
          // Whatever the method is, it is no repetition to send it for the first time.
          if (attempt == MAX_UNCLEAN) {
            throw e;
          }
        }
      }
    } catch (InterruptedIOException e) {
      throw new SourceException(Kind.TIMEOUT, describe(e), e);
    } catch (org.apache.hc.client5.http.ClientProtocolException e) {
      throw new SourceException(Kind.BROKEN, describe(e), e);
    } catch (IOException e) {
      throw new SourceException(Kind.UNREACHABLE, describe(e), e);
    }
  }

  private static CloseableHttpResponse closeable(ClassicHttpResponse response) {
    return response instanceof CloseableHttpResponse closeable
        ? closeable
        : CloseableHttpResponse.adapt(response);
  }

  /** Trouble while a body was read. */
  SourceException broken(IOException e) {
    return switch (e) {
      case SourceException known -> known;
      case InterruptedIOException timeout ->
          new SourceException(Kind.TIMEOUT, describe(timeout), timeout);
      case SSLException tls -> new SourceException(Kind.BROKEN, describe(tls), tls);
      default -> new SourceException(Kind.BROKEN, describe(e), e);
    };
  }

  private String describe(IOException e) {
    Throwable cause = e.getCause() instanceof HttpException http ? http : e;
    return settings.base() + ": " + cause.getClass().getSimpleName() + ": " + cause.getMessage();
  }

  @Override
  public void close() {
    http.close(CloseMode.IMMEDIATE);
  }

  /**
   * Refuses a connection on which bytes wait before anything was asked: an origin that sends more
   * than it announced must not have the rest taken for the next answer.
   */
  private static final class CleanStartExecutor extends InterimResponses {
    @Override
    public ClassicHttpResponse execute(
        ClassicHttpRequest request,
        HttpClientConnection connection,
        @Nullable HttpResponseInformationCallback callback,
        HttpContext context)
        throws IOException, HttpException {
      if (connection.getEndpointDetails() != null
          && connection.getEndpointDetails().getResponseCount() > 0
          && connection.isDataAvailable(Timeout.ofMilliseconds(1))) {
        connection.close(CloseMode.IMMEDIATE);
        throw new NothingSentException();
      }
      return super.execute(request, connection, callback, context);
    }
  }
}
