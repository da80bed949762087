package io.peerage.protocol.manifest;

import io.peerage.protocol.content.ContentVerifier;
import io.peerage.protocol.dsse.Envelope;
import io.peerage.protocol.key.KeyId;

/**
 * A manifest that a current publishing key of its site signed, whose hashes agree with each other.
 * Made only by {@link ManifestVerifier}. Immutable.
 */
public final class VerifiedManifest {
  private final Manifest manifest;
  private final ContentVerifier content;
  private final KeyId signer;
  private final Envelope envelope;

  VerifiedManifest(Manifest manifest, ContentVerifier content, KeyId signer, Envelope envelope) {
    this.manifest = manifest;
    this.content = content;
    this.signer = signer;
    this.envelope = envelope;
  }

  public Manifest manifest() {
    return manifest;
  }

  /** What checks the object's bytes. */
  public ContentVerifier content() {
    return content;
  }

  public KeyId signer() {
    return signer;
  }

  /** The signed document, to be kept or passed on. */
  public Envelope envelope() {
    return envelope;
  }

  /** What to remember of this manifest. */
  public SeenGeneration seen() {
    return new SeenGeneration(manifest.generation(), manifest.contentRoot(), signer);
  }
}
