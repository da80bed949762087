package io.peerage.agent;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * http -> delivery -> {manifest, swarm} -> {peer, origin, tracker}; delivery, swarm, peer -> store.
 */
class ArchitectureTest {
  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.peerage.agent");

  /** What each feature may call; the wiring in the root package may call all. */
  private static final Map<String, Set<String>> MAY_CALL =
      Map.ofEntries(
          Map.entry(
              "http",
              Set.of(
                  "delivery",
                  "manifest",
                  "swarm",
                  "origin",
                  "access",
                  "tls",
                  "responses",
                  "prefetch",
                  "takedown",
                  "caching",
                  "traffic",
                  "undertow")),
          Map.entry(
              "prefetch",
              Set.of(
                  "delivery", "responses", "manifest", "swarm", "origin", "takedown", "caching")),
          Map.entry("responses", Set.of("origin", "caching", "purge", "traffic")),
          Map.entry("delivery", Set.of("manifest", "swarm", "store", "origin")),
          Map.entry("manifest", Set.of("origin", "caching", "purge")),
          Map.entry(
              "swarm",
              Set.of("peer", "origin", "tracker", "store", "takedown", "traffic", "accounting")),
          Map.entry(
              "peer", Set.of("store", "tracker", "takedown", "traffic", "undertow", "accounting")),
          Map.entry("tracker", Set.of("purge", "takedown", "traffic", "accounting")),
          Map.entry("accounting", Set.of()),
          Map.entry("origin", Set.of("access")),
          Map.entry("access", Set.of()),
          Map.entry("purge", Set.of()),
          Map.entry("takedown", Set.of()),
          Map.entry("tls", Set.of()),
          Map.entry("store", Set.of()),
          Map.entry("caching", Set.of()),
          Map.entry("traffic", Set.of()));

  @Test
  void dependenciesPointOneWay() {
    slices().matching("io.peerage.agent.(*)..").should().beFreeOfCycles().check(classes);
    MAY_CALL.forEach((from, allowed) -> {
      for (String to : MAY_CALL.keySet()) {
        if (!to.equals(from) && !allowed.contains(to)) {
          noClasses()
              .that()
              .resideInAPackage("io.peerage.agent." + from + "..")
              .should()
              .dependOnClassesThat()
              .resideInAPackage("io.peerage.agent." + to + "..")
              .check(classes);
        }
      }
    });
  }

  @Test
  void jettyAndUndertowKeepToTheirPlaces() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.eclipse.jetty..", "io.peerage.runtime.server..")
        .check(classes);
    noClasses()
        .that()
        .resideInAnyPackage(
            "..delivery..",
            "..responses..",
            "..prefetch..",
            "..swarm..",
            "..store..",
            "..manifest..",
            "..purge..",
            "..takedown..",
            "..tracker..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.undertow..", "org.xnio..")
        .check(classes);
  }

  @Test
  void decidersAskNoClockAndNoDice() {
    for (String decider :
        new String[] {
          "io.peerage.agent.access.QueryRule",
          "io.peerage.agent.accounting.TicketGate",
          "io.peerage.agent.access.UrlVerifier",
          "io.peerage.agent.access.UrlToken",
          "io.peerage.agent.swarm.SourcePlanner",
          "io.peerage.agent.swarm.Homes",
          "io.peerage.agent.caching.CacheDecision",
          "io.peerage.agent.caching.Freshening",
          "io.peerage.agent.caching.Freshness",
          "io.peerage.agent.caching.Invalidation",
          "io.peerage.agent.caching.Storability",
          "io.peerage.agent.caching.StoredHeader",
          "io.peerage.agent.caching.Variance",
          "io.peerage.agent.purge.PurgeMatcher",
          "io.peerage.agent.http.ResponsePlan"
        }) {
      noClasses()
          .that()
          .haveNameMatching(decider.replace(".", "\\.") + "(\\$.*)?")
          .should()
          .dependOnClassesThat()
          .belongToAnyOf(Clock.class, Random.class, Thread.class, java.nio.file.Files.class)
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(java.time.Instant.class, "now")
          .check(classes);
    }
  }
}
