package io.peerage.tracker.identity;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * The network that an address is in: its /24 in IPv4, its /48 in IPv6. Whoever can have one address
 * of it can mostly have them all, so a group has one vote. Bans never key on it.
 *
 * @param prefix such as {@code 10.0.7.0/24} or {@code 2001:db8:1:0:0:0:0:0/48}; {@code unknown}
 *     before the address of an agent was seen
 */
public record NetworkGroup(String prefix) {
  /** Of an agent that has not been heard of since the tracker first started. */
  public static final NetworkGroup UNKNOWN = new NetworkGroup("unknown");

  private static final int IPV4_BYTES_KEPT = 3;
  private static final int IPV6_BYTES_KEPT = 6;

  /** The group of {@code address}. */
  public static NetworkGroup of(InetAddress address) {
    byte[] bytes = address.getAddress();
    int kept = address instanceof Inet4Address ? IPV4_BYTES_KEPT : IPV6_BYTES_KEPT;
    Arrays.fill(bytes, kept, bytes.length, (byte) 0);
    try {
      return new NetworkGroup(
          InetAddress.getByAddress(bytes).getHostAddress() + "/" + kept * Byte.SIZE);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address has 4 or 16 bytes", e);
    }
  }

  @Override
  public String toString() {
    return prefix;
  }
}
