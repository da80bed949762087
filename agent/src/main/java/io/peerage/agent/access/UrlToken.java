package io.peerage.agent.access;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a signed URL allows, and to whom. In the query it looks like
 *
 * <pre>
 * pg_expires=1790000000&amp;pg_key=2026-11&amp;pg_prefix=/vod/film/&amp;pg_address=192.0.2.7&amp;pg_signature=...
 * </pre>
 *
 * where {@code pg_prefix} and {@code pg_address} may be missing. The signature is HMAC-SHA-256, in
 * base64url without padding, over these lines, each ended by a line feed:
 *
 * <pre>
 * peerage-url-1
 * media.example.com        the site's name
 * prefix                   or path
 * /vod/film/               the prefix, or the request's path as it is spelt, without query
 * 1790000000               the last second at which it is good, since 1970
 * 192.0.2.7                or nothing
 * </pre>
 *
 * None of them can contain a line feed. Immutable.
 *
 * @param scope what it allows
 * @param expires the last second at which it is good
 * @param address the client's address, as Java's {@code InetAddress} writes it; empty: anyone's
 */
public record UrlToken(Scope scope, Instant expires, String address) {
  static final String EXPIRES = "pg_expires";
  static final String KEY = "pg_key";
  static final String PREFIX = "pg_prefix";
  static final String ADDRESS = "pg_address";
  static final String SIGNATURE = "pg_signature";

  /** The parameters that are the signature's, and never a part of an object's name. */
  static final Set<String> PARAMETERS = Set.of(EXPIRES, KEY, PREFIX, ADDRESS, SIGNATURE);

  private static final String VERSION = "peerage-url-1";
  private static final int MAX_CHARS = 2048;

  /** What a token allows. */
  public sealed interface Scope {
    /** One path, with any query. */
    record Path(String value) implements Scope {
      public Path {
        require("path", value);
      }
    }

    /** All paths that begin with {@code value}, which ends with a slash. */
    record Prefix(String value) implements Scope {
      public Prefix {
        require("prefix", value);
        if (!value.endsWith("/")) {
          throw new IllegalArgumentException(
              "a prefix ends with /, so that /vod/film/ does not allow /vod/film2; not \""
                  + value
                  + '"');
        }
      }
    }

    String value();
  }

  private static void require(String what, String value) {
    if (!value.startsWith("/")
        || value.length() > MAX_CHARS
        || !value.chars().allMatch(c -> c > ' ' && c < 0x7f && "?#&".indexOf(c) < 0)) {
      throw new IllegalArgumentException(
          "a %s starts with /, has printable ASCII without spaces, ?, # and &, and at most %d characters; not \"%s\""
              .formatted(what, MAX_CHARS, value));
    }
  }

  public UrlToken {
    if (expires.getEpochSecond() < 0 || expires.getNano() != 0) {
      throw new IllegalArgumentException("expires is a whole second since 1970, not " + expires);
    }
    if (!address.matches("[0-9a-fA-F:.]{0,45}")) {
      throw new IllegalArgumentException(
          "address is one of IPv4 or IPv6, such as 192.0.2.7; not \"" + address + '"');
    }
  }

  static boolean isKeyId(String id) {
    return id.matches("[A-Za-z0-9._-]{1,64}");
  }

  /** The signature. */
  String sign(String site, SecretKeySpec secret) {
    List<String> lines =
        List.of(
            VERSION,
            site,
            scope instanceof Scope.Prefix ? "prefix" : "path",
            scope.value(),
            Long.toString(expires.getEpochSecond()),
            address,
            "");
    try {
      Mac mac = Mac.getInstance(UrlKeys.ALGORITHM);
      mac.init(secret);
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(mac.doFinal(String.join("\n", lines).getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("this Java has no " + UrlKeys.ALGORITHM, e);
    }
  }

  /**
   * The parameters that carry it, signed.
   *
   * @param key the id of the secret
   * @throws IllegalArgumentException when {@code keys} has no such secret
   */
  public String parameters(String site, UrlKeys keys, String key) {
    SecretKeySpec secret =
        keys.find(key).orElseThrow(() -> new IllegalArgumentException("there is no secret " + key));
    StringBuilder query = new StringBuilder();
    query.append(EXPIRES).append('=').append(expires.getEpochSecond());
    query.append('&').append(KEY).append('=').append(key);
    if (scope instanceof Scope.Prefix(String prefix)) {
      query.append('&').append(PREFIX).append('=').append(prefix);
    }
    if (!address.isEmpty()) {
      query.append('&').append(ADDRESS).append('=').append(address);
    }
    return query.append('&').append(SIGNATURE).append('=').append(sign(site, secret)).toString();
  }

  /** A token with the key that it names and its signature, as they stand in a query. */
  record Presented(UrlToken token, String key, String signature) {
    /** Reads them; nothing when they are not well-formed. */
    static Optional<Presented> of(Query query) {
      for (String name : PARAMETERS) {
        if (query.values(name).size() > 1) {
          return Optional.empty();
        }
      }
      String expires = only(query, EXPIRES);
      String key = only(query, KEY);
      if (!expires.matches("\\d{1,11}") || !isKeyId(key)) {
        return Optional.empty();
      }
      try {
        Scope scope =
            query.values(PREFIX).isEmpty()
                ? new Scope.Path(query.path())
                : new Scope.Prefix(only(query, PREFIX));
        return Optional.of(
            new Presented(
                new UrlToken(
                    scope,
                    Instant.ofEpochSecond(Long.parseLong(expires)),
                    only(query, ADDRESS).replaceAll("(?i)%3a", ":")),
                key,
                only(query, SIGNATURE)));
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
    }

    /** Slashes are sometimes encoded in a query; in a prefix that is the same. */
    private static String only(Query query, String name) {
      List<String> values = query.values(name);
      String value = values.isEmpty() ? "" : values.getFirst();
      return name.equals(PREFIX) ? value.replaceAll("(?i)%2f", "/") : value;
    }
  }
}
