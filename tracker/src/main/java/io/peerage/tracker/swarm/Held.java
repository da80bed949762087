package io.peerage.tracker.swarm;

import io.peerage.protocol.message.ChunkSet;

/** What one agent has of one content. All under the directory's lock. */
final class Held {
  final Member owner;
  Bucket bucket;

  /** Where it stands in its bucket. */
  int position;

  long length;
  ChunkSet chunks;

  Held(Member owner, Bucket bucket, long length, ChunkSet chunks) {
    this.owner = owner;
    this.bucket = bucket;
    this.length = length;
    this.chunks = chunks;
  }
}
