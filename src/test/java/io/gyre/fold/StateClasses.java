package io.gyre.fold;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.gyre.fold.state.FoldState;
import io.gyre.state.StatePart;
import io.gyre.state.StoredPart;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The classes whose instances are parts of a state: a test that looks at each misses none. */
final class StateClasses {

  private static final String[] PACKAGES = {
    "io.gyre.fold", "io.gyre.learning", "io.gyre.scoring", "io.gyre.time", "io.gyre.encoding"
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

  /** Those of the parts that a state has now. */
  static Set<String> of(FoldState state) {
    return state
        .parts()
        .map(StoredPart::part)
        .filter(StatePart::present)
        .map(part -> part.getClass().getName())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
