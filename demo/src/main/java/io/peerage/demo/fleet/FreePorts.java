package io.peerage.demo.fleet;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for processes that are told theirs before they start. They are taken from below those that
 * the system gives to outgoing connections, which would soon take one that it was given back, and
 * each is given only once. Thread-safe.
 */
public final class FreePorts {
  private static final int LOWEST = 15_000;
  private static final int DEFAULT_LIMIT = 32_768;
  private static final int ATTEMPTS = 1000;
  private static final Path EPHEMERAL = Path.of("/proc/sys/net/ipv4/ip_local_port_range");
  private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

  private FreePorts() {}

  /**
   * A port that nobody listens on.
   *
   * @param wanted the one to take if it is free; 0 for any
   */
  public static int find(int wanted) throws IOException {
    if (wanted != 0 && isFree(wanted)) {
      return wanted;
    }
    int limit = limit();
    for (int i = 0; i < ATTEMPTS; i++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST, limit);
      if (GIVEN.add(port) && isFree(port)) {
        return port;
      }
    }
    throw new IOException("no port between " + LOWEST + " and " + limit + " is free");
  }

  private static int limit() throws IOException {
    if (!Files.exists(EPHEMERAL)) {
      return DEFAULT_LIMIT;
    }
    int first = Integer.parseInt(Files.readString(EPHEMERAL).strip().split("\\s+", -1)[0]);
    // Where they begin very low there is no better place than among them.
    return first > LOWEST + ATTEMPTS ? first : DEFAULT_LIMIT;
  }

  private static boolean isFree(int port) {
    try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
