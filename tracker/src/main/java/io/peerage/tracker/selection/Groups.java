package io.peerage.tracker.selection;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who of some candidates is in one network group: numbers from 0, instead of their prefixes. A hash
 * table with open addressing, twice as large as the candidates are many; cost: one look for each.
 */
final class Groups {
  private final int[] groups;
  private final int[] sizes;
  private final int number;

  private Groups(int[] groups, int[] sizes, int number) {
    this.groups = groups;
    this.sizes = sizes;
    this.number = number;
  }

  static Groups byNetwork(List<Candidate> candidates) {
    int size = candidates.size();
    int slots = Integer.highestOneBit(Math.max(1, size)) << 2;
    @Nullable String[] names = new String[slots];
    int[] numbers = new int[slots];
    int[] groups = new int[size];
    int[] sizes = new int[size];
    int number = 0;
    for (int i = 0; i < size; i++) {
      String name = candidates.get(i).network().prefix();
      int hash = name.hashCode();
      int slot = (hash ^ (hash >>> 16)) & (slots - 1);
      String there = names[slot];
      while (there != null && !there.equals(name)) {
        slot = (slot + 1) & (slots - 1);
        there = names[slot];
      }
      if (there == null) {
        names[slot] = name;
        numbers[slot] = number++;
      }
      groups[i] = numbers[slot];
      sizes[groups[i]]++;
    }
    return new Groups(groups, Arrays.copyOf(sizes, number), number);
  }

  /** How many groups there are. */
  int number() {
    return number;
  }

  /** The group of a candidate. */
  int of(int candidate) {
    return groups[candidate];
  }

  /** How many candidates the group of this one has. */
  int size(int candidate) {
    return sizes[groups[candidate]];
  }
}
