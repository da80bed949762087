package io.peerage.agent.caching;

import java.util.Optional;
import java.util.Set;

/**
 * Whether a shared cache may store a response (RFC 9111 section 3). Pure.
 *
 * <p>Stored is what gives its lifetime itself, may be guessed at with {@code Last-Modified}, or can
 * at least be validated; and only if neither side forbids it.
 */
public final class Storability {
  /** Statuses whose meaning for caches this one knows ({@code must-understand}). */
  private static final Set<Integer> UNDERSTOOD =
      Set.of(
          200, 203, 204, 206, 300, 301, 302, 303, 307, 308, 400, 403, 404, 405, 410, 414, 421, 451,
          500, 501, 502, 503, 504);

  private Storability() {}

  /**
   * Decides for the response to a GET, or to another method that says that it is one of a GET.
   *
   * @param status a final one
   */
  public static boolean mayStore(CacheRequest request, int status, HeaderFields response) {
    CachingPolicy policy = CachingPolicy.of(response::joined);
    CacheControl control = policy.control();
    boolean understood = UNDERSTOOD.contains(status);
    if (status < 200
        || status == 304
        || status == 412
        || status == 416
        || request.control().has("no-store")
        || control.hasWhole("private")
        || (control.has("must-understand") ? !understood : control.has("no-store"))
        || Variance.isStar(response)) {
      return false;
    }
    if (request.fields().has("authorization")
        && !control.has("public")
        && !control.has("must-revalidate")
        && !control.has("s-maxage")) {
      return false;
    }
    if (Freshness.isExplicit(policy, response)) {
      return true;
    }
    boolean datedOrTagged = response.has("last-modified") || hasValidator(response);
    return Freshness.isGuessable(status, policy) && datedOrTagged;
  }

  /**
   * Whether a response to a method other than GET may be stored as if it answered a GET (RFC 9110
   * section 9.3.3): it says so by naming the target, and gives its lifetime.
   */
  public static boolean mayStoreForGet(
      CacheRequest request, int status, HeaderFields response, boolean namesTarget) {
    return request.method().equals("POST")
        && status == 200
        && namesTarget
        && Freshness.isExplicit(CachingPolicy.of(response::joined), response)
        && mayStore(request, status, response);
  }

  private static boolean hasValidator(HeaderFields response) {
    Optional<String> tag = response.first("etag");
    return tag.flatMap(EntityTag::parse).isPresent();
  }
}
