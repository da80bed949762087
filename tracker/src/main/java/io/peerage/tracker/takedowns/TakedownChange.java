package io.peerage.tracker.takedowns;

import com.fasterxml.jackson.annotation.JsonValue;
import io.peerage.protocol.message.TakedownList;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;

/**
 * One change of the list, as the audit log keeps it for good.
 *
 * @param version of the list, which the change made
 * @param by who made it
 * @param why the order's reason, or why it was lifted
 * @param id of the order
 */
public record TakedownChange(
    long version,
    Instant at,
    String by,
    Action action,
    String why,
    long id,
    TakedownList.Entry entry) {

  /** What was done. */
  public enum Action {
    ORDERED,
    LIFTED;

    @JsonValue
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    public static Action parse(String word) {
      return Arrays.stream(values())
          .filter(action -> action.word().equals(word))
          .findFirst()
          .orElseThrow(() -> new IllegalArgumentException("no action \"" + word + '"'));
    }
  }

  static TakedownChange ordered(TakedownOrder order) {
    return new TakedownChange(
        order.id(),
        order.ordered(),
        order.by(),
        Action.ORDERED,
        order.entry().reason(),
        order.id(),
        order.entry());
  }

  static TakedownChange lifted(
      TakedownOrder order, long version, Instant at, String by, String why) {
    return new TakedownChange(version, at, by, Action.LIFTED, why, order.id(), order.entry());
  }
}
