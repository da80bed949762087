package io.peerage.benchmarks.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What a server needs for connections that have asked once and may ask again. */
final class IdleConnections {
  private static final int SETTLE_SECONDS = 10;
  private static final int ANSWER_MILLIS = 10_000;

  private IdleConnections() {}

  /**
   * What each connection costs, in bytes.
   *
   * @param heap objects on the server's heap that are alive
   * @param resident by how much the server's resident memory grew; next to nothing as long as its
   *     heap has room
   */
  record Cost(long heap, long resident) {}

  /**
   * Opens connections one after another, asks once over each, and leaves them open.
   *
   * @param server a Java process
   * @param small an object of a few KiB
   */
  static Cost measure(ProcessHandle server, URI small, int count)
      throws IOException, InterruptedException {
    long heap = liveBytes(server);
    long resident = CpuTime.residentBytes(server);
    List<Socket> open = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        open.add(asked(small));
      }
      TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
      long residentMore = CpuTime.residentBytes(server) - resident;
      return new Cost((liveBytes(server) - heap) / count, residentMore / count);
    } finally {
      for (Socket socket : open) {
        socket.close();
      }
    }
  }

  /** The last line of a histogram of live objects: "Total", instances, bytes. */
  private static long liveBytes(ProcessHandle server) throws IOException, InterruptedException {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(server.pid()),
                "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    List<String> lines;
    try (BufferedReader out = jcmd.inputReader()) {
      lines = out.lines().toList();
    }
    String last = lines.isEmpty() ? "" : lines.getLast().strip();
    if (jcmd.waitFor() != 0 || !last.startsWith("Total")) {
      throw new IOException("jcmd says: " + last);
    }
    return Long.parseLong(last.substring(last.lastIndexOf(' ') + 1));
  }

  private static Socket asked(URI object) throws IOException {
    Socket socket = new Socket(object.getHost(), object.getPort());
    socket.setSoTimeout(ANSWER_MILLIS);
    socket
        .getOutputStream()
        .write(
            "GET %s HTTP/1.1\r\nHost: %s\r\n\r\n"
                .formatted(object.getPath(), object.getAuthority())
                .getBytes(StandardCharsets.US_ASCII));
    InputStream in = socket.getInputStream();
    long left = bodyBytes(in);
    if (in.readNBytes((int) left).length < left) {
      throw new IOException(object + ": the answer broke off");
    }
    return socket;
  }

  /** Reads a header to its end. */
  private static long bodyBytes(InputStream in) throws IOException {
    StringBuilder header = new StringBuilder();
    while (header.indexOf("\r\n\r\n") < 0) {
      int octet = in.read();
      if (octet < 0) {
        throw new IOException("the connection was closed after: " + header);
      }
      header.append((char) octet);
    }
    return header
        .toString()
        .lines()
        .filter(line -> line.regionMatches(true, 0, "content-length:", 0, 15))
        .mapToLong(line -> Long.parseLong(line.substring(15).strip()))
        .findFirst()
        .orElseThrow(() -> new IOException("no Content-Length in: " + header));
  }
}
