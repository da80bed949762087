package io.peerage.agent.store;

import io.peerage.protocol.content.ChunkId;

/** What a store tells of itself, for metrics. Called on any thread; quick. */
public interface StoreEvents {
  /** Says nothing. */
  StoreEvents NONE = new StoreEvents() {};

  /** A chunk on disk was evicted to keep the quota. */
  default void evicted(ChunkId chunk) {}

  /** A chunk on disk was not what was written, and was deleted. */
  default void corrupt(ChunkId chunk) {}

  /** A chunk could not be written; it is served from memory, if at all. */
  default void notKept(ChunkId chunk, String reason) {}
}
