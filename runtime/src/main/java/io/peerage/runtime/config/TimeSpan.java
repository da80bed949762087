package io.peerage.runtime.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A length of time, written with a unit: {@code 250ms}, {@code 10s}, {@code 5m}, {@code 24h}. */
public record TimeSpan(Duration duration) {
  private static final Pattern FORM = Pattern.compile("(\\d{1,12})\\s*(ms|s|m|h|d)");
  private static final Map<String, ChronoUnit> UNITS =
      Map.of(
          "ms", ChronoUnit.MILLIS,
          "s", ChronoUnit.SECONDS,
          "m", ChronoUnit.MINUTES,
          "h", ChronoUnit.HOURS,
          "d", ChronoUnit.DAYS);

  public TimeSpan {
    if (duration.isNegative()) {
      throw new IllegalArgumentException("a time is not negative");
    }
  }

  @JsonCreator
  public static TimeSpan parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    ChronoUnit unit = matcher.matches() ? UNITS.get(matcher.group(2)) : null;
    if (unit == null) {
      throw new IllegalArgumentException("a time is a number and ms, s, m, h or d, as 250ms");
    }
    return new TimeSpan(Duration.of(Long.parseLong(matcher.group(1)), unit));
  }

  public static TimeSpan ofMillis(long millis) {
    return new TimeSpan(Duration.ofMillis(millis));
  }

  public static TimeSpan ofSeconds(long seconds) {
    return new TimeSpan(Duration.ofSeconds(seconds));
  }

  public long toMillis() {
    return duration.toMillis();
  }

  public long toNanos() {
    return duration.toNanos();
  }

  /** In the greatest unit that divides it. */
  @JsonValue
  @Override
  public String toString() {
    for (String unit : new String[] {"d", "h", "m", "s"}) {
      long millis = UNITS.getOrDefault(unit, ChronoUnit.MILLIS).getDuration().toMillis();
      if (toMillis() > 0 && toMillis() % millis == 0) {
        return toMillis() / millis + unit;
      }
    }
    return toMillis() + "ms";
  }
}
