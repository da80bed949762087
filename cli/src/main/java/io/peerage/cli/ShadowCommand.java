package io.peerage.cli;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where the shadow policy would have decided otherwise. */
@Command(
    name = "shadow",
    description = {
      "Shows where the tracker's shadow policy puts agents into other states than the policy in"
          + " force: since when, and why each of the two does.",
      "The shadow policy is the key shadow of the tracker's configuration. It hears the same"
          + " evidence and acts on nobody."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {"  peerage shadow", "  peerage shadow --json | jq '.open[].agent'"})
final class ShadowCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private AdminApi admin;

  @Option(names = "--json", description = "Prints the tracker's answer, one JSON object.")
  private boolean json;

  @SuppressWarnings("NullAway.Init")
  ShadowCommand() {}

  /** What the tracker answers. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Comparison(
      boolean enabled,
      @JsonSetter(nulls = Nulls.SET) @Nullable Instant since,
      int compared,
      int differing,
      long begun,
      List<Divergence> open,
      List<Divergence> ended) {}

  /** One agent of whom the two say different things. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Divergence(
      String agent,
      Instant since,
      @JsonSetter(nulls = Nulls.SET) @Nullable Instant until,
      String active,
      String activeWhy,
      Instant activeAt,
      String shadow,
      String shadowWhy,
      Instant shadowAt) {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(admin.getText("shadow"));
    } else {
      print(admin.get("shadow", Comparison.class), out);
    }
    return Peerage.OK;
  }

  private static void print(Comparison told, PrintWriter out) {
    if (!told.enabled) {
      out.println(
          "This tracker has no shadow policy; shadow.enabled in its configuration gives it one.");
      return;
    }
    out.printf(
        "Shadow policy since %s: of %d agents it puts %d into another state than the one in"
            + " force.%n",
        told.since, told.compared, told.differing);
    told.open.forEach(divergence -> print(divergence, out));
    if (!told.ended.isEmpty()) {
      out.println();
      out.println("No longer so:");
      told.ended.forEach(divergence -> print(divergence, out));
    }
  }

  private static void print(Divergence told, PrintWriter out) {
    out.printf(
        "%s  %s, not %s, from %s%s%n",
        told.agent,
        told.shadow,
        told.active,
        told.since,
        told.until == null ? "" : " to " + told.until);
    out.printf("  shadow, at %s: %s%n", told.shadowAt, told.shadowWhy);
    out.printf("  in force, at %s: %s%n", told.activeAt, told.activeWhy);
  }
}
