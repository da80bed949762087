package io.peerage.tracker.takedowns;

/** An order is not taken in. */
public final class TakedownRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  TakedownRefusedException(String message) {
    super(message);
  }
}
