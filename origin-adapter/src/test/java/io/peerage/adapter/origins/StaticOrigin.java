package io.peerage.adapter.origins;

import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.content.HttpContent;
import org.eclipse.jetty.http.content.ResourceHttpContentFactory;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ResourceHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.resource.ResourceFactory;

/** A well-behaved origin: a folder served by Jetty, with weak entity tags, dates and ranges. */
public final class StaticOrigin implements AutoCloseable {
  private final Server server = new Server();
  private final ServerConnector connector = new ServerConnector(server, 1, 1);
  private final AtomicInteger gets = new AtomicInteger();

  public StaticOrigin(Path folder) throws Exception {
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    // Without Jetty's cache, which looks at a file only now and then.
    ResourceHandler files =
        new ResourceHandler() {
          @Override
          protected HttpContent.Factory newHttpContentFactory(ByteBufferPool.Sized buffers) {
            return new ResourceHttpContentFactory(getBaseResource(), getMimeTypes(), buffers);
          }
        };
    files.setBaseResource(ResourceFactory.of(server).newResource(folder));
    files.setEtags(true);
    files.setDirAllowed(false);
    server.setHandler(
        new Handler.Wrapper(files) {
          @Override
          public boolean handle(Request request, Response response, Callback callback)
              throws Exception {
            if (HttpMethod.GET.is(request.getMethod())) {
              gets.incrementAndGet();
            }
            return super.handle(request, response, callback);
          }
        });
    server.start();
  }

  public URI uri() {
    return URI.create("http://127.0.0.1:" + connector.getLocalPort());
  }

  /** Requests for content; after an answer that took long, the adapter also asks for the header. */
  public int gets() {
    return gets.get();
  }

  @Override
  public void close() throws Exception {
    server.stop();
  }
}
