package io.peerage.runtime.http;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.peerage.protocol.json.MalformedMessageException;
import io.peerage.protocol.json.StrictJson;

/**
 * An error as RFC 9457 has it, {@code application/problem+json}.
 *
 * @param title what happened, the same each time
 * @param status the HTTP status
 * @param detail what happened this time: the field, the value and the fix
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Problem(String title, int status, String detail) {
  public static final String MEDIA_TYPE = "application/problem+json";

  private static final int MAX_BYTES = 16 * 1024;

  /** Reads a response's body as a problem, or makes one of what it is. */
  static Problem of(int status, byte[] body) {
    try {
      return StrictJson.read("problem", body, MAX_BYTES, Problem.class);
    } catch (MalformedMessageException e) {
      return new Problem("HTTP " + status, status, "");
    }
  }
}
