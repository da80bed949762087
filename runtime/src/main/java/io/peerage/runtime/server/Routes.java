package io.peerage.runtime.server;

import io.peerage.runtime.http.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which endpoint serves which method and path. Endpoints block and run on virtual threads. Whatever
 * they throw ends as a problem, or as a broken connection once the response has begun, so that
 * nobody takes half a body for a whole one. All routes are added before the server starts.
 */
public final class Routes extends Handler.Abstract {
  private static final Logger log = LoggerFactory.getLogger(Routes.class);

  /** Serves one request. */
  public interface Endpoint {
    void serve(Exchange exchange) throws IOException, RequestException, InterruptedException;
  }

  private record Match(Map<String, Endpoint> byMethod, Map<String, String> parameters) {}

  /** A path whose segments in braces stand for any one segment. */
  private record Template(List<String> segments, Map<String, Endpoint> byMethod) {
    @Nullable Match match(List<String> path) {
      if (path.size() != segments.size()) {
        return null;
      }
      Map<String, String> parameters = new HashMap<>();
      for (int i = 0; i < path.size(); i++) {
        String segment = segments.get(i);
        if (segment.startsWith("{")) {
          parameters.put(segment.substring(1, segment.length() - 1), path.get(i));
        } else if (!segment.equals(path.get(i))) {
          return null;
        }
      }
      return new Match(byMethod, parameters);
    }
  }

  private final Map<String, Map<String, Endpoint>> exact = new HashMap<>();
  private final List<Template> templates = new ArrayList<>();
  private @Nullable Endpoint otherwise;

  /**
   * Adds a route. A GET route serves HEAD as well.
   *
   * @param template a path in which {@code {name}} stands for one segment
   */
  public Routes add(String method, String template, Endpoint endpoint) {
    if (template.indexOf('{') < 0) {
      exact.computeIfAbsent(template, _ -> new TreeMap<>()).put(method, endpoint);
      return this;
    }
    List<String> segments = List.of(template.split("/", -1));
    Template known =
        templates.stream()
            .filter(t -> t.segments.equals(segments))
            .findFirst()
            .orElseGet(() -> {
              Template added = new Template(segments, new TreeMap<>());
              templates.add(added);
              return added;
            });
    known.byMethod.put(method, endpoint);
    return this;
  }

  /** Adds what serves every method of the paths that no route matches. */
  public Routes otherwise(Endpoint endpoint) {
    otherwise = endpoint;
    return this;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Match match = match(request.getHttpURI().getPath());
    Exchange exchange =
        new Exchange(request, response, match == null ? Map.of() : match.parameters);
    try {
      try {
        endpoint(match, exchange).serve(exchange);
      } catch (RequestException e) {
        exchange.sendProblem(e.problem());
      }
      callback.succeeded();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      callback.failed(e);
    } catch (IOException | RuntimeException e) {
      fail(exchange, callback, e);
    }
    return true;
  }

  private @Nullable Match match(String path) {
    Map<String, Endpoint> byMethod = exact.get(path);
    if (byMethod != null) {
      return new Match(byMethod, Map.of());
    }
    List<String> segments = List.of(path.split("/", -1));
    for (Template template : templates) {
      Match match = template.match(segments);
      if (match != null) {
        return match;
      }
    }
    return null;
  }

  private Endpoint endpoint(@Nullable Match match, Exchange exchange) throws RequestException {
    if (match == null) {
      if (otherwise == null) {
        throw new RequestException(404, "Not found", "there is nothing at this path");
      }
      return otherwise;
    }
    String method = exchange.isHead() ? "GET" : exchange.method();
    Endpoint endpoint = match.byMethod.get(method);
    if (endpoint == null) {
      String allowed = String.join(", ", match.byMethod.keySet());
      exchange.set(HttpHeader.ALLOW.asString(), allowed);
      throw new RequestException(405, "Method not allowed", "this path takes " + allowed);
    }
    return endpoint;
  }

  private static void fail(Exchange exchange, Callback callback, Exception e) {
    if (e instanceof IOException) {
      log.debug("{} {} ended early", exchange.method(), exchange.path(), e);
    } else {
      log.error("{} {} failed", exchange.method(), exchange.path(), e);
    }
    if (exchange.isCommitted()) {
      callback.failed(e);
      return;
    }
    try {
      exchange.reset();
      exchange.sendProblem(new Problem("Internal error", 500, "the log of the server says more"));
      callback.succeeded();
    } catch (IOException gone) {
      callback.failed(gone);
    }
  }
}
