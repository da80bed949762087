package io.peerage.protocol.site;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/**
 * The name of a site: lower-case letters, digits, dots and hyphens, as in a host name, at most 100
 * characters. It is also the name of the site's files and must not be able to leave its folder.
 */
public record SiteName(@JsonValue String value) implements Comparable<SiteName> {
  private static final Pattern FORM =
      Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*");
  private static final int MAX_CHARS = 100;

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public SiteName {
    if (value.length() > MAX_CHARS || !FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "a site's name has lower-case letters, digits, dots and hyphens, at most "
              + MAX_CHARS
              + ", such as media.example.com; not \""
              + value
              + '"');
    }
  }

  @Override
  public int compareTo(SiteName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
