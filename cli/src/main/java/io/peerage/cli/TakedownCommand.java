package io.peerage.cli;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import io.peerage.protocol.content.ContentRoot;
import io.peerage.protocol.message.TakedownList;
import io.peerage.protocol.site.SiteName;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Takes content down, and puts it back. */
@Command(
    name = "takedown",
    description = {
      "Orders that the agents neither serve nor fetch something any more, lifts such orders, and"
          + " lists them.",
      "Who did what, when and why stays in the tracker's log for good."
    },
    mixinStandardHelpOptions = true,
    subcommands = {
      TakedownCommand.Add.class,
      TakedownCommand.Lift.class,
      TakedownCommand.Show.class
    })
final class TakedownCommand implements Runnable {
  private static final String PATH = "takedowns";

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init")
  TakedownCommand() {}

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "Say what to do: peerage takedown add, lift or list");
  }

  /** What is ordered, and where a change shows: an order, or an entry of the log. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Order(
      long id,
      String by,
      String caseId,
      String reason,
      @JsonSetter(nulls = Nulls.SET) @Nullable ContentRoot root,
      @JsonSetter(nulls = Nulls.SET) @Nullable SiteName site,
      @JsonSetter(nulls = Nulls.SET) @Nullable String pathPrefix,
      Instant ordered) {
    TakedownList.Entry entry() {
      return new TakedownList.Entry(caseId, reason, root, site, pathPrefix);
    }
  }

  /** A page of orders. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Page(
      long version,
      int online,
      int following,
      int total,
      List<Order> orders,
      @JsonSetter(nulls = Nulls.SET) @Nullable Long next) {}

  /** An entry of the log. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Change(
      long version,
      Instant at,
      String by,
      String action,
      String why,
      long id,
      String caseId,
      String reason,
      @JsonSetter(nulls = Nulls.SET) @Nullable ContentRoot root,
      @JsonSetter(nulls = Nulls.SET) @Nullable SiteName site,
      @JsonSetter(nulls = Nulls.SET) @Nullable String pathPrefix) {
    TakedownList.Entry entry() {
      return new TakedownList.Entry(caseId, reason, root, site, pathPrefix);
    }
  }

  /** A page of the log. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record LogPage(List<Change> changes, @JsonSetter(nulls = Nulls.SET) @Nullable Long next) {}

  /** Who asks, and how long to wait for the agents. */
  static final class Asker {
    @Option(
        names = "--by",
        paramLabel = "NAME",
        defaultValue = "${sys:user.name}",
        description = "Who is named in the log, besides the address (default: ${DEFAULT-VALUE}).")
    private String by;

    @Mixin private Wait wait;

    @SuppressWarnings("NullAway.Init")
    Asker() {}

    /** Waits until all agents in contact follow {@code version}, and says how many do. */
    private int await(AdminApi admin, long version, PrintWriter out)
        throws IOException, InterruptedException {
      out.flush();
      Page page =
          wait.until(
              () -> admin.get(PATH + "?limit=1", Page.class), now -> isFollowed(now, version));
      if (page.online == 0) {
        out.println("no agent is in contact with the tracker; each follows it when it comes");
        return Peerage.FAILED;
      }
      out.printf(
          "%d of %d agents in contact follow it%s%n",
          page.following,
          page.online,
          isFollowed(page, version) ? "" : "; the others do with their next heartbeat");
      return isFollowed(page, version) ? Peerage.OK : Peerage.FAILED;
    }

    private static boolean isFollowed(Page page, long version) {
      return page.version >= version && page.online > 0 && page.following == page.online;
    }
  }

  /** Adds an order. */
  @Command(
      name = "add",
      description = {
        "Orders that every agent refuse a content, or all of a site below a path, and waits until"
            + " they do. Clients get 451 with the case and the reason.",
        "--root hits the content under every name that has a manifest; what passes through without"
            + " one is known by its path alone. A path is hit however it is spelt.",
        "Exit status 0 only if every agent in contact follows the order in time."
      },
      mixinStandardHelpOptions = true,
      footerHeading = "%nExamples:%n",
      footer = {
        "  peerage takedown add --site media.example.com --path /vod/film-42/ --case 2026-117"
            + " --reason copyright",
        "  peerage takedown add --root 9c1a... --case 2026-118 --reason court-order --by ada"
      })
  static final class Add implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private AdminApi admin;

    @ArgGroup(multiplicity = "1")
    private What what;

    @Option(
        names = "--case",
        paramLabel = "ID",
        required = true,
        description = "Under which the order's papers are kept; clients are told it.")
    private String caseId;

    @Option(
        names = "--reason",
        paramLabel = "CODE",
        required = true,
        description = "A short code, such as copyright; clients are told it.")
    private String reason;

    @Mixin private Asker asker;

    @SuppressWarnings("NullAway.Init")
    Add() {}

    /** What is taken down: one of these. */
    static final class What {
      @Option(
          names = "--root",
          paramLabel = "HEX",
          required = true,
          converter = RootConverter.class,
          description = "A content, by the root that its manifest names, in 64 digits.")
      private @Nullable ContentRoot root;

      @ArgGroup(exclusive = false)
      private @Nullable Below below;
    }

    /** All of a site below a path. */
    static final class Below {
      @Option(
          names = "--site",
          paramLabel = "SITE",
          required = true,
          converter = PurgeCommand.SiteConverter.class,
          description = "The site, by the name under which agents and adapters know it.")
      private SiteName site;

      @Option(
          names = "--path",
          paramLabel = "PATH",
          required = true,
          description = "This path and all below it: /a covers /a and /a/b, not /ab.")
      private String path;

      @SuppressWarnings("NullAway.Init")
      Below() {}
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
      Below below = what.below;
      TakedownList.Entry entry;
      try {
        entry =
            new TakedownList.Entry(
                caseId,
                reason,
                what.root,
                below == null ? null : below.site,
                below == null ? null : below.path);
      } catch (IllegalArgumentException e) {
        throw new CommandLine.ParameterException(
            spec.commandLine(), String.valueOf(e.getMessage()));
      }
      Map<String, String> body = new LinkedHashMap<>();
      if (entry.root() != null) {
        body.put("root", entry.root().toString());
      }
      if (entry.site() != null && entry.pathPrefix() != null) {
        body.put("site", entry.site().value());
        body.put("pathPrefix", entry.pathPrefix());
      }
      body.put("caseId", caseId);
      body.put("reason", reason);
      body.put("by", asker.by);
      Order made = admin.post(PATH, body, Order.class);
      PrintWriter out = spec.commandLine().getOut();
      out.printf("takedown of %s ordered, number %d%n", made.entry(), made.id);
      return asker.await(admin, made.id, out);
    }
  }

  /** Lifts an order. */
  @Command(
      name = "lift",
      description = {
        "Lifts an order, and waits until the agents know. What it hit is available again, unless"
            + " another order hits it too.",
        "Exit status 0 only if every agent in contact knows in time."
      },
      mixinStandardHelpOptions = true,
      footerHeading = "%nExample:%n",
      footer = "  peerage takedown lift 1795262400777 --reason 'appeal upheld' --by ada")
  static final class Lift implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private AdminApi admin;

    @Parameters(
        paramLabel = "NUMBER",
        description = "The order's number, as peerage takedown list shows it.")
    private long id;

    @Option(
        names = "--reason",
        paramLabel = "TEXT",
        required = true,
        description = "Why, for the log: 1 to 200 characters.")
    private String reason;

    @Mixin private Asker asker;

    @SuppressWarnings("NullAway.Init")
    Lift() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
      Change lifted =
          admin.delete(
              "%s/%d?reason=%s&by=%s".formatted(PATH, id, encoded(reason), encoded(asker.by)),
              Change.class);
      PrintWriter out = spec.commandLine().getOut();
      out.printf("takedown of %s lifted%n", lifted.entry());
      return asker.await(admin, lifted.version, out);
    }

    private static String encoded(String text) {
      return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
  }

  /** Lists orders. */
  @Command(
      name = "list",
      description = "Lists the orders in force, or the log of all changes, the newest first.",
      mixinStandardHelpOptions = true)
  static final class Show implements Callable<Integer> {
    private static final int PAGE = 500;

    @Spec private CommandSpec spec;
    @Mixin private AdminApi admin;

    @Option(names = "--log", description = "The log: what was ordered and lifted, by whom and why.")
    private boolean log;

    @SuppressWarnings("NullAway.Init")
    Show() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
      PrintWriter out = spec.commandLine().getOut();
      return log ? showLog(out) : showOrders(out);
    }

    private int showOrders(PrintWriter out) throws IOException, InterruptedException {
      Page page = admin.get(PATH + "?limit=" + PAGE, Page.class);
      Page first = page;
      while (true) {
        for (Order order : page.orders) {
          out.printf("%d  %s  %s, by %s%n", order.id, order.ordered, order.entry(), order.by);
        }
        if (page.next == null) {
          break;
        }
        page = admin.get(PATH + "?limit=" + PAGE + "&before=" + page.next, Page.class);
      }
      out.printf(
          "%d orders in force; %d of %d agents in contact follow them%n",
          first.total, first.following, first.online);
      return Peerage.OK;
    }

    private int showLog(PrintWriter out) throws IOException, InterruptedException {
      String path = "takedown-log?limit=" + PAGE;
      LogPage page = admin.get(path, LogPage.class);
      while (true) {
        for (Change change : page.changes) {
          out.printf(
              "%s  %s by %s: %s%s (%d)%n",
              change.at,
              change.action,
              change.by,
              change.entry(),
              change.why.equals(change.reason) ? "" : ", because: " + change.why,
              change.id);
        }
        if (page.next == null) {
          return Peerage.OK;
        }
        page = admin.get(path + "&before=" + page.next, LogPage.class);
      }
    }
  }

  /** Reads a content root. */
  static final class RootConverter implements ITypeConverter<ContentRoot> {
    @Override
    public ContentRoot convert(String value) {
      try {
        return ContentRoot.parse(value);
      } catch (IllegalArgumentException e) {
        throw new CommandLine.TypeConversionException(String.valueOf(e.getMessage()));
      }
    }
  }
}
