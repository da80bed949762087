package io.peerage.agent.access;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secrets that a site's URLs are signed with, by their ids; several, so that a new one can be
 * used before the old one goes. A file of at most 64 KiB in UTF-8, one secret a line:
 *
 * <pre>
 * # id, space, at least 32 bytes in base64url
 * 2026-11 3q2-7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
 * </pre>
 *
 * Immutable. Says the ids, never the secrets.
 */
public final class UrlKeys {
  /** The longest file. */
  public static final int MAX_FILE_BYTES = 64 * 1024;

  static final String ALGORITHM = "HmacSHA256";
  private static final int MIN_SECRET_BYTES = 32;
  private static final int MAX_SECRET_BYTES = 256;
  private static final int MAX_KEYS = 64;

  private final Map<String, SecretKeySpec> secrets;

  private UrlKeys(Map<String, SecretKeySpec> secrets) {
    this.secrets = secrets;
  }

  /**
   * Reads the text of a file.
   *
   * @throws IllegalArgumentException naming the line that is wrong, and nothing of what is in it
   */
  public static UrlKeys parse(String text) {
    Map<String, SecretKeySpec> secrets = new LinkedHashMap<>();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      String[] words = line.strip().split("\\s+", -1);
      if (words.length != 2 || !UrlToken.isKeyId(words[0])) {
        throw wrong(number, "is an id (1 to 64 letters, digits, . _ -), a space and a secret");
      }
      if (secrets.put(words[0], new SecretKeySpec(secret(words[1], number), ALGORITHM)) != null) {
        throw wrong(number, "has the id of a line before it");
      }
      if (secrets.size() > MAX_KEYS) {
        throw wrong(number, "is one too many: there are at most " + MAX_KEYS);
      }
    }
    if (secrets.isEmpty()) {
      throw new IllegalArgumentException(
          "there is no secret in it; write a line such as: 2026-11 $(openssl rand -base64 32 | tr"
              + " '+/' '-_')");
    }
    return new UrlKeys(secrets);
  }

  private static byte[] secret(String text, int number) {
    byte[] secret;
    try {
      secret = Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw wrong(number, "has a secret that is not base64url");
    }
    if (secret.length < MIN_SECRET_BYTES || secret.length > MAX_SECRET_BYTES) {
      throw wrong(
          number,
          "has a secret of %d bytes; %d to %d are right"
              .formatted(secret.length, MIN_SECRET_BYTES, MAX_SECRET_BYTES));
    }
    return secret;
  }

  private static IllegalArgumentException wrong(int number, String what) {
    return new IllegalArgumentException("line " + number + " " + what);
  }

  /** The secret called {@code id}. */
  Optional<SecretKeySpec> find(String id) {
    return Optional.ofNullable(secrets.get(id));
  }

  /** The id of the last line: the newest. */
  public String newest() {
    return secrets.keySet().stream().reduce((_, last) -> last).orElseThrow();
  }

  /** Whether there is a secret called {@code id}. */
  public boolean has(String id) {
    return secrets.containsKey(id);
  }

  @Override
  public String toString() {
    return "UrlKeys" + secrets.keySet();
  }
}
