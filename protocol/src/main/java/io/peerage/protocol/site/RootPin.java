package io.peerage.protocol.site;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.peerage.protocol.content.Sha256Hash;
import io.peerage.protocol.dsse.Envelope;

/**
 * What an agent's operator pins of a site: SHA-256 of the exact payload bytes of its first root
 * document, as 64 hexadecimal digits.
 */
public record RootPin(@JsonValue Sha256Hash hash) {
  @JsonCreator
  public static RootPin parse(String hex) {
    return new RootPin(Sha256Hash.parse(hex));
  }

  /** The pin of {@code firstRoot}. */
  public static RootPin of(Envelope firstRoot) {
    return new RootPin(Sha256Hash.hash(firstRoot.payload().toArray()));
  }

  @Override
  public String toString() {
    return hash.toString();
  }
}
