package io.peerage.demo.hostile;

import io.peerage.testing.HostilePeers;
import java.util.Arrays;
import java.util.Locale;

/** What harm an agent does: to those who ask it, or as one who asks others. */
public sealed interface Harm {
  /** It answers badly. */
  record Serving(HostilePeers how) implements Harm {
    @Override
    public String name() {
      return how.name();
    }
  }

  /** It answers well, and lies to the tracker of what it received. */
  record Asking(HostileClients how) implements Harm {
    @Override
    public String name() {
      return how.name();
    }
  }

  /** How a command line names it: as its constant in {@link HostilePeers} or the other. */
  String name();

  /**
   * The harm with that name, in whatever case.
   *
   * @throws IllegalArgumentException when there is none
   */
  static Harm parse(String name) {
    String wanted = name.toUpperCase(Locale.ROOT);
    return Arrays.stream(HostileClients.values())
        .filter(how -> how.name().equals(wanted))
        .<Harm>map(Asking::new)
        .findFirst()
        .orElseGet(() -> new Serving(HostilePeers.valueOf(wanted)));
  }
}
