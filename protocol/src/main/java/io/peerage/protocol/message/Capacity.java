package io.peerage.protocol.message;

/**
 * What an agent can give at the moment.
 *
 * @param uploadSlots uploads it serves at once, 0 to 10,000
 * @param freeSlots how many of them are free
 */
public record Capacity(int uploadSlots, int freeSlots) {
  public Capacity {
    Bounds.check("uploadSlots", uploadSlots, 0, 10_000);
    Bounds.check("freeSlots", freeSlots, 0, uploadSlots);
  }
}
