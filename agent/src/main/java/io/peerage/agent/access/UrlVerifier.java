package io.peerage.agent.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Optional;
import javax.crypto.spec.SecretKeySpec;

/**
 * Judges whether a request's URL is signed for it. Pure; the time it takes does not depend on how
 * much of a signature is right, nor on whether its key is known. A wrong signature is not told
 * apart from a wrong path, key or address: only who holds a good one learns that it is over.
 */
public final class UrlVerifier {
  /** Takes the place of a secret that is not there, so that the same is computed. */
  private static final SecretKeySpec NOBODY = new SecretKeySpec(new byte[] {1}, UrlKeys.ALGORITHM);

  private UrlVerifier() {}

  /** What is to be said to a request. */
  public sealed interface Verdict {
    /** It may be answered. */
    record Good() implements Verdict {}

    /** There is no signature. */
    record Missing() implements Verdict {}

    /** There was a right one. */
    record Expired(Instant at) implements Verdict {}

    /** It is not for this request. */
    record Wrong() implements Verdict {}
  }

  /**
   * Judges.
   *
   * @param target path and query of the request, in origin form, without dot segments
   * @param address the client's, as {@code InetAddress.getHostAddress} writes it
   */
  public static Verdict judge(
      String site, String target, String address, UrlKeys keys, Instant now) {
    Query query = Query.of(target);
    if (query.values(UrlToken.SIGNATURE).isEmpty()) {
      return new Verdict.Missing();
    }
    Optional<UrlToken.Presented> presented = UrlToken.Presented.of(query);
    if (presented.isEmpty()) {
      return new Verdict.Wrong();
    }
    UrlToken token = presented.get().token();
    Optional<SecretKeySpec> secret = keys.find(presented.get().key());
    boolean isRight =
        MessageDigest.isEqual(
                ascii(token.sign(site, secret.orElse(NOBODY))), ascii(presented.get().signature()))
            && secret.isPresent();
    boolean isForThis =
        switch (token.scope()) {
          case UrlToken.Scope.Path(String path) -> path.equals(query.path());
          case UrlToken.Scope.Prefix(String prefix) -> query.path().startsWith(prefix);
        };
    boolean isForClient = token.address().isEmpty() || token.address().equals(address);
    if (!isRight || !isForThis || !isForClient) {
      return new Verdict.Wrong();
    }
    return now.getEpochSecond() > token.expires().getEpochSecond()
        ? new Verdict.Expired(token.expires())
        : new Verdict.Good();
  }

  /** The target without the parameters of the signature. */
  public static String withoutToken(String target) {
    int question = target.indexOf('?');
    return question < 0 || Query.of(target).parts().stream().noneMatch(UrlVerifier::isOurs)
        ? target
        : Query.of(target).only(name -> !UrlToken.PARAMETERS.contains(name)).target();
  }

  /**
   * The parameters of the signature, as they stand in {@code target}; empty when there are none.
   */
  public static String tokenOf(String target) {
    return String.join("&", Query.of(target).only(UrlToken.PARAMETERS::contains).parts());
  }

  private static boolean isOurs(String part) {
    return UrlToken.PARAMETERS.contains(Query.name(part));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
