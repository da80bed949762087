package io.peerage.protocol.message;

/**
 * Body bytes that an agent delivered to its clients, by where they came from, and what it served to
 * other agents. {@code clientBytes} is their sum but for what a client broke off.
 *
 * @param clientBytes delivered to clients
 * @param storeBytes of those, from its own store
 * @param peerBytes fetched from other agents
 * @param originBytes fetched from origins, passed-through responses included
 * @param servedBytes served to other agents
 * @param requests clients' requests
 */
public record Traffic(
    long clientBytes,
    long storeBytes,
    long peerBytes,
    long originBytes,
    long servedBytes,
    long requests) {
  public static final Traffic NONE = new Traffic(0, 0, 0, 0, 0, 0);

  public Traffic {
    Bounds.check("clientBytes", clientBytes, 0, Long.MAX_VALUE);
    Bounds.check("storeBytes", storeBytes, 0, Long.MAX_VALUE);
    Bounds.check("peerBytes", peerBytes, 0, Long.MAX_VALUE);
    Bounds.check("originBytes", originBytes, 0, Long.MAX_VALUE);
    Bounds.check("servedBytes", servedBytes, 0, Long.MAX_VALUE);
    Bounds.check("requests", requests, 0, Long.MAX_VALUE);
  }

  public Traffic plus(Traffic other) {
    return new Traffic(
        clientBytes + other.clientBytes,
        storeBytes + other.storeBytes,
        peerBytes + other.peerBytes,
        originBytes + other.originBytes,
        servedBytes + other.servedBytes,
        requests + other.requests);
  }

  /** This less {@code earlier}, both being running totals. */
  public Traffic minus(Traffic earlier) {
    return new Traffic(
        clientBytes - earlier.clientBytes,
        storeBytes - earlier.storeBytes,
        peerBytes - earlier.peerBytes,
        originBytes - earlier.originBytes,
        servedBytes - earlier.servedBytes,
        requests - earlier.requests);
  }
}
