package io.peerage.agent.store;

import io.peerage.protocol.content.VerifiedChunk;

/** A chunk that can be sent at once, without reading or hashing first. */
public sealed interface ReadyChunk {
  /** In memory. */
  record InMemory(VerifiedChunk chunk) implements ReadyChunk {}

  /** In a file; the receiver releases it. */
  record OnDisk(VerifiedFile file) implements ReadyChunk {}
}
