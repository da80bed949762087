package io.peerage.protocol.message;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Where an agent serves other agents: {@code host:port}, an IPv6 address in brackets.
 *
 * @param host a host name or an address, at most 253 characters, without brackets
 * @param port 1 to 65535
 */
public record PeerEndpoint(String host, int port) {
  public PeerEndpoint {
    Bounds.checkText("host", host, 1, 253);
    if (!host.chars().allMatch(c -> Character.isLetterOrDigit(c) || ".-:_%".indexOf(c) >= 0)) {
      throw new IllegalArgumentException("\"" + host + "\" is no host name and no address");
    }
    Bounds.check("port", port, 1, 65535);
  }

  @JsonCreator
  public static PeerEndpoint parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 1) {
      throw new IllegalArgumentException("an endpoint is host:port, not \"" + text + '"');
    }
    String host = text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.indexOf(':') >= 0) {
      throw new IllegalArgumentException("an IPv6 address stands in brackets, as in [::1]:7444");
    }
    try {
      return new PeerEndpoint(host, Integer.parseInt(text.substring(colon + 1)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("an endpoint is host:port, not \"" + text + '"', e);
    }
  }

  @JsonValue
  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
