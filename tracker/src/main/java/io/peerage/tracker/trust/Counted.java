package io.peerage.tracker.trust;

/**
 * What one source, the audits or one client, has put into a server's good and bad. Both parts fade
 * as those do, so that the parts of all sources make up the whole.
 *
 * @param good of {@code g}, as of {@code atMillis}
 * @param bad of {@code b}, likewise
 * @param atMillis when it was last added to
 */
public record Counted(double good, double bad, long atMillis) {
  /** Of a source that has added nothing. */
  public static final Counted NOTHING = new Counted(0, 0, 0);

  Counted plus(TrustParameters parameters, double moreGood, double moreBad, long nowMillis) {
    return new Counted(
        goodAt(parameters, nowMillis) + moreGood,
        badAt(parameters, nowMillis) + moreBad,
        Math.max(atMillis, nowMillis));
  }

  double goodAt(TrustParameters parameters, long nowMillis) {
    return TrustModel.decayed(good, nowMillis - atMillis, parameters.goodHalfLife());
  }

  double badAt(TrustParameters parameters, long nowMillis) {
    return TrustModel.decayed(bad, nowMillis - atMillis, parameters.badHalfLife());
  }

  /** With but a part of the bad left, 0 to 1. */
  Counted keepingOfTheBad(double part) {
    return new Counted(good, bad * part, atMillis);
  }
}
