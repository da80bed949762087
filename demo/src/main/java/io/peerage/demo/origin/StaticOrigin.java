package io.peerage.demo.origin;

import io.peerage.runtime.config.ListenAddress;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.MimeTypes;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.ResourceService;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ResourceHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.resource.ResourceFactory;
import org.jspecify.annotations.Nullable;

/** Serves the files of a folder, and counts what it sends. Thread-safe. */
public final class StaticOrigin implements AutoCloseable {
  private final Server server = new Server();
  private final ServerConnector connector;
  private final LongAdder bodyBytes = new LongAdder();
  private final LongAdder requests = new LongAdder();
  private final @Nullable PrintStream log;

  /**
   * @param cacheControl the field that it sends with every file; none when empty
   * @param accessLog a file to which it writes a line per response: method, path, status, body
   *     bytes
   */
  public StaticOrigin(
      Path folder, ListenAddress address, Optional<String> cacheControl, Optional<Path> accessLog)
      throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new IOException(folder + " is no folder");
    }
    this.connector = new ServerConnector(server, 1, 1);
    connector.setHost(address.host());
    connector.setPort(address.port());
    server.addConnector(connector);
    MimeTypes.Mutable types = server.getMimeTypes();
    types.addMimeMapping("m3u8", "application/vnd.apple.mpegurl");
    types.addMimeMapping("ts", "video/mp2t");
    types.addMimeMapping("m4s", "video/iso.segment");
    types.addMimeMapping("mpd", "application/dash+xml");
    ResourceHandler files =
        new ResourceHandler() {
          @Override
          protected ResourceService newResourceService() {
            return new FileService();
          }
        };
    files.setBaseResource(ResourceFactory.of(files).newResource(folder));
    files.setDirAllowed(false);
    files.setEtags(true);
    cacheControl.ifPresent(files::setCacheControl);
    server.setHandler(files);
    this.log =
        accessLog.isPresent()
            ? new PrintStream(
                Files.newOutputStream(
                    accessLog.get(), StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                true,
                StandardCharsets.UTF_8)
            : null;
    server.setRequestLog(new Counter());
  }

  /**
   * Jetty answers 304 as it answers errors, with {@code no-store}: whoever asked would have to drop
   * what it has. Here a 304 says what a 200 would.
   */
  private static final class FileService extends ResourceService {
    @Override
    protected void writeHttpError(
        Request request, Response response, Callback callback, int status) {
      if (status != HttpStatus.NOT_MODIFIED_304) {
        super.writeHttpError(request, response, callback, status);
        return;
      }
      @Nullable String cacheControl = getCacheControl();
      if (cacheControl != null) {
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, cacheControl);
      }
      response.setStatus(status);
      callback.succeeded();
    }
  }

  /** Counts and logs each response when it is over. */
  private final class Counter implements RequestLog {
    @Override
    public void log(Request request, Response response) {
      // The server counts for HEAD what it would have sent.
      long bytes =
          HttpMethod.HEAD.is(request.getMethod())
              ? 0
              : Math.max(0, Response.getContentBytesWritten(response));
      bodyBytes.add(bytes);
      requests.increment();
      if (log != null) {
        log.printf(
            "%s %s %d %d%n",
            request.getMethod(), request.getHttpURI().getPathQuery(), response.getStatus(), bytes);
      }
    }
  }

  /** Starts to serve. */
  public void start() throws IOException {
    try {
      server.start();
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("the origin does not start", e);
    }
  }

  public int port() {
    return connector.getLocalPort();
  }

  /** Body bytes sent so far. */
  public long bodyBytes() {
    return bodyBytes.sum();
  }

  /** Requests answered so far. */
  public long requests() {
    return requests.sum();
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the origin does not stop", e);
    } finally {
      if (log != null) {
        log.close();
      }
    }
  }
}
