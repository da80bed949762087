package io.peerage.agent.traffic;

import io.peerage.protocol.message.Traffic;
import java.util.concurrent.atomic.LongAdder;

/** Running totals of body bytes since the agent started. Thread-safe. */
public final class TrafficMeter {
  private final LongAdder client = new LongAdder();
  private final LongAdder store = new LongAdder();
  private final LongAdder peer = new LongAdder();
  private final LongAdder origin = new LongAdder();
  private final LongAdder served = new LongAdder();
  private final LongAdder requests = new LongAdder();

  /** A client asked for something. */
  public void request() {
    requests.increment();
  }

  /** Bytes went to a client. */
  public void toClient(long bytes) {
    client.add(bytes);
  }

  /** Of those, bytes that were in the store already. */
  public void fromStore(long bytes) {
    store.add(bytes);
  }

  /** Verified bytes came from other agents. */
  public void fromPeer(long bytes) {
    peer.add(bytes);
  }

  /** Bytes came from an origin. */
  public void fromOrigin(long bytes) {
    origin.add(bytes);
  }

  /** Bytes went to other agents. */
  public void toPeer(long bytes) {
    served.add(bytes);
  }

  /** The totals; each is exact, together they are not of one instant. */
  public Traffic totals() {
    return new Traffic(
        client.sum(), store.sum(), peer.sum(), origin.sum(), served.sum(), requests.sum());
  }
}
