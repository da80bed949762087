package io.peerage.protocol.message;

/**
 * {@code POST /peerage/v1/origin-traffic}, over mTLS, by an origin adapter: running totals since it
 * started, so that one that is lost or comes twice does no harm.
 *
 * @param epoch 1 to 64 characters, new at every start of the adapter
 * @param originBytes that its sites' origins sent
 * @param sentBytes that it sent to agents: chunks, and bodies that passed through
 */
public record OriginTraffic(String epoch, long originBytes, long sentBytes) {
  /** The most bytes of the request's body. */
  public static final int MAX_BYTES = 1024;

  public OriginTraffic {
    Bounds.checkText("epoch", epoch, 1, 64);
    Bounds.check("originBytes", originBytes, 0, Long.MAX_VALUE);
    Bounds.check("sentBytes", sentBytes, 0, Long.MAX_VALUE);
  }
}
