package io.peerage.cli.journey;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.peerage.testing.SeededContent;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A low-latency HLS origin (RFC 8216bis) that goes on when it is told to: segments of {@value
 * #PARTS} parts; playlists that block until they have what is asked for; parts that are hinted at
 * before they exist and are answered when they do; segments that are sent while they grow.
 */
final class LiveOrigin implements AutoCloseable {
  static final int PARTS = 4;
  static final int PART_BYTES = 50_000;
  private static final Pattern SEGMENT = Pattern.compile("/live/(\\d+)\\.m4s");
  private static final Pattern PART = Pattern.compile("/live/(\\d+)\\.(\\d)\\.m4s");
  private static final Pattern BLOCKING =
      Pattern.compile("(?:.*&)?_HLS_msn=(\\d+)(?:&_HLS_part=(\\d))?");

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final Object change = new Object();
  // Under the lock of change: how many parts exist, and whether it goes on.
  private int parts;
  private boolean closed;

  LiveOrigin() throws IOException {
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/live/", this::answer);
    server.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Makes this many further parts. */
  void advance(int count) {
    synchronized (change) {
      parts += count;
      change.notifyAll();
    }
  }

  /** How many GET requests came for {@code target}. */
  int asked(String target) {
    AtomicInteger count = asked.get(target);
    return count == null ? 0 : count.get();
  }

  /** How many requests wait for what does not exist yet. */
  int waiting() {
    return waiting.get();
  }

  static byte[] part(int segment, int part) {
    return SeededContent.of(1000L * segment + part, PART_BYTES).bytes();
  }

  static byte[] segment(int segment) {
    byte[] all = new byte[PARTS * PART_BYTES];
    for (int part = 0; part < PARTS; part++) {
      System.arraycopy(part(segment, part), 0, all, part * PART_BYTES, PART_BYTES);
    }
    return all;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      URI uri = exchange.getRequestURI();
      if (exchange.getRequestMethod().equals("HEAD")) {
        // After it read a segment, the adapter asks if it is still the same.
        exchange.sendResponseHeaders(200, -1);
        return;
      }
      asked.computeIfAbsent(uri.toString(), _ -> new AtomicInteger()).incrementAndGet();
      exchange.getRequestBody().readAllBytes();
      Matcher part = PART.matcher(uri.getPath());
      Matcher segment = SEGMENT.matcher(uri.getPath());
      if (uri.getPath().equals("/live/p.m3u8")) {
        playlist(exchange, uri.getQuery());
      } else if (part.matches()) {
        int number = Integer.parseInt(part.group(1));
        int index = Integer.parseInt(part.group(2));
        awaitParts(number * PARTS + index + 1);
        send(exchange, "video/mp4", "max-age=60", part(number, index));
      } else if (segment.matches()) {
        growing(exchange, Integer.parseInt(segment.group(1)));
      } else {
        exchange.sendResponseHeaders(404, -1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void playlist(HttpExchange exchange, String query)
      throws IOException, InterruptedException {
    Matcher blocking = BLOCKING.matcher(query == null ? "" : query);
    if (blocking.matches()) {
      int wanted = Integer.parseInt(blocking.group(1)) * PARTS;
      awaitParts(
          blocking.group(2) == null
              ? wanted + PARTS
              : wanted + Integer.parseInt(blocking.group(2)) + 1);
    }
    StringBuilder text = new StringBuilder();
    text.append("#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXT-X-PART-INF:PART-TARGET=0.25\n");
    text.append("#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=0.75\n");
    int made;
    synchronized (change) {
      made = parts;
    }
    for (int i = 0; i < made; i++) {
      String uri = i / PARTS + "." + i % PARTS + ".m4s";
      text.append("#EXT-X-PART:DURATION=0.25,URI=\"").append(uri).append("\"\n");
      if (i % PARTS == PARTS - 1) {
        text.append("#EXTINF:1,\n").append(i / PARTS).append(".m4s\n");
      }
    }
    String hint = made / PARTS + "." + made % PARTS + ".m4s";
    text.append("#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"").append(hint).append("\"\n");
    // Appendix B.1: a blocking answer holds for six target durations, another for half of one.
    send(
        exchange,
        "application/vnd.apple.mpegurl",
        blocking.matches() ? "max-age=6" : "max-age=1",
        text.toString().getBytes(StandardCharsets.US_ASCII));
  }

  private void growing(HttpExchange exchange, int number) throws IOException, InterruptedException {
    awaitParts(number * PARTS + 1);
    exchange.getResponseHeaders().set("Content-Type", "video/mp4");
    exchange.getResponseHeaders().set("Cache-Control", "max-age=60");
    exchange.sendResponseHeaders(200, 0);
    OutputStream body = exchange.getResponseBody();
    for (int part = 0; part < PARTS; part++) {
      awaitParts(number * PARTS + part + 1);
      body.write(part(number, part));
      body.flush();
    }
    body.close();
  }

  private static void send(HttpExchange exchange, String type, String control, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.getResponseHeaders().set("Cache-Control", control);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
  }

  private void awaitParts(int count) throws IOException, InterruptedException {
    waiting.incrementAndGet();
    try {
      synchronized (change) {
        while (parts < count && !closed) {
          change.wait();
        }
        if (closed) {
          throw new IOException("the origin stops");
        }
      }
    } finally {
      waiting.decrementAndGet();
    }
  }

  @Override
  public void close() {
    synchronized (change) {
      closed = true;
      change.notifyAll();
    }
    server.stop(0);
    threads.shutdownNow();
  }
}
