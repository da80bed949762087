package io.peerage.adapter;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final String ROOT = "io.peerage.adapter";

  /** Whom each package may use, of the adapter's own. */
  private static final Map<String, Set<String>> DIRECTIONS =
      Map.of(
          "keys", Set.of(),
          "metrics", Set.of(),
          "admission", Set.of("metrics", "source"),
          "spool", Set.of(),
          "source", Set.of(),
          "source.directory", Set.of("source"),
          "source.http", Set.of("source"),
          "source.s3", Set.of("source"),
          "publish", Set.of("keys", "metrics", "source", "spool"),
          "http", Set.of("keys", "metrics", "publish", "source"));

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
              .map(other -> ROOT + "." + other)
              .toArray(String[]::new);
      noClasses()
          .that()
          .resideInAPackage(ROOT + "." + name)
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
}
