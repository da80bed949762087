package io.peerage.agent.peer;

import io.peerage.runtime.config.ByteSize;
import io.peerage.runtime.config.ListenAddress;

/**
 * How this agent serves others.
 *
 * @param listen where it listens for them
 * @param advertise host and port under which they reach it; empty for the address it listens on
 * @param uploadSlots how many it serves at once; more are sent away with 503
 * @param uploadRate the most bytes a second to all of them together; 0B for no limit
 */
public record PeerConfig(
    ListenAddress listen, String advertise, int uploadSlots, ByteSize uploadRate) {
  public static final PeerConfig DEFAULTS =
      new PeerConfig(ListenAddress.parse("0.0.0.0:7444"), "", 32, new ByteSize(0));

  public PeerConfig {
    if (uploadSlots < 0 || uploadSlots > 10_000) {
      throw new IllegalArgumentException("uploadSlots is 0 to 10000, not " + uploadSlots);
    }
    if (uploadRate.bytes() != 0 && uploadRate.bytes() < 64 * 1024) {
      throw new IllegalArgumentException("uploadRate is 0B, or at least 64KiB");
    }
  }
}
