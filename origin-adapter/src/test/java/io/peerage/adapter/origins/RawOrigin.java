package io.peerage.adapter.origins;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** An origin that writes exactly the bytes that its script says, right or wrong. */
public final class RawOrigin implements AutoCloseable {
  /** What is answered. */
  public interface Script {
    /** Writes the answer to {@code request}; whether the connection is kept open. */
    boolean answer(Asked request, OutputStream out) throws IOException, InterruptedException;
  }

  /** A request without its body. {@code fields} ignores case. */
  public record Asked(
      int number, String method, String target, Map<String, String> fields, CountDownLatch closed) {
    /** Says nothing until the origin is closed. */
    public boolean hang() throws InterruptedException {
      closed.await();
      return false;
    }

    /** The first byte of its range; 0 without one. */
    public int rangeFrom() {
      String range = fields.getOrDefault("Range", "bytes=0-");
      return Integer.parseInt(range.substring("bytes=".length(), range.indexOf('-')));
    }
  }

  private final ServerSocket server;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  public RawOrigin(Script script) throws IOException {
    server = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
    Thread.ofVirtual()
        .start(() -> {
          try {
            while (true) {
              Socket socket = server.accept();
              sockets.add(socket);
              Thread.ofVirtual().start(() -> serve(socket, script));
            }
          } catch (IOException e) {
            // Closed.
          }
        });
  }

  private void serve(Socket socket, Script script) {
    try (socket) {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      while (true) {
        Asked request = read(in);
        if (request == null || !script.answer(request, socket.getOutputStream())) {
          return;
        }
        socket.getOutputStream().flush();
      }
    } catch (IOException e) {
      // The other end has gone, as it may.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private @Nullable Asked read(BufferedReader in) throws IOException {
    String line = in.readLine();
    if (line == null) {
      return null;
    }
    String[] parts = line.split(" ", -1);
    Map<String, String> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
      int colon = line.indexOf(':');
      fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
    }
    synchronized (asked) {
      Asked request = new Asked(asked.size() + 1, parts[0], parts[1], fields, closed);
      asked.add(request);
      return request;
    }
  }

  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  /** All requests so far. */
  public List<Asked> asked() {
    return List.copyOf(asked);
  }

  /** Writes a head, its lines ended as they should be, from lines of text. */
  public static void head(OutputStream out, String... lines) throws IOException {
    out.write((String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Writes one line, its end as it should be. */
  public static void line(OutputStream out, String text) throws IOException {
    out.write((text + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
