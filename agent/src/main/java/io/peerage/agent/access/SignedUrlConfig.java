package io.peerage.agent.access;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import org.jspecify.annotations.Nullable;

/**
 * Whether the requests of a site need a signed URL.
 *
 * @param keysFile the file with the secrets, as {@link UrlKeys} reads it; empty: none is needed
 * @param toOrigin whether the origin sees the parameters of the signature
 */
public record SignedUrlConfig(String keysFile, boolean toOrigin) {
  /** No signature is needed. */
  public static final SignedUrlConfig NONE = new SignedUrlConfig("", false);

  @JsonCreator
  static SignedUrlConfig read(
      @JsonProperty("keysFile") @JsonSetter(nulls = Nulls.SET) @Nullable String keysFile,
      @JsonProperty("toOrigin") @JsonSetter(nulls = Nulls.SET) @Nullable Boolean toOrigin) {
    return new SignedUrlConfig(keysFile == null ? "" : keysFile, toOrigin != null && toOrigin);
  }

  /** Whether requests need a signature. */
  public boolean required() {
    return !keysFile.isEmpty();
  }
}
