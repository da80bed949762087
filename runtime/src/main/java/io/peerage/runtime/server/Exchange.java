package io.peerage.runtime.server;

import io.peerage.protocol.json.MalformedMessageException;
import io.peerage.protocol.json.StrictJson;
import io.peerage.runtime.http.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLSession;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Fields;

/** One request and its response, for a blocking handler on its own virtual thread. */
public final class Exchange {
  private final Request request;
  private final Response response;
  private final Map<String, String> pathParameters;

  Exchange(Request request, Response response, Map<String, String> pathParameters) {
    this.request = request;
    this.response = response;
    this.pathParameters = pathParameters;
  }

  public String method() {
    return request.getMethod();
  }

  /** The path as on the request line, not decoded. */
  public String path() {
    return request.getHttpURI().getPath();
  }

  /** Path and query as on the request line. */
  public String pathQuery() {
    return request.getHttpURI().getPathQuery();
  }

  /** What the route's {@code {name}} matched. */
  public String pathParameter(String name) {
    String value = pathParameters.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the route has no {" + name + "}");
    }
    return value;
  }

  /** A decoded query parameter. */
  public Optional<String> queryParameter(String name) {
    Fields fields = Request.extractQueryParameters(request, StandardCharsets.UTF_8);
    return Optional.ofNullable(fields.getValue(name));
  }

  public Optional<String> header(String name) {
    return Optional.ofNullable(request.getHeaders().get(name));
  }

  /** All request header fields, in order. */
  public Iterable<HttpField> headers() {
    return request.getHeaders();
  }

  /** The TLS session; nothing on a plain connection. */
  public Optional<SSLSession> tls() {
    return Optional.ofNullable(
            request.getConnectionMetaData().getConnection().getEndPoint().getSslSessionData())
        .map(EndPoint.SslSessionData::sslSession);
  }

  /** The address of the other end of the connection. */
  public Optional<InetSocketAddress> remoteAddress() {
    SocketAddress address = request.getConnectionMetaData().getRemoteSocketAddress();
    return address instanceof InetSocketAddress inet ? Optional.of(inet) : Optional.empty();
  }

  /** The request's body as a stream; the reader sets the bound. */
  public InputStream body() {
    return Content.Source.asInputStream(request);
  }

  /** The request's body as JSON of at most {@code maxBytes}; else the answer is a problem. */
  public <T> T bodyAs(Class<T> type, int maxBytes) throws IOException, RequestException {
    if (request.getLength() > maxBytes) {
      throw tooLarge(maxBytes);
    }
    byte[] body = body().readNBytes(maxBytes + 1);
    if (body.length > maxBytes) {
      throw tooLarge(maxBytes);
    }
    try {
      return StrictJson.read("request", body, maxBytes, type);
    } catch (MalformedMessageException e) {
      throw new RequestException(400, "Malformed request", String.valueOf(e.getMessage()));
    }
  }

  private static RequestException tooLarge(int maxBytes) {
    return new RequestException(
        413, "Request too large", "the body has at most " + maxBytes + " bytes");
  }

  /** Sets a response header field. */
  public Exchange set(String name, String value) {
    response.getHeaders().put(name, value);
    return this;
  }

  /** Adds a response header field, beside others of that name. */
  public Exchange add(String name, String value) {
    response.getHeaders().add(name, value);
    return this;
  }

  /** Ends the response with {@code status} and no body. */
  public void sendStatus(int status) {
    response.setStatus(status);
  }

  /** Ends the response with {@code value} as JSON. */
  public void sendJson(int status, Object value) throws IOException {
    send(status, "application/json", StrictJson.write(value));
  }

  /** Ends the response with a problem. */
  public void sendProblem(Problem problem) throws IOException {
    send(problem.status(), Problem.MEDIA_TYPE, StrictJson.write(problem));
  }

  /** Ends the response with a body; of a HEAD request, only with its length. */
  public void send(int status, String mediaType, byte[] body) throws IOException {
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
    try (OutputStream out = startBody(status, mediaType)) {
      if (!isHead()) {
        out.write(body);
      }
    }
  }

  public boolean isHead() {
    return "HEAD".equals(request.getMethod());
  }

  /** Sends an interim response (1xx); only to clients of HTTP/1.1 and later, who understand it. */
  public void sendInterim(int status, HttpFields fields) throws IOException {
    if (request.getConnectionMetaData().getHttpVersion().getVersion() < 11) {
      return;
    }
    try {
      response.writeInterim(status, fields).get();
    } catch (ExecutionException e) {
      throw new IOException("the interim response cannot be sent", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** Starts a response whose body is written as it comes; the caller closes the stream. */
  public OutputStream startBody(int status, String mediaType) {
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, mediaType);
    return Content.Sink.asOutputStream(response);
  }

  /** Starts a response whose header fields are all set already. */
  public OutputStream startBody(int status) {
    response.setStatus(status);
    return Content.Sink.asOutputStream(response);
  }

  /** Whether the status line has left, so that no problem can be sent any more. */
  public boolean isCommitted() {
    return response.isCommitted();
  }

  /** Forgets the status and header fields set so far; only before the response has begun. */
  public void reset() {
    response.reset();
  }
}
