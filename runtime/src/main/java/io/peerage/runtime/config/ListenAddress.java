package io.peerage.runtime.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.net.InetSocketAddress;

/**
 * Where to listen: {@code host:port}, an IPv6 address in brackets. Port 0 takes any free one.
 *
 * @param host an address of this machine; {@code 0.0.0.0} or {@code ::} for all of them
 */
public record ListenAddress(String host, int port) {
  public ListenAddress {
    if (host.isEmpty() || port < 0 || port > 65535) {
      throw new IllegalArgumentException("an address is host:port, with a port of 0 to 65535");
    }
  }

  @JsonCreator
  public static ListenAddress parse(String text) {
    int colon = text.lastIndexOf(':');
    try {
      String host = text.substring(0, Math.max(colon, 0));
      if (host.startsWith("[") && host.endsWith("]")) {
        host = host.substring(1, host.length() - 1);
      } else if (host.indexOf(':') >= 0) {
        throw new IllegalArgumentException("an IPv6 address stands in brackets, as in [::1]:8080");
      }
      return new ListenAddress(host, Integer.parseInt(text.substring(colon + 1)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("an address is host:port, as in 127.0.0.1:8080", e);
    }
  }

  public InetSocketAddress toSocketAddress() {
    return new InetSocketAddress(host, port);
  }

  @JsonValue
  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
