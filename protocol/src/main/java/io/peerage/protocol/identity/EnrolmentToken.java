package io.peerage.protocol.identity;

import io.peerage.protocol.json.Base64Bytes;
import io.peerage.protocol.json.MalformedMessageException;
import io.peerage.protocol.json.StrictJson;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/**
 * What a newcomer needs to enrol, in one string: where the tracker is, what its certificate
 * authority's key is, and a secret that works once.
 *
 * <pre>
 * peerage-enrol.&lt;base64url, without padding, of&gt;
 *   {"tracker": "https://tracker.example.com:7443", "caPin": "64 hex digits",
 *    "role": "agent", "secret": "base64 of 32 bytes", "expires": "2026-11-21T10:00:00Z"}
 * </pre>
 *
 * @param tracker an https URL without a path
 * @param secret 32 random bytes; the tracker keeps only their SHA-256
 * @param expires at most {@link #MAX_LIFETIME} after it was made
 */
public record EnrolmentToken(
    URI tracker, SpkiPin caPin, Role role, Base64Bytes secret, Instant expires) {
  /** The longest life of a token. */
  public static final Duration MAX_LIFETIME = Duration.ofHours(1);

  /** Bytes of a token's secret. */
  public static final int SECRET_BYTES = 32;

  private static final String PREFIX = "peerage-enrol.";
  private static final int MAX_CHARS = 2048;

  public EnrolmentToken {
    if (!"https".equals(tracker.getScheme()) || tracker.getHost() == null) {
      throw new IllegalArgumentException(
          "tracker is an https URL such as https://tracker.example.com:7443, not " + tracker);
    }
    if (secret.length() != SECRET_BYTES) {
      throw new IllegalArgumentException(
          "secret has " + SECRET_BYTES + " bytes, not " + secret.length());
    }
  }

  /** Reads a token; the error never repeats the token, which is a secret. */
  public static EnrolmentToken parse(String text) throws MalformedMessageException {
    String token = text.strip();
    if (!token.startsWith(PREFIX) || token.length() > MAX_CHARS) {
      throw new MalformedMessageException(
          "enrolment token", "", "it starts with " + PREFIX + " and was made by a tracker");
    }
    byte[] json;
    try {
      json = Base64.getUrlDecoder().decode(token.substring(PREFIX.length()));
    } catch (IllegalArgumentException e) {
      throw new MalformedMessageException(
          "enrolment token", "", "cut short or altered; copy it whole");
    }
    return StrictJson.read("enrolment token", json, MAX_CHARS, EnrolmentToken.class);
  }

  /** The token as one string. It is a secret until used. */
  public String encode() {
    String json = StrictJson.writeText(this);
    return PREFIX
        + Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return "enrolment token for a " + role.segment() + " at " + tracker + " until " + expires;
  }
}
