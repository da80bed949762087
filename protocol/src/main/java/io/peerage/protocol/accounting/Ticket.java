package io.peerage.protocol.accounting;

import io.peerage.protocol.identity.AgentId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;

/**
 * Entitles one client to fetch from one server, in as many requests as it likes, until it expires
 * or its bytes are used up.
 *
 * <pre>
 * what is signed, as a leaf of a {@link TicketSheet}'s tree, in ASCII, times in milliseconds:
 *
 * peerage-ticket LF nonce LF client LF server LF maxBytes LF issued LF expires LF
 * </pre>
 *
 * @param nonce 32 lower-case hexadecimal digits: names it, once and for all
 * @param maxBytes the most bytes that may be fetched and credited under it, 1 to 2^50
 * @param issued whole milliseconds; its period begins
 * @param expires at most {@link #MAX_LIFETIME} after that
 */
public record Ticket(
    String nonce, AgentId client, AgentId server, long maxBytes, Instant issued, Instant expires) {
  public static final Duration MAX_LIFETIME = Duration.ofSeconds(60);

  /** The most bytes that a ticket may allow. */
  public static final long MOST_BYTES = 1L << 50;

  private static final Pattern NONCE = Pattern.compile("[0-9a-f]{32}");

  public Ticket {
    if (!NONCE.matcher(nonce).matches()) {
      throw new IllegalArgumentException("nonce is 32 lower-case hexadecimal digits");
    }
    if (maxBytes < 1 || maxBytes > MOST_BYTES) {
      throw new IllegalArgumentException(
          "maxBytes is 1 to %d, not %d".formatted(MOST_BYTES, maxBytes));
    }
    if (!isInMillis(issued) || !isInMillis(expires)) {
      throw new IllegalArgumentException("issued and expires are whole milliseconds");
    }
    if (!expires.isAfter(issued) || expires.isAfter(issued.plus(MAX_LIFETIME))) {
      throw new IllegalArgumentException(
          "expires is after issued by at most %s, not %s after %s"
              .formatted(MAX_LIFETIME, expires, issued));
    }
    if (client.equals(server)) {
      throw new IllegalArgumentException("client and server are two agents, not both " + client);
    }
  }

  private static boolean isInMillis(Instant time) {
    return time.equals(time.truncatedTo(ChronoUnit.MILLIS));
  }

  /** What is signed of it. */
  byte[] leaf() {
    return "peerage-ticket\n%s\n%s\n%s\n%d\n%d\n%d\n"
        .formatted(nonce, client, server, maxBytes, issued.toEpochMilli(), expires.toEpochMilli())
        .getBytes(StandardCharsets.US_ASCII);
  }
}
