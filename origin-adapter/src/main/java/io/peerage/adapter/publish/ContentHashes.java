package io.peerage.adapter.publish;

import io.peerage.protocol.content.ContentVerifier;
import io.peerage.protocol.content.HashList;
import io.peerage.protocol.content.HashedContent;
import io.peerage.protocol.content.Sha256Hash;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * All block hashes of some content, so that any run of its blocks can be proven without reading it
 * again. Immutable and thread-safe.
 */
sealed interface ContentHashes {
  /** Bytes of a file before the chunk layer. */
  int HEAD_BYTES = 16;

  ContentVerifier verifier();

  /** The hashes of the blocks of chunk {@code index}, not verified. */
  HashList blockHashes(int index) throws IOException;

  /** What it takes of memory, about. */
  int memoryBytes();

  /** In memory as a whole. */
  record InMemory(HashedContent content, ContentVerifier verifier) implements ContentHashes {
    @Override
    public HashList blockHashes(int index) {
      return content.blockHashes(index);
    }

    @Override
    public int memoryBytes() {
      return 512
          + Sha256Hash.BYTES * (content.blockHashes().size() + 2 * content.chunkHashes().size());
    }
  }

  /** The chunk layer in memory, the block hashes in a file. */
  record InFile(Path file, ContentVerifier verifier) implements ContentHashes {
    @Override
    public HashList blockHashes(int index) throws IOException {
      int layerBytes = verifier.layout().chunkCount() * Sha256Hash.BYTES;
      long firstBlock =
          verifier.layout().chunkOffset(index)
              / io.peerage.protocol.content.ContentLayout.BLOCK_BYTES;
      byte[] hashes = new byte[verifier.layout().blockCount(index) * Sha256Hash.BYTES];
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
        ByteBuffer buffer = ByteBuffer.wrap(hashes);
        long position = HEAD_BYTES + layerBytes + firstBlock * Sha256Hash.BYTES;
        while (buffer.hasRemaining()) {
          int read = channel.read(buffer, position + buffer.position());
          if (read < 0) {
            throw new IOException(file + " is too short");
          }
        }
      }
      return HashList.wrap(hashes);
    }

    @Override
    public int memoryBytes() {
      return 512 + Sha256Hash.BYTES * verifier.chunkHashes().size();
    }
  }
}
