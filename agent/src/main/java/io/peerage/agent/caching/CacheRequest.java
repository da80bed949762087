package io.peerage.agent.caching;

import java.util.Set;

/**
 * A request as a cache sees it.
 *
 * @param control the directives of its {@code Cache-Control}, or what {@code Pragma} means where
 *     there is none
 */
public record CacheRequest(String method, HeaderFields fields, CacheControl control) {
  /** Methods that change nothing at the origin (RFC 9110 section 9.2.1 and the IANA registry). */
  private static final Set<String> SAFE =
      Set.of("GET", "HEAD", "OPTIONS", "TRACE", "PROPFIND", "REPORT", "SEARCH", "QUERY");

  /** Reads a request. */
  public static CacheRequest of(String method, HeaderFields fields) {
    CacheControl control =
        fields
            .joined("cache-control")
            .map(CacheControl::parse)
            .orElseGet(() ->
                fields
                    .joined("pragma")
                    .filter(pragma -> CacheControl.parse(pragma).has("no-cache"))
                    .map(CacheControl::parse)
                    .orElse(CacheControl.NONE));
    return new CacheRequest(method, fields, control);
  }

  public boolean isHead() {
    return method.equals("HEAD");
  }

  public boolean isSafe() {
    return SAFE.contains(method);
  }

  /**
   * Whether an answer may come from a cache: GET or HEAD, and no condition that only origins judge.
   */
  public boolean isForCaches() {
    return (method.equals("GET") || isHead())
        && !fields.has("if-match")
        && !fields.has("if-unmodified-since");
  }
}
