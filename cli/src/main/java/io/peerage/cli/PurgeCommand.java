package io.peerage.cli;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import io.peerage.protocol.message.Purge;
import io.peerage.protocol.site.SiteName;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Purges what the agents keep. */
@Command(
    name = "purge",
    description = {
      "Tells every agent that what it keeps is no longer current, and waits until they have carried"
          + " it out.",
      "A hard purge: nothing of it is served again before the origin was asked anew. A soft one"
          + " (--soft): it is stale, so it is served only while or until it is asked for anew, or if"
          + " the origin fails, as its Cache-Control allows.",
      "Exit status 0 only if every agent in contact acknowledged in time. Agents without contact"
          + " carry it out before anything else once they are back."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  peerage purge --site media.example.com --url '/live/a.m3u8?token=7'",
      "  peerage purge --site media.example.com --prefix /vod/film-42/ --soft",
      "  peerage purge --site media.example.com --tag film-42 --wait 30"
    })
final class PurgeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private AdminApi admin;

  @Option(
      names = "--site",
      paramLabel = "SITE",
      required = true,
      converter = SiteConverter.class,
      description = "The site, by the name under which agents and adapters know it.")
  private SiteName site;

  @ArgGroup(multiplicity = "1")
  private What what;

  @Option(names = "--soft", description = "What is hit is stale from now on, not gone.")
  private boolean soft;

  @Mixin private Wait wait;

  @SuppressWarnings("NullAway.Init")
  PurgeCommand() {}

  /** What is purged: one of these. */
  static final class What {
    @Option(
        names = "--url",
        paramLabel = "PATH",
        description = "One path with its query, as on the request line, on all hosts of the site.")
    private @Nullable String url;

    @Option(
        names = "--prefix",
        paramLabel = "PATH",
        description = "All paths that begin so, to the letter: /a covers /ab, and /a/ does not.")
    private @Nullable String prefix;

    @Option(
        names = "--tag",
        paramLabel = "TAG",
        description = "All that the origin tagged so in Surrogate-Key or Cache-Tag.")
    private @Nullable String tag;

    private Purge purge(SiteName site, Purge.Mode mode) {
      if (url != null) {
        return new Purge(site, Purge.Kind.URL, url, mode);
      }
      return prefix != null
          ? new Purge(site, Purge.Kind.PREFIX, prefix, mode)
          : new Purge(site, Purge.Kind.TAG, String.valueOf(tag), mode);
    }
  }

  /** What the tracker answers to the request. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Made(long id, Instant requested) {}

  /** What it says of a purge. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Details(List<Agent> agents) {
    long count(String state) {
      return agents.stream().filter(agent -> agent.state.equals(state)).count();
    }
  }

  /** One agent. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Agent(
      String agent,
      String state,
      @JsonSetter(nulls = Nulls.SET) @Nullable Instant acknowledgedAt,
      @JsonSetter(nulls = Nulls.SET) @Nullable Instant lastContact) {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    Purge purge;
    try {
      purge = what.purge(site, soft ? Purge.Mode.SOFT : Purge.Mode.HARD);
    } catch (IllegalArgumentException e) {
      throw new CommandLine.ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
    }
    Made made = admin.post("purges", purge, Made.class);
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%s, number %d%n", purge, made.id);
    Details details = await(made, out);
    details.agents.stream()
        .filter(agent -> !agent.state.equals("acknowledged"))
        .forEach(agent -> out.println(missing(agent)));
    return sum(made, details, out);
  }

  /** Waits until nobody is pending, and says who acknowledged as they do. */
  private Details await(Made made, PrintWriter out) throws IOException, InterruptedException {
    Set<String> told = new HashSet<>();
    return wait.until(
        () -> {
          Details details = admin.get("purges/" + made.id, Details.class);
          for (Agent agent : details.agents) {
            Instant at = agent.acknowledgedAt;
            if (at != null && told.add(agent.agent)) {
              out.printf("%s  acknowledged after %d ms%n", agent.agent, millis(made, at));
            }
          }
          out.flush();
          return details;
        },
        details -> details.count("pending") == 0);
  }

  private static long millis(Made made, Instant at) {
    return Math.max(0, Duration.between(made.requested, at).toMillis());
  }

  private static String missing(Agent agent) {
    if (agent.state.equals("pending")) {
      return agent.agent + "  pending";
    }
    return agent.agent
        + (agent.lastContact == null
            ? "  no contact since the tracker started"
            : "  no contact since " + agent.lastContact);
  }

  private static int sum(Made made, Details details, PrintWriter out) {
    long acknowledged = details.count("acknowledged");
    long live = acknowledged + details.count("pending");
    long away = details.count("no-contact");
    if (live == 0) {
      out.println("no agent is in contact with the tracker");
      return Peerage.FAILED;
    }
    long slowest =
        details.agents.stream()
            .mapToLong(
                agent -> agent.acknowledgedAt == null ? 0 : millis(made, agent.acknowledgedAt))
            .max()
            .orElse(0);
    out.printf(
        "%d of %d agents acknowledged%s%s%n",
        acknowledged,
        live,
        acknowledged == 0 ? "" : ", the slowest after " + slowest + " ms",
        away == 0 ? "" : "; " + away + " without contact will when they are back");
    return acknowledged == live ? Peerage.OK : Peerage.FAILED;
  }

  /** Reads a site's name. */
  static final class SiteConverter implements CommandLine.ITypeConverter<SiteName> {
    @Override
    public SiteName convert(String value) {
      try {
        return new SiteName(value);
      } catch (IllegalArgumentException e) {
        throw new CommandLine.TypeConversionException(String.valueOf(e.getMessage()));
      }
    }
  }
}
