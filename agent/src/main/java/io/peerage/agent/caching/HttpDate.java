package io.peerage.agent.caching;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Dates in HTTP (RFC 9110 section 5.6.7): the preferred form and the two obsolete ones, nothing
 * that merely looks like them, since what is no date counts as past (RFC 9111 section 5.3). The
 * case of letters and the weekday are not looked at.
 */
public final class HttpDate {
  private static final List<String> MONTHS =
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
  private static final String TIME = "(\\d\\d):(\\d\\d):(\\d\\d)";
  private static final String DAY = "(?:mon|tue|wed|thu|fri|sat|sun)";
  private static final Pattern PREFERRED =
      pattern(DAY + ", (\\d\\d) ([a-z]{3}) (\\d{4}) " + TIME + " GMT");
  private static final Pattern RFC_850 =
      pattern(
          "(?:mon|tues|wednes|thurs|fri|satur|sun)day, (\\d\\d)-([a-z]{3})-(\\d\\d) "
              + TIME
              + " GMT");
  private static final Pattern ASCTIME =
      pattern(DAY + " ([a-z]{3}) ([ \\d]\\d) " + TIME + " (\\d{4})");

  private HttpDate() {}

  private static Pattern pattern(String regex) {
    return Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
  }

  /**
   * Reads a date.
   *
   * @param now decides the century of a year of two digits: one that seems more than 50 years ahead
   *     is past
   */
  public static Optional<Instant> parse(String text, Instant now) {
    String date = text.strip();
    Matcher preferred = PREFERRED.matcher(date);
    if (preferred.matches()) {
      return instant(preferred, 3, 2, 1, 4);
    }
    Matcher asctime = ASCTIME.matcher(date);
    if (asctime.matches()) {
      return instant(asctime, 6, 1, 2, 3);
    }
    Matcher rfc850 = RFC_850.matcher(date);
    if (!rfc850.matches()) {
      return Optional.empty();
    }
    int thisYear = now.atOffset(ZoneOffset.UTC).getYear();
    int year = thisYear - thisYear % 100 + Integer.parseInt(rfc850.group(3));
    return at(rfc850, year > thisYear + 50 ? year - 100 : year, 2, 1, 4);
  }

  private static Optional<Instant> instant(Matcher date, int year, int month, int day, int time) {
    return at(date, Integer.parseInt(date.group(year)), month, day, time);
  }

  private static Optional<Instant> at(Matcher date, int year, int month, int day, int time) {
    int number = MONTHS.indexOf(date.group(month).toLowerCase(Locale.ROOT)) + 1;
    // A leap second is the last of its minute here.
    int second = Math.min(59, Integer.parseInt(date.group(time + 2)));
    try {
      return Optional.of(
          LocalDateTime.of(
                  year,
                  number,
                  Integer.parseInt(date.group(day).strip()),
                  Integer.parseInt(date.group(time)),
                  Integer.parseInt(date.group(time + 1)),
                  second)
              .toInstant(ZoneOffset.UTC));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
