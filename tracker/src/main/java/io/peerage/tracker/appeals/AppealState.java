package io.peerage.tracker.appeals;

/** How far an appeal is. */
public enum AppealState {
  /** Not examined yet. */
  FILED,
  /** The program does not uphold it: a person has to decide. */
  WAITING_FOR_PERSON,
  /** The decision was wrong and is taken back. */
  UPHELD,
  /** The decision stands. */
  REJECTED;

  /** Whether there is no decision yet. */
  public boolean isOpen() {
    return switch (this) {
      case FILED, WAITING_FOR_PERSON -> true;
      case UPHELD, REJECTED -> false;
    };
  }
}
