package io.peerage.protocol.structured;

import io.peerage.protocol.json.Base64Bytes;
import java.math.BigDecimal;

/** A value without parameters (RFC 8941 section 3.3). */
public sealed interface BareItem {
  /** An integer of at most 15 digits. */
  record Whole(long value) implements BareItem {
    private static final long MAX = 999_999_999_999_999L;

    public Whole {
      if (value < -MAX || value > MAX) {
        throw new IllegalArgumentException("an integer has at most 15 digits, not " + value);
      }
    }

    @Override
    public String serialise() {
      return Long.toString(value);
    }
  }

  /** A decimal of at most 12 digits before the point and 1 to 3 after it. */
  record Decimal(BigDecimal value) implements BareItem {
    public Decimal {
      // One value is one decimal, with however many zeros it came.
      BigDecimal shortest = value.stripTrailingZeros();
      value = shortest.scale() < 1 ? shortest.setScale(1) : shortest;
    }

    @Override
    public String serialise() {
      return value.toPlainString();
    }
  }

  /** A string of printable ASCII. */
  record Text(String value) implements BareItem {
    public Text {
      if (value.chars().anyMatch(c -> c < 0x20 || c > 0x7e)) {
        throw new IllegalArgumentException("a string is printable ASCII");
      }
    }

    @Override
    public String serialise() {
      return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
  }

  /** A token: letters, digits and some signs. */
  record Token(String value) implements BareItem {
    @Override
    public String serialise() {
      return value;
    }
  }

  /** Bytes, written in base64 between colons. */
  record Bytes(Base64Bytes value) implements BareItem {
    @Override
    public String serialise() {
      return ":" + value + ":";
    }
  }

  /** A boolean. */
  record Truth(boolean value) implements BareItem {
    @Override
    public String serialise() {
      return value ? "?1" : "?0";
    }
  }

  /** The one way to write it (RFC 8941 section 4.1). */
  String serialise();
}
