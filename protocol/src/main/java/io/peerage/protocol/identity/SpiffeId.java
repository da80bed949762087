package io.peerage.protocol.identity;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An identity as a SPIFFE id: {@code spiffe://<trust-domain>/<role>/<id>}.
 *
 * @param trustDomain lower-case letters, digits, dots, hyphens and underscores; at most 200
 */
public record SpiffeId(String trustDomain, Role role, AgentId id) {
  private static final Pattern TRUST_DOMAIN = Pattern.compile("[a-z0-9._-]{1,200}");
  private static final Pattern FORM = Pattern.compile("spiffe://([^/]+)/([^/]+)/([^/]+)");
  private static final int SAN_URI = 6;

  public SpiffeId {
    if (!TRUST_DOMAIN.matcher(trustDomain).matches()) {
      throw new IllegalArgumentException(
          "a trust domain has lower-case letters, digits, dots, hyphens and underscores, not \""
              + trustDomain
              + '"');
    }
  }

  @JsonCreator
  public static SpiffeId parse(String uri) {
    Matcher matcher = FORM.matcher(uri);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "an identity is spiffe://<trust-domain>/<role>/<id>, not \"" + uri + '"');
    }
    return new SpiffeId(
        matcher.group(1), Role.parse(matcher.group(2)), new AgentId(matcher.group(3)));
  }

  /**
   * The identity in a certificate; nothing unless it has exactly one URI among its alternative
   * names, and that is a well-formed identity.
   */
  public static Optional<SpiffeId> of(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      if (names == null) {
        return Optional.empty();
      }
      List<String> uris =
          names.stream()
              .filter(name -> Integer.valueOf(SAN_URI).equals(name.get(0)))
              .map(name -> String.valueOf(name.get(1)))
              .toList();
      return uris.size() == 1 ? Optional.of(parse(uris.getFirst())) : Optional.empty();
    } catch (CertificateParsingException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @JsonValue
  @Override
  public String toString() {
    return "spiffe://" + trustDomain + "/" + role.segment() + "/" + id;
  }
}
