package io.peerage.agent.manifest;

import io.peerage.protocol.site.UntrustedException;

/** What the manifests tell of themselves, for metrics. Called on any thread; quick. */
public interface ManifestEvents {
  /** Says nothing. */
  ManifestEvents NONE = new ManifestEvents() {};

  /** The adapter was asked for a manifest. */
  default void asked() {}

  /** A root or manifest that came was not believed. */
  default void refused(UntrustedException.Reason reason) {}

  /** A stale object was served because the origin could not be asked. */
  default void servedStale() {}
}
