package io.peerage.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may know whom: processes know the shared language, never each other. */
class ModuleDirectionsTest {
  private static final List<String> MODULES =
      List.of("protocol", "runtime", "media", "agent", "tracker", "adapter", "demo", "cli");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.peerage");

  @ParameterizedTest
  @CsvSource({
    "protocol, ''",
    "runtime, protocol",
    "media, ''",
    "agent, protocol runtime",
    "tracker, protocol runtime",
    "adapter, protocol runtime",
    "demo, protocol runtime media agent tracker adapter",
  })
  void moduleKnowsOnly(String module, String known) {
    List<String> allowed = List.of(known.split(" ", -1));
    String[] others =
        MODULES.stream()
            .filter(other -> !other.equals(module) && !allowed.contains(other))
            .map(other -> "io.peerage." + other + "..")
            .toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage("io.peerage." + module + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(others)
        .check(CLASSES);
  }
}
