package io.peerage.tracker;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.peerage.tracker.appeals.AppealRule;
import io.peerage.tracker.audit.AuditSchedule;
import io.peerage.tracker.bans.BanPolicy;
import io.peerage.tracker.selection.PeerSelector;
import io.peerage.tracker.trust.TrustBook;
import io.peerage.tracker.trust.TrustModel;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final String ROOT = "io.peerage.tracker";

  /** Whom each package may use, of the tracker's own. */
  private static final Map<String, Set<String>> DIRECTIONS =
      Map.ofEntries(
          Map.entry("identity", Set.of()),
          Map.entry("accounting", Set.of("identity", "trust", "bans")),
          Map.entry("events", Set.of()),
          Map.entry("trust", Set.of("identity")),
          Map.entry("swarm", Set.of("identity", "events")),
          Map.entry("bans", Set.of("identity", "events", "trust")),
          Map.entry("recording", Set.of("identity", "trust", "bans")),
          Map.entry("shadow", Set.of("identity", "trust", "bans", "recording")),
          Map.entry("enrolment", Set.of("identity", "events", "bans")),
          Map.entry("reports", Set.of("identity", "trust", "bans", "accounting")),
          Map.entry(
              "selection", Set.of("identity", "swarm", "trust", "bans", "takedowns", "accounting")),
          Map.entry("audit", Set.of("identity", "events", "swarm", "trust", "bans", "accounting")),
          Map.entry(
              "overview",
              Set.of(
                  "identity",
                  "enrolment",
                  "swarm",
                  "trust",
                  "bans",
                  "reports",
                  "audit",
                  "accounting")),
          Map.entry("takedowns", Set.of("identity", "events", "swarm")),
          Map.entry("appeals", Set.of("identity", "events", "trust", "bans")),
          Map.entry("accusations", Set.of("identity", "bans")),
          Map.entry("purges", Set.of("identity", "events", "enrolment", "swarm")),
          Map.entry(
              "retention",
              Set.of(
                  "enrolment",
                  "swarm",
                  "trust",
                  "bans",
                  "reports",
                  "accounting",
                  "audit",
                  "purges",
                  "appeals")),
          Map.entry(
              "http",
              Set.of(
                  "identity",
                  "enrolment",
                  "selection",
                  "reports",
                  "accounting",
                  "bans",
                  "purges",
                  "takedowns",
                  "appeals",
                  "shadow",
                  "accusations",
                  "events",
                  "overview")),
          Map.entry(
              "store.embedded",
              Set.of(
                  "identity",
                  "enrolment",
                  "trust",
                  "bans",
                  "reports",
                  "accounting",
                  "audit",
                  "purges",
                  "takedowns",
                  "appeals")));

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  @Test
  void packagesUseEachOtherInOneDirectionOnly() {
    DIRECTIONS.forEach((name, allowed) -> {
      String[] others =
          DIRECTIONS.keySet().stream()
              .filter(other -> !other.equals(name) && !allowed.contains(other))
              .map(other -> ROOT + "." + other + "..")
              .toArray(String[]::new);
      noClasses()
          .that()
          .resideInAPackage(ROOT + "." + name + "..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(others)
          .check(CLASSES);
    });
  }

  @Test
  void onlyTheWiringClassesKnowEverything() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT)
        .check(CLASSES);
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT, ROOT + ".store..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT + ".store..")
        .check(CLASSES);
  }

  @Test
  void everyPackageHasItsDirections() {
    assertThat(
            CLASSES.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> !name.equals(ROOT))
                .map(name -> name.substring(ROOT.length() + 1))
                .collect(Collectors.toSet()))
        .containsExactlyInAnyOrderElementsOf(DIRECTIONS.keySet());
  }

  @Test
  void storesImplementTheFeaturesInterfaces() {
    classes()
        .that()
        .haveSimpleNameEndingWith("Store")
        .and()
        .haveSimpleNameStartingWith("Sqlite")
        .should()
        .beAssignableTo(
            new DescribedPredicate<JavaClass>("an interface that a feature owns") {
              @Override
              public boolean test(JavaClass type) {
                return type.isInterface()
                    && type.getSimpleName().endsWith("Store")
                    && !type.getPackageName().startsWith(ROOT + ".store");
              }
            })
        .check(CLASSES);
  }

  /** No clock, no I/O, no chance of their own: so a simulator can drive them, and replay. */
  @Test
  void decidersArePure() {
    String[] impure = {
      "java.io..",
      "java.nio..",
      "java.net..",
      "java.sql..",
      "java.util.concurrent..",
      "java.security..",
      "org.slf4j..",
      "io.peerage.runtime.http..",
      "io.peerage.runtime.server..",
      "io.peerage.tracker.events..",
      "io.peerage.tracker.store.."
    };
    for (Class<?> decider :
        List.of(
            TrustModel.class,
            TrustBook.class,
            BanPolicy.class,
            PeerSelector.class,
            AppealRule.class,
            AuditSchedule.class)) {
      noClasses()
          .that()
          .belongToAnyOf(decider)
          .or()
          .haveFullyQualifiedName(ROOT + ".trust.Votes")
          .or()
          .haveFullyQualifiedName(ROOT + ".trust.Standing")
          .or()
          .haveFullyQualifiedName(ROOT + ".trust.Explainer")
          .or()
          .haveFullyQualifiedName(ROOT + ".bans.Prospects")
          .or()
          .haveFullyQualifiedName(ROOT + ".bans.Statements")
          .or()
          .haveFullyQualifiedName(ROOT + ".trust.Opinion")
          .or()
          .haveFullyQualifiedName(ROOT + ".selection.NeighbourRule")
          .should()
          .dependOnClassesThat(
              new DescribedPredicate<JavaClass>("clocks, I/O or makers of chance") {
                @Override
                public boolean test(JavaClass type) {
                  return Arrays.stream(impure)
                          .anyMatch(pattern ->
                              type.getPackageName()
                                      .startsWith(pattern.substring(0, pattern.length() - 2))
                                  && !type.getPackageName().equals("java.nio.charset"))
                      || Stream.of(
                              Clock.class,
                              InstantSource.class,
                              Random.class,
                              SplittableRandom.class,
                              ThreadLocalRandom.class,
                              RandomGeneratorFactory.class)
                          .anyMatch(maker -> type.isEquivalentTo(maker));
                }
              })
          .check(CLASSES);
      noClasses()
          .that()
          .belongToAnyOf(decider)
          .should()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(java.time.Instant.class, "now")
          .orShould()
          .callMethod(Math.class, "random")
          .orShould()
          .callMethod(RandomGenerator.class, "getDefault")
          .check(CLASSES);
    }
  }

  @Test
  void everyPackageIsNullMarked() {
    classes()
        .that()
        .haveSimpleName("package-info")
        .should()
        .beAnnotatedWith(NullMarked.class)
        .check(CLASSES);
    assertThat(CLASSES.stream().filter(type -> type.getSimpleName().equals("package-info")))
        .hasSize(DIRECTIONS.size() + 1);
  }
}
