package io.peerage.protocol.accounting;

import io.peerage.protocol.content.HashList;
import io.peerage.protocol.content.Sha256Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The Merkle tree over a sheet's tickets, by which one signature is good for all and each can be
 * shown alone: that of RFC 9162, section 2.1. A leaf is SHA-256 of a zero byte and the ticket, a
 * node that of a one byte and its two children; a node without a neighbour moves up as it is. Two
 * hashes for each ticket to make, as many as the tree is high to check one.
 */
final class TicketTree {
  private final List<List<Sha256Hash>> levels = new ArrayList<>();

  TicketTree(List<Ticket> tickets) {
    List<Sha256Hash> level = tickets.stream().map(TicketTree::leaf).toList();
    levels.add(level);
    while (level.size() > 1) {
      List<Sha256Hash> above = new ArrayList<>();
      for (int i = 0; i < level.size(); i += 2) {
        above.add(i + 1 < level.size() ? node(level.get(i), level.get(i + 1)) : level.get(i));
      }
      levels.add(above);
      level = above;
    }
  }

  Sha256Hash root() {
    return levels.getLast().getFirst();
  }

  /** The neighbours on the way from a leaf to the root, from the bottom to the top. */
  HashList path(int index) {
    List<Sha256Hash> path = new ArrayList<>();
    int at = index;
    for (List<Sha256Hash> level : levels) {
      if ((at ^ 1) < level.size()) {
        path.add(level.get(at ^ 1));
      }
      at >>= 1;
    }
    return HashList.of(path.toArray(Sha256Hash[]::new));
  }

  /** Where {@code path} leads from a ticket; nothing when it has the wrong length. */
  static Optional<Sha256Hash> climb(Ticket ticket, int index, int size, HashList path) {
    Sha256Hash hash = leaf(ticket);
    int at = index;
    int last = size - 1;
    int used = 0;
    while (last > 0) {
      if ((at ^ 1) <= last) {
        if (used == path.size()) {
          return Optional.empty();
        }
        Sha256Hash other = path.get(used++);
        hash = (at & 1) == 1 ? node(other, hash) : node(hash, other);
      }
      at >>= 1;
      last >>= 1;
    }
    return used == path.size() ? Optional.of(hash) : Optional.empty();
  }

  private static Sha256Hash leaf(Ticket ticket) {
    byte[] text = ticket.leaf();
    byte[] bytes = new byte[1 + text.length];
    System.arraycopy(text, 0, bytes, 1, text.length);
    return Sha256Hash.hash(bytes);
  }

  private static Sha256Hash node(Sha256Hash left, Sha256Hash right) {
    byte[] bytes = new byte[1 + 2 * Sha256Hash.BYTES];
    bytes[0] = 1;
    System.arraycopy(left.toBytes(), 0, bytes, 1, Sha256Hash.BYTES);
    System.arraycopy(right.toBytes(), 0, bytes, 1 + Sha256Hash.BYTES, Sha256Hash.BYTES);
    return Sha256Hash.hash(bytes);
  }
}
