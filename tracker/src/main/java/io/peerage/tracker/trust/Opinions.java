package io.peerage.tracker.trust;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The opinions on one server, or of one client, in the order in which they came. Found by the
 * book's number of whoever is at the other end: a scan of small numbers that lie side by side,
 * which for the few hundred that there may be is as quick as a hash table and takes 8 bytes for an
 * opinion. Not thread-safe.
 */
class Opinions {
  private static final int[] NO_NUMBERS = {};
  private static final @Nullable Opinion[] NO_ITEMS = {};

  private int[] numbers = NO_NUMBERS;
  private @Nullable Opinion[] items = NO_ITEMS;
  private int size;

  final int size() {
    return size;
  }

  /** The opinion at {@code index}, from 0 to before the size, the oldest first. */
  final Opinion get(int index) {
    Opinion opinion = items[index];
    if (index >= size || opinion == null) {
      throw new IndexOutOfBoundsException(index);
    }
    return opinion;
  }

  final @Nullable Opinion find(int number) {
    int index = indexOf(number);
    return index < 0 ? null : items[index];
  }

  /** Where the opinion is whose other end has {@code number}; -1 when there is none. */
  final int indexOf(int number) {
    for (int i = 0; i < size; i++) {
      if (numbers[i] == number) {
        return i;
      }
    }
    return -1;
  }

  /** Adds the opinion whose other end has {@code number}; there is none of that number yet. */
  void add(int number, Opinion opinion) {
    if (size == numbers.length) {
      reserve(Math.max(4, size + (size >> 1)));
    }
    numbers[size] = number;
    items[size] = opinion;
    size++;
  }

  /** Makes room for so many. */
  void reserve(int length) {
    numbers = Arrays.copyOf(numbers, length);
    items = Arrays.copyOf(items, length);
  }

  /** Removes the one whose other end has {@code number}, if there is one. */
  final void remove(int number) {
    int index = indexOf(number);
    if (index >= 0) {
      removeAt(index);
    }
  }

  /** Removes the one at {@code index}. */
  void removeAt(int index) {
    size--;
    System.arraycopy(numbers, index + 1, numbers, index, size - index);
    System.arraycopy(items, index + 1, items, index, size - index);
    items[size] = null;
  }

  /** The one that was not touched for longest; there is one. */
  Opinion oldest() {
    Opinion oldest = get(0);
    for (int i = 1; i < size; i++) {
      if (get(i).atMillis < oldest.atMillis) {
        oldest = get(i);
      }
    }
    return oldest;
  }
}
