package io.gyre.fold;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.gyre.state.StatePart;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The classes whose instances are parts of a state: a test that looks at each misses none. */
final class StateClasses {

  private static final String[] PACKAGES = {
    "io.gyre.fold",
    "io.gyre.learning",
    "io.gyre.scoring",
    "io.gyre.time",
    "io.gyre.encoding",
    "io.gyre.state"
  };

  private StateClasses() {}

  /** All that there are, of the packages that a fold may use. */
  static Set<String> all() {
    return new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(PACKAGES)
            .stream()
            .filter(found -> found.isAssignableTo(StatePart.class))
            .filter(found -> !found.getModifiers().contains(JavaModifier.ABSTRACT))
            .map(JavaClass::getName)
            .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Asserts that every class of parts was seen. */
  static void assertAll(Set<String> seen) {
    Set<String> all = all();
    assertThat(all.stream().filter(part -> !seen.contains(part)))
        .as(
            "classes of parts that no fold of this test has; see \"Add a kind of learner\" in CONTRIBUTING.md")
        .isEmpty();
    assertThat(seen.stream().filter(part -> !all.contains(part)))
        .as("classes of parts in other packages than %s", List.of(PACKAGES))
        .isEmpty();
  }

  /** Those of the parts that a state has now. */
  static Set<String> of(FoldState state) {
    return state
        .parts()
        .map(each -> each.part)
        .filter(StatePart::present)
        .map(part -> part.getClass().getName())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
