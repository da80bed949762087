package io.peerage.protocol.content;

import java.security.DigestException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The arithmetic of BEP 52's binary hash tree: a parent is SHA-256 of its two children's hashes; a
 * row is padded on the right up to a power of two with the hash of a subtree of zero leaves.
 *
 * <p>A row is given by its real nodes, its width with padding, and its level (0 for blocks), which
 * says what its padding is. Costs: a root over n nodes n - 1 hashes; a proof of k of n nodes k +
 * log2(n) hashes.
 */
final class MerkleTree {
  private static final int MAX_LEVEL = 40;
  private static final byte[][] PADDING = padding();

  private MerkleTree() {}

  /** The smallest power of two that is at least {@code nodes}; 1 for none. */
  static int widthFor(int nodes) {
    return nodes <= 1 ? 1 : Integer.highestOneBit(nodes - 1) << 1;
  }

  /** The root over {@code nodes}, padded to {@code width}, at {@code level}. */
  static Sha256Hash root(HashList nodes, int width, int level) {
    checkWidth(nodes.size(), width);
    byte[] row = nodes.toBytes();
    int count = nodes.size();
    int at = level;
    if (count == 0) {
      return Sha256Hash.of(PADDING[level + Integer.numberOfTrailingZeros(width)]);
    }
    MessageDigest digest = Sha256Hash.digest();
    for (int w = width; w > 1; w /= 2, at++) {
      int parents = (count + 1) / 2;
      for (int i = 0; i < parents; i++) {
        digest.update(row, 2 * i * Sha256Hash.BYTES, Sha256Hash.BYTES);
        if (2 * i + 1 < count) {
          digest.update(row, (2 * i + 1) * Sha256Hash.BYTES, Sha256Hash.BYTES);
        } else {
          digest.update(PADDING[at]);
        }
        finish(digest, row, i * Sha256Hash.BYTES);
      }
      count = parents;
    }
    return Sha256Hash.of(row, 0, Sha256Hash.BYTES);
  }

  /**
   * The hashes that prove nodes {@code first} to {@code first + count - 1}: those nodes, then from
   * the bottom up the left sibling where the range starts on a right child, and the right sibling
   * where it ends on a left child. Padding is left out, since everyone can compute it.
   */
  static HashList prove(HashList nodes, int width, int level, int first, int count) {
    checkWidth(nodes.size(), width);
    List<Sha256Hash> proof = new ArrayList<>();
    for (int i = first; i < first + count; i++) {
      proof.add(nodes.get(i));
    }
    HashList row = nodes;
    int low = first;
    int high = first + count - 1;
    for (int w = width, at = level; w > 1; w /= 2, at++) {
      if (low % 2 == 1) {
        proof.add(row.get(low - 1));
      }
      if (high % 2 == 0 && high + 1 < row.size()) {
        proof.add(row.get(high + 1));
      }
      row = parents(row, at);
      low /= 2;
      high /= 2;
    }
    return HashList.of(proof.toArray(Sha256Hash[]::new));
  }

  /**
   * Climbs from {@code proof} to a root.
   *
   * @param nodeCount real nodes of the row that the range stands in
   * @return the root, or nothing when the proof has too few or too many hashes
   */
  static Optional<Sha256Hash> climb(
      HashList proof, int nodeCount, int width, int level, int first, int count) {
    checkWidth(nodeCount, width);
    if (count < 1 || first < 0 || first > nodeCount - count || proof.size() < count) {
      return Optional.empty();
    }
    byte[] proofBytes = proof.toBytes();
    byte[] row = new byte[(count + 2) * Sha256Hash.BYTES];
    System.arraycopy(proofBytes, 0, row, Sha256Hash.BYTES, count * Sha256Hash.BYTES);
    int used = count;
    int low = first;
    int high = first + count - 1;
    int rowNodes = nodeCount;
    MessageDigest digest = Sha256Hash.digest();
    for (int w = width, at = level; w > 1; w /= 2, at++) {
      // The range stands at index 1 of row, so that a left sibling fits before it.
      int from = 1;
      if (low % 2 == 1) {
        if (used == proof.size()) {
          return Optional.empty();
        }
        System.arraycopy(proofBytes, used++ * Sha256Hash.BYTES, row, 0, Sha256Hash.BYTES);
        from = 0;
        low--;
      }
      if (high % 2 == 0) {
        int to = (from + high - low + 1) * Sha256Hash.BYTES;
        if (high + 1 >= rowNodes) {
          System.arraycopy(PADDING[at], 0, row, to, Sha256Hash.BYTES);
        } else if (used == proof.size()) {
          return Optional.empty();
        } else {
          System.arraycopy(proofBytes, used++ * Sha256Hash.BYTES, row, to, Sha256Hash.BYTES);
        }
        high++;
      }
      int parents = (high - low + 1) / 2;
      for (int i = 0; i < parents; i++) {
        digest.update(row, (from + 2 * i) * Sha256Hash.BYTES, 2 * Sha256Hash.BYTES);
        finish(digest, row, (1 + i) * Sha256Hash.BYTES);
      }
      low /= 2;
      high /= 2;
      rowNodes = (rowNodes + 1) / 2;
    }
    return used == proof.size()
        ? Optional.of(Sha256Hash.of(row, Sha256Hash.BYTES, Sha256Hash.BYTES))
        : Optional.empty();
  }

  private static HashList parents(HashList row, int level) {
    byte[] in = row.toBytes();
    int parents = (row.size() + 1) / 2;
    byte[] out = new byte[parents * Sha256Hash.BYTES];
    MessageDigest digest = Sha256Hash.digest();
    for (int i = 0; i < parents; i++) {
      digest.update(in, 2 * i * Sha256Hash.BYTES, Sha256Hash.BYTES);
      if (2 * i + 1 < row.size()) {
        digest.update(in, (2 * i + 1) * Sha256Hash.BYTES, Sha256Hash.BYTES);
      } else {
        digest.update(PADDING[level]);
      }
      finish(digest, out, i * Sha256Hash.BYTES);
    }
    return HashList.wrap(out);
  }

  private static void checkWidth(int nodes, int width) {
    if (Integer.bitCount(width) != 1 || nodes > width) {
      throw new IllegalArgumentException(nodes + " nodes do not fit a row of " + width);
    }
  }

  private static byte[][] padding() {
    byte[][] padding = new byte[MAX_LEVEL + 1][];
    padding[0] = new byte[Sha256Hash.BYTES];
    MessageDigest digest = Sha256Hash.digest();
    for (int level = 1; level <= MAX_LEVEL; level++) {
      digest.update(padding[level - 1]);
      digest.update(padding[level - 1]);
      padding[level] = digest.digest();
    }
    return padding;
  }

  private static void finish(MessageDigest digest, byte[] target, int offset) {
    try {
      digest.digest(target, offset, Sha256Hash.BYTES);
    } catch (DigestException e) {
      throw new IllegalStateException("32 bytes hold a SHA-256 hash", e);
    }
  }
}
